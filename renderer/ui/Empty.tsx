import type { ReactNode } from 'react'

interface EmptyProps {
  /** What it means. */
  title: string
  /** Where the proof is. */
  children: ReactNode
  /** One next step. */
  action?: ReactNode
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  )
}
