import { formatNumber } from '../ui/format.ts'
import { Glyph, type GlyphName } from '../ui/Glyph.tsx'
import { formatRoute, type ScreenName } from './route.ts'

interface Entry {
  screen: ScreenName
  name: string
  glyph: GlyphName
}

const work: readonly Entry[] = [
  { screen: 'session', name: 'Session', glyph: 'session' },
  { screen: 'changes', name: 'Changes', glyph: 'changes' },
  { screen: 'systems', name: 'Systems', glyph: 'systems' },
]
const record: readonly Entry[] = [{ screen: 'history', name: 'History', glyph: 'history' }]

/** The screens. Counts are what waits for a person, not totals. */
export function Rail({ screen, waiting }: { screen: ScreenName; waiting: number }) {
  const entries = (list: readonly Entry[]) => (
    <ul>
      {list.map((entry) => (
        <li key={entry.screen}>
          <a
            href={formatRoute(entry.screen)}
            title={entry.name}
            aria-current={entry.screen === screen ? 'page' : undefined}
          >
            <Glyph name={entry.glyph} />
            <span className="name">{entry.name}</span>
            {entry.screen === 'changes' && waiting > 0 ? (
              <span className="count">
                {formatNumber(waiting)}
                <span className="hidden-text"> undecided</span>
              </span>
            ) : null}
          </a>
        </li>
      ))}
    </ul>
  )
  return (
    <nav className="rail" aria-label="Workbench" data-area tabIndex={-1}>
      {entries(work)}
      {entries(record)}
    </nav>
  )
}
