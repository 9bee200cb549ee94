import type { WorkspaceInfo } from '../../preload/contract/workspace.ts'
import { t } from '../language/text.ts'
import { formatNumber } from '../ui/format.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { formatRoute } from './route.ts'
import { type RailArea, type ScreenName, screenList } from './screenList.ts'

type Waiting = WorkspaceInfo['waiting']

/** What waits for a person, by screen: its number, and what of it waits. */
const counts: Partial<Record<ScreenName, { of: (waiting: Waiting) => number; word: string }>> = {
  changes: { of: (waiting) => waiting.changes, word: t('undecided') },
  joins: { of: (waiting) => waiting.joins, word: t('to decide') },
  drift: { of: (waiting) => waiting.drift, word: t('to decide') },
}

/** The screens. Counts are what waits for a person, not totals. */
export function Rail({ screen, waiting }: { screen: ScreenName; waiting: Waiting | undefined }) {
  const entries = (area: RailArea) => (
    <ul className={area}>
      {screenList
        .filter((entry) => entry.area === area)
        .map(({ name, title, glyph }) => (
          <li key={name}>
            <a href={formatRoute(name)} title={title} aria-current={name === screen ? 'page' : undefined}>
              <Glyph name={glyph} />
              <span className="name">{title}</span>
              <Count screen={name} waiting={waiting} />
            </a>
          </li>
        ))}
    </ul>
  )
  return (
    <nav className="rail" aria-label={t('Workbench')} data-area tabIndex={-1}>
      {entries('work')}
      {entries('record')}
      {entries('foot')}
    </nav>
  )
}

function Count({ screen, waiting }: { screen: ScreenName; waiting: Waiting | undefined }) {
  const count = counts[screen]
  const number = count && waiting ? count.of(waiting) : 0
  if (!count || number === 0) return null
  return (
    <span className="count">
      {formatNumber(number)}
      <span className="hidden-text"> {count.word}</span>
    </span>
  )
}
