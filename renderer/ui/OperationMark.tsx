import type { ReactNode } from 'react'
import type { Operation } from '../../preload/contract/words.ts'
import { operationWord } from './words.ts'

const shapes: Record<Operation, ReactNode> = {
  add: <path d="M8 4.75v6.5M4.75 8h6.5" />,
  update: <circle className="op-dot" cx="8" cy="8" r="2.5" />,
  move: <path d="M4.75 8h6.25M8.6 5.4L11.2 8l-2.6 2.6" />,
  disable: (
    <>
      <circle cx="8" cy="8" r="3.1" />
      <path d="M5.8 10.2l4.4-4.4" />
    </>
  ),
  delete: <path d="M4.75 8h6.5" />,
}

/** An operation as a glyph in an outlined square; the shape says it, the colour repeats it. */
export function OperationMark({
  operation,
  decorative = false,
}: {
  operation: Operation
  decorative?: boolean
}) {
  const drawing = (
    <>
      <rect className="op-box" x=".5" y=".5" width="15" height="15" rx="3.5" />
      {shapes[operation]}
    </>
  )
  const className = `op op-${operation}`
  if (decorative) {
    return (
      <svg className={className} viewBox="0 0 16 16" aria-hidden="true">
        {drawing}
      </svg>
    )
  }
  return (
    <svg className={className} viewBox="0 0 16 16" role="img" aria-label={operationWord[operation]}>
      {drawing}
    </svg>
  )
}

/** Mark and count side by side, as an edge or a node shows them. */
export function Tally({ operation, count }: { operation: Operation; count: string }) {
  return (
    <span className="tally">
      <OperationMark operation={operation} />
      {count}
    </span>
  )
}
