import { type ReactNode, useState } from 'react'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { formatHelpPlace } from './helpPlace.ts'
import { helpGroups, outlineOfPage } from './library.ts'
import type { HelpPage } from './pages.ts'

/** All pages, in the groups of the index. Decisions are many and read now and then: they are folded. */
export function PageList({ current }: { current: string | null }) {
  const stop = { 'data-area': true, 'data-scrolls': true, tabIndex: 0 }
  return (
    <nav className="help-pages" aria-label={t('Pages')} {...stop}>
      {helpGroups().map(({ title, pages }) =>
        pages.length > 15 ? (
          <Folded
            key={title}
            title={title}
            count={pages.length}
            open={pages.some(({ name }) => name === current)}
          >
            <Links pages={pages} current={current} />
          </Folded>
        ) : (
          <section key={title}>
            <h2 className="caption faint">{title}</h2>
            <Links pages={pages} current={current} />
          </section>
        ),
      )}
    </nav>
  )
}

function Links({ pages, current }: { pages: readonly HelpPage[]; current: string | null }) {
  return (
    <ul>
      {pages.map((page) => (
        <li key={page.name}>
          <a
            className="clip"
            href={formatHelpPlace({ page: page.name })}
            title={outlineOfPage(page).title}
            aria-current={page.name === current ? 'page' : undefined}
          >
            {outlineOfPage(page).title}
          </a>
        </li>
      ))}
    </ul>
  )
}

interface FoldedProps {
  title: string
  count: number
  /** Holds what is shown, so it is unfolded whatever was chosen. */
  open: boolean
  children: ReactNode
}

function Folded({ title, count, open, children }: FoldedProps) {
  const [chosen, setChosen] = useState(false)
  const shown = open || chosen
  return (
    <section>
      <h2 className="caption faint">
        <button type="button" aria-expanded={shown} onClick={() => setChosen(!chosen)}>
          <Glyph name={shown ? 'down' : 'right'} size={12} />
          {title} <span className="num">{formatNumber(count)}</span>
        </button>
      </h2>
      {shown ? children : null}
    </section>
  )
}
