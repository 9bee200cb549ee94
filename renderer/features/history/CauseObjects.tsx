import { useEffect, useMemo, useRef, useState } from 'react'
import { type CausedFinding, retryState } from '../../../preload/contract/causes.ts'
import type { Run } from '../../../preload/contract/session.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { listKeys } from '../../shell/moveKeys.ts'
import { replaceRoute } from '../../shell/route.ts'
import { takeFocus } from '../../shell/takeFocus.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell } from '../../ui/Grid.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { causeTitle, remedyOf, retryMeaning, retryWord } from './causeWords.ts'
import { FindingPane } from './FindingPane.tsx'
import { type Findings, formatHistoryPlace } from './historyPlace.ts'
import type { RemedyHandle } from './Remedy.tsx'
import type { Causes } from './useCauses.ts'
import { usePages } from './usePages.ts'

const columns = [
  { name: '' },
  { name: t('In') },
  { name: t('Object') },
  { name: t('What it says') },
  { name: t('Stands') },
  { name: t('When') },
] as const

interface CauseObjectsProps {
  place: Findings
  cause: string
  found: Causes
  systems: readonly Tile[]
  runs: readonly Run[]
}

/** The objects behind one cause, narrowed by system, state and text; one or several can be tried again. */
export function CauseObjects({ place, cause, found, systems, runs }: CauseObjectsProps) {
  const grid = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const remedy = useRef<RemedyHandle>(null)
  const [position, setPosition] = useState(0)
  const [span, setSpan] = useState({ first: 0, last: 40 })
  const [marked, setMarked] = useState<ReadonlyMap<number, CausedFinding>>(new Map())
  const params = useMemo(
    () => ({
      cause,
      session: place.session,
      ...(place.run === null ? {} : { run: place.run }),
      ...(place.system === null ? {} : { system: place.system }),
      ...(place.retry === null ? {} : { retry: place.retry }),
      ...(place.search === '' ? {} : { search: place.search }),
    }),
    [cause, place.session, place.run, place.system, place.retry, place.search],
  )
  const { pages, more, searching, error } = usePages(
    'findings.search',
    params,
    (sofar) => sofar.reduce((sum, page) => sum + page.rows.length, 0) < span.last + 100,
  )
  const rows = useMemo(() => pages.flatMap((page) => page.rows), [pages])
  const at = Math.min(position, rows.length - 1)
  const current = rows[at]
  const group = found.causes.find((one) => one.cause === cause)
  const writes = group !== undefined && remedyOf(group.code) === 'approve'
  const narrow = (part: Partial<Findings>) => {
    setPosition(0)
    replaceRoute(formatHistoryPlace({ ...place, ...part }))
  }
  const back = () =>
    replaceRoute(formatHistoryPlace({ ...place, cause: null, system: null, retry: null, search: '' }))
  const move = (to: number) => {
    setPosition(to)
    takeFocus(grid.current)
  }
  const mark = (row: CausedFinding) =>
    setMarked((before) => {
      const next = new Map(before)
      if (!next.delete(row.id)) next.set(row.id, row)
      return next
    })
  // What was marked under another filter is not seen any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is what it is about
  useEffect(() => setMarked(new Map()), [params])
  useKeys([
    ...listKeys(at, rows.length, move),
    ['/', () => field.current?.focus()],
    ['X', () => (current && writes ? mark(current) : false)],
    ['T', () => (remedy.current?.act() ? undefined : false)],
    ['Escape', () => (marked.size > 0 ? setMarked(new Map()) : back())],
  ])
  const tileOf = (name: string | null) => systems.find((system) => system.name === name)
  const narrowed = place.system !== null || place.retry !== null || place.search !== ''
  return (
    <>
      <div className="facets crumbs">
        <Button kind="quiet" small icon="left" onClick={back}>
          {t('All causes')}
        </Button>
        <span className="medium clip crumb" title={group ? causeTitle(group) : undefined}>
          {group ? causeTitle(group) : t('A cause that is settled')}
        </span>
        <span className="gap" />
        {(group?.systems.length ?? 0) > 1
          ? group?.systems.map(({ system, count }) => {
              const tile = tileOf(system)
              return tile ? (
                <button
                  key={tile.name}
                  type="button"
                  className="chip"
                  aria-pressed={place.system === tile.name}
                  onClick={() => narrow({ system: place.system === tile.name ? null : tile.name })}
                >
                  <SystemTile tile={tile} size="small" />
                  {tile.title} <span className="num">{formatNumber(count)}</span>
                </button>
              ) : null
            })
          : null}
        {writes
          ? retryState.options.map((state) => (
              <button
                key={state}
                type="button"
                className="chip"
                aria-pressed={place.retry === state}
                title={retryMeaning[state]}
                onClick={() => narrow({ retry: place.retry === state ? null : state })}
              >
                {retryWord[state]}
              </button>
            ))
          : null}
        <SearchField
          field={field}
          label={t('Find in the objects')}
          placeholder={t('Name, DN or message')}
          value={place.search}
          onSearch={(search) => narrow({ search: search.trim() })}
          onLeave={() => grid.current?.focus()}
        />
      </div>
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : rows.length === 0 && (searching || more) ? (
        <SkeletonRows rows={8} label={t('Looking for the objects')} />
      ) : rows.length === 0 ? (
        <div className="page-message">
          <Empty
            title={narrowed ? t('No object matches') : t('Nothing is left of this cause')}
            action={
              narrowed ? (
                <Button onClick={() => narrow({ system: null, retry: null, search: '' })}>
                  {t('Show all objects')}
                </Button>
              ) : (
                <Button onClick={back}>{t('All causes')}</Button>
              )
            }
          >
            {narrowed
              ? t('Everything behind this cause was looked at.')
              : t('What stood behind it was settled. The audit keeps what it was.')}
          </Empty>
        </div>
      ) : (
        <>
          <div className="list-area">
            <VirtualGrid
              grid={grid}
              label={t('Objects of the cause')}
              className="cause-objects"
              columns={columns}
              count={rows.length}
              current={at}
              rowHeight={32}
              onSpan={setSpan}
              onCurrent={move}
              cells={(index) => {
                const row = rows[index]
                return row ? (
                  <ObjectCells
                    row={row}
                    tile={tileOf(row.system)}
                    {...(writes ? { isMarked: marked.has(row.id), onMark: () => mark(row) } : {})}
                  />
                ) : undefined
              }}
            />
            <p className="small muted list-foot num" aria-live="polite">
              <span>
                {formatCounted(rows.length, 'object')}{' '}
                {more ? (searching ? t('so far, looking further') : t('so far')) : t('in all')}
                {marked.size > 0 ? t`, ${formatNumber(marked.size)} marked` : ''}
              </span>
            </p>
          </div>
          {current && group ? (
            <FindingPane
              key={current.id}
              row={current}
              tile={tileOf(current.system)}
              cause={group}
              place={place}
              runs={runs}
              systems={systems}
              handle={remedy}
              marked={[...(marked.size > 0 ? marked.values() : [current])]}
            />
          ) : (
            <aside className="pane" aria-label={t('Selected object')} />
          )}
        </>
      )}
    </>
  )
}

