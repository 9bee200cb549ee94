import type { ReactNode } from 'react'
import { formatNumber } from './format.ts'

interface ChipProps {
  pressed: boolean
  count: number
  mark?: ReactNode
  children: string
  onClick: () => void
}

/** A facet with its count; pressed, it filters. */
export function Chip({ pressed, count, mark, children, onClick }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={onClick}>
      {mark}
      {children} <span className="num">{formatNumber(count)}</span>
    </button>
  )
}
