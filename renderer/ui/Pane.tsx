import type { ReactNode } from 'react'

/** The area at the right, in parts divided by lines. `data-area` makes it a stop of F6. */
export function Pane({ label, children }: { label: string; children: ReactNode }) {
  // It scrolls, so it has to be reachable by keyboard.
  const stop = { 'data-area': true, 'data-scrolls': true, tabIndex: 0 }
  return (
    <aside className="pane" aria-label={label} {...stop}>
      {children}
    </aside>
  )
}

interface PanePartProps {
  title?: string
  count?: string
  link?: ReactNode
  className?: string
  children: ReactNode
}

export function PanePart({ title, count, link, className = '', children }: PanePartProps) {
  return (
    <section className={`pane-part ${className}`}>
      {title ? (
        <h3 className="section-head">
          {title}
          {count ? <span className="sub num">{count}</span> : null}
          {link}
        </h3>
      ) : null}
      {children}
    </section>
  )
}
