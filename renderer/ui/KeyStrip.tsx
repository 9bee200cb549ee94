import { Fragment, type ReactNode } from 'react'

export interface KeyHint {
  keys: readonly string[]
  does: string
}

/** The keys of this screen at its foot. `end` is where the screen's proof stands: the audit chain, the plan's hash. */
export function KeyStrip({ hints, end }: { hints: readonly KeyHint[]; end?: ReactNode }) {
  return (
    <footer className="keys">
      {hints.map((hint) => (
        <span key={hint.does}>
          {hint.keys.map((key) => (
            <Fragment key={key}>
              <kbd className="key">{key}</kbd>
            </Fragment>
          ))}{' '}
          {hint.does}
        </span>
      ))}
      {end ? <span className="end num">{end}</span> : null}
    </footer>
  )
}
