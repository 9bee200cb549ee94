import { type ReactNode, useEffect, useRef } from 'react'

let first = true

interface PageProps {
  /** Class of the screen's own grid. */
  className: string
  children: ReactNode
}

/** The page's ground; the screen lays its own grid on it. A page that takes the place of another keeps the focus. */
export function Page({ className, children }: PageProps) {
  const page = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!first && document.activeElement === document.body) page.current?.focus()
    first = false
  }, [])
  return (
    <main className={`page ${className}`} id="page" ref={page} tabIndex={-1}>
      {children}
    </main>
  )
}

interface PageHeadProps {
  title: string
  /** One line of numbers. */
  sub?: ReactNode
  actions?: ReactNode
}

export function PageHead({ title, sub, actions }: PageHeadProps) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {sub ? <span className="sub num">{sub}</span> : null}
      {actions ? <div className="actions">{actions}</div> : null}
    </header>
  )
}