interface ObjectCellsProps {
  row: CausedFinding
  tile: Tile | undefined
  isMarked?: boolean
  onMark?: () => void
}

function ObjectCells({ row, tile, isMarked = false, onMark }: ObjectCellsProps) {
  const name = row.name ?? row.key ?? row.where ?? t('An object')
  return (
    <>
      <Cell>
        {onMark ? (
          <button
            type="button"
            tabIndex={-1}
            className={`check-box${isMarked ? ' is-on' : ''}`}
            aria-label={t`Mark ${name}`}
            aria-pressed={isMarked}
            onClick={(event) => {
              event.stopPropagation()
              onMark()
            }}
          >
            {isMarked ? <Glyph name="check" size={12} /> : null}
          </button>
        ) : null}
      </Cell>
      <Cell>{tile ? <SystemTile tile={tile} size="small" /> : null}</Cell>
      <Cell className="medium clip">
        <span title={row.key ?? name}>{name}</span>
      </Cell>
      <Cell className="muted clip">
        <span title={row.message}>{row.message}</span>
      </Cell>
      <Cell className={row.retry === 'failed' ? 'clip' : 'faint clip'}>
        {row.retry === null ? '' : retryWord[row.retry]}
      </Cell>
      <Cell className="num muted clip">{formatMoment(row.at, Date.now())}</Cell>
    </>
  )
}
