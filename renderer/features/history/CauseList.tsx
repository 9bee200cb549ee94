import { useRef, useState } from 'react'
import type { FindingCause } from '../../../preload/contract/causes.ts'
import type { Run } from '../../../preload/contract/session.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { endKeys, stepKeys } from '../../shell/moveKeys.ts'
import { replaceRoute } from '../../shell/route.ts'
import { takeFocus } from '../../shell/takeFocus.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell } from '../../ui/Grid.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { stepWord } from '../../ui/words.ts'
import { causeTitle, kindWord, sentence } from './causeWords.ts'
import { type Findings, findingsOf, formatHistoryPlace, overviewOf } from './historyPlace.ts'
import { Remedy, type RemedyHandle } from './Remedy.tsx'
import type { Causes } from './useCauses.ts'

const columns = [
  { name: '' },
  { name: t('Cause') },
  { name: t('Kind') },
  { name: t('Attribute') },
  { name: t('Systems') },
  { name: t('Objects'), right: true },
] as const

interface CauseListProps {
  place: Findings
  found: Causes
  systems: readonly Tile[]
  runs: readonly Run[]
}

/** Causes, the worst and the most first; the pane says what one means and what to do. */
export function CauseList({ place, found, systems, runs }: CauseListProps) {
  const { causes } = found
  const grid = useRef<HTMLDivElement>(null)
  const remedy = useRef<RemedyHandle>(null)
  const [position, setPosition] = useState(0)
  const at = Math.min(position, causes.length - 1)
  const current = causes[at]
  const open = (cause: FindingCause) => {
    location.hash = formatHistoryPlace({
      ...place,
      cause: cause.cause,
      system: null,
      retry: null,
      search: '',
    })
  }
  const move = (to: number) => {
    setPosition(to)
    takeFocus(grid.current)
  }
  const back = () =>
    replaceRoute(
      formatHistoryPlace(place.run === null ? overviewOf(place.session) : findingsOf(place.session)),
    )
  useKeys([
    ...stepKeys(at, causes.length, move),
    ...endKeys(causes.length, move),
    ['T', () => (remedy.current?.act() ? undefined : false)],
    ['Escape', back],
    [
      'Enter',
      () => {
        if (!current) return false
        open(current)
      },
    ],
  ])
  const run = place.run === null ? undefined : runs.find(({ id }) => id === place.run)
  return (
    <>
      <div className="facets crumbs num">
        {place.run === null ? (
          <span>
            {rich`${formatCounted(
              causes.reduce((sum, cause) => sum + cause.count, 0),
              'open finding',
            )} of ${formatCounted(causes.length, 'cause')}`}
          </span>
        ) : (
          <>
            <span>
              {rich`Found by run ${formatNumber(place.run)}${run ? t`, ${stepWord[run.step].toLowerCase()} of ${titleOf(systems, run.system)}` : ''}`}
            </span>
            <Button
              kind="quiet"
              small
              onClick={() => replaceRoute(formatHistoryPlace(findingsOf(place.session)))}
            >
              {t('Show the whole session')}
            </Button>
          </>
        )}
        {found.whole ? null : (
          <span className="faint" role="status">
            {rich`${formatNumber(found.looked)} findings looked at so far`}
          </span>
        )}
      </div>
      {!current ? (
        <div className="page-message">
          <Empty title={t('Nothing is open')}>
            {place.run === null
              ? t`Whatever session ${place.session} found was settled since. The audit keeps what it was.`
              : t`Whatever run ${place.run} found was settled since. The audit keeps what it was.`}
          </Empty>
        </div>
      ) : (
        <>
          <div className="list-area">
            <VirtualGrid
              grid={grid}
              label={t('Causes')}
              className="cause-list"
              columns={columns}
              count={causes.length}
              current={at}
              rowHeight={36}
              onSpan={noSpan}
              onCurrent={move}
              onOpen={(index) => {
                const cause = causes[index]
                if (cause) open(cause)
              }}
              cells={(index) => {
                const cause = causes[index]
                return cause ? <CauseCells cause={cause} systems={systems} /> : undefined
              }}
            />
          </div>
          <Pane label={t('Selected cause')}>
            <PanePart>
              <h2 className="cause-head">{causeTitle(current)}</h2>
              <p className="small muted num">
                {kindWord(current)}, {formatCounted(current.count, 'object')}
                {current.attribute ? (
                  <>
                    , <span className="mono">{current.attribute}</span>
                  </>
                ) : null}
                .
              </p>
              <Button
                onClick={() => open(current)}
              >{t`Open ${formatCounted(current.count, 'object')}`}</Button>
            </PanePart>
            <PanePart title={t('For example')}>
              <p className="wrap">{current.example.message}</p>
              {current.example.place ? <p className="mono faint wrap">{current.example.place}</p> : null}
            </PanePart>
            <PanePart title={t('What to do')}>
              <p className="wrap">{sentence(current.example.advice)}</p>
            </PanePart>
            <Remedy
              key={current.cause}
              handle={remedy}
              cause={current}
              place={place}
              runs={runs}
              systems={systems}
            />
            <Systems cause={current} systems={systems} />
          </Pane>
        </>
      )}
    </>
  )
}

const noSpan = () => undefined
const titleOf = (systems: readonly Tile[], name: string | null): string =>
  name === null ? t('all systems') : (systems.find((system) => system.name === name)?.title ?? name)

function CauseCells({ cause, systems }: { cause: FindingCause; systems: readonly Tile[] }) {
  const tiles = cause.systems.flatMap(({ system }) => systems.find(({ name }) => name === system) ?? [])
  return (
    <>
      <Cell>
        <Glyph
          name={cause.severity === 'error' ? 'error' : cause.severity === 'warning' ? 'warn' : 'person'}
          className={
            cause.severity === 'error' ? 'is-delete' : cause.severity === 'warning' ? 'is-disable' : 'is-ink'
          }
        />
        <span className="hidden-text">{cause.severity}</span>
      </Cell>
      <Cell className="medium clip">
        <span title={causeTitle(cause)}>{causeTitle(cause)}</span>
      </Cell>
      <Cell className="muted clip">{kindWord(cause)}</Cell>
      <Cell className="mono muted clip">
        <span title={cause.attribute ?? undefined}>{cause.attribute ?? ''}</span>
      </Cell>
      <Cell className="system-cell">
        {tiles.slice(0, 4).map((tile) => (
          <SystemTile key={tile.name} tile={tile} size="small" />
        ))}
        {tiles.length > 4 ? <span className="faint">+{tiles.length - 4}</span> : null}
      </Cell>
      <Cell className="num right medium">{formatNumber(cause.count)}</Cell>
    </>
  )
}

function Systems({ cause, systems }: { cause: FindingCause; systems: readonly Tile[] }) {
  if (cause.systems.length < 2) return null
  return (
    <PanePart title={t('Systems')}>
      <dl className="run-figures num">
        {cause.systems.map(({ system, count }) => (
          <div key={system ?? ''}>
            <dt>{titleOf(systems, system)}</dt>
            <dd>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
    </PanePart>
  )
}
