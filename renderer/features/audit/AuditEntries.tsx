import { useCallback, useEffect, useRef, useState } from 'react'
import type { Result } from '../../../preload/contract/methods.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { listKeys } from '../../shell/moveKeys.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { Cell } from '../../ui/Grid.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { AuditFilters } from './AuditFilters.tsx'
import type { AuditPlace } from './auditPlace.ts'
import { ChainPart } from './ChainPart.tsx'
import { EntryPane } from './EntryPane.tsx'
import { useAuditPages } from './useAuditPages.ts'

const columns = [
  { name: t('Entry'), right: true },
  { name: t('When') },
  { name: t('Who') },
  { name: t('Kind') },
  { name: '' },
  { name: t('What happened') },
] as const

type Facets = Result<'audit.facets'>

interface AuditEntriesProps {
  facets: Facets
  place: AuditPlace
  /** The entry in the pane; null: the first of the list. */
  open: number | null
  onPlace: (place: AuditPlace, entry?: number | null) => void
}

/** The trail from the newest entry down, and the entry that is open. */
export function AuditEntries({ facets, place, open, onPlace }: AuditEntriesProps) {
  const last = facets.last?.id ?? 0
  const [head, setHead] = useState(last)
  const { rows, next, searching, error, more } = useAuditPages(place.filter, place.below, head)
  const systems = useCall('systems.list', {}).data
  const grid = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const [position, setPosition] = useState(0)
  const current =
    open === null ? Math.min(position, rows.length - 1) : rows.findIndex(({ id }) => id === open)
  const shown = open ?? rows[current]?.id ?? null
  const move = (index: number) => {
    setPosition(index)
    const row = rows[index]
    if (row) onPlace(place, row.id)
    if (index > rows.length - 20) more()
  }
  const narrow = (to: AuditPlace) => {
    setPosition(0)
    setHead(last)
    onPlace(to, null)
  }
  const [span, setSpan] = useState({ first: 0, last: 0 })
  const onSpan = useCallback((seen: typeof span) => setSpan(seen), [])
  // Older entries come before the end of what is there is seen.
  useEffect(() => {
    if (rows.length > 0 && span.last >= rows.length - 50) more()
  }, [span, rows.length, more])
  useKeys([...listKeys(current, rows.length, move), ['/', () => search.current?.focus()]])
  const newer = place.below === null ? last - head : 0
  return (
    <>
      <AuditFilters
        facets={facets}
        place={place}
        search={search}
        onPlace={narrow}
        onLeave={() => grid.current?.focus()}
      />
      <div className="list-area">
        {error ? <ErrorNotice error={error} /> : null}
        {rows.length > 0 ? (
          <VirtualGrid
            grid={grid}
            label={t('Audit entries')}
            className="audit-list"
            columns={columns}
            count={rows.length}
            current={current}
            rowHeight={32}
            onSpan={onSpan}
            onCurrent={move}
            cells={(index) => {
              const row = rows[index]
              if (!row) return undefined
              const tile = systems?.find(({ name }) => name === row.system)
              return (
                <>
                  <Cell className="num right faint">{formatNumber(row.id)}</Cell>
                  <Cell className="num muted clip">{formatMoment(row.at, Date.now())}</Cell>
                  <Cell className="clip">
                    <span title={row.author}>{row.author}</span>
                  </Cell>
                  <Cell className="muted clip">{row.kind}</Cell>
                  <Cell>{tile ? <SystemTile tile={tile} size="small" /> : null}</Cell>
                  <Cell className="clip">
                    <span title={row.words}>{row.words}</span>
                  </Cell>
                </>
              )
            }}
          />
        ) : searching || next === undefined ? (
          <SkeletonRows rows={10} label={t('Searching the audit')} />
        ) : (
          <div className="page-message">
            <Empty
              title={t('No entry matches')}
              action={
                <Button onClick={() => narrow({ view: 'entries', filter: {}, below: null })}>
                  {t('Show all entries')}
                </Button>
              }
            >{rich`All ${formatCounted(last - (facets.first?.id ?? 1) + 1, 'entry', 'entries')} were looked at.`}</Empty>
          </div>
        )}
        <p className="small muted list-foot num" aria-live="polite">
          {newer > 0 ? (
            <button type="button" className="link" onClick={() => narrow(place)}>
              {t`Show ${formatCounted(newer, 'new entry', 'new entries')}`}
            </button>
          ) : null}
          <span>
            {formatCounted(rows.length, 'entry', 'entries')}{' '}
            {next == null
              ? t('in all')
              : searching
                ? t`so far, searching before entry ${formatNumber(next)}`
                : t('so far')}
          </span>
        </p>
      </div>
      <EntryPane id={shown} systems={systems ?? []}>
        <ChainPart
          checkpoint={facets.checkpoint}
          onShow={(id) => onPlace({ view: 'entries', filter: {}, below: id + 5 }, id)}
        />
      </EntryPane>
    </>
  )
}
