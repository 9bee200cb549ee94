import { useRef, useState } from 'react'
import { type SpaceFilter, spaceFilter } from '../../../preload/contract/space.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useCall } from '../../client/queries.tsx'
import { blockSize, type Span, useBlocks } from '../../client/useBlocks.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { listKeys } from '../../shell/moveKeys.ts'
import { formatRoute, navigate, replaceRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { ObjectPane } from './ObjectPane.tsx'
import { SpaceCells } from './SpaceCells.tsx'
import { formatSpacePlace, type SpacePlace } from './spacePlace.ts'
import { spaceFilterWord } from './spaceWords.ts'

const hints = [
  { keys: ['J', 'K'], does: t('Object') },
  { keys: ['/'], does: t('Find') },
  { keys: ['Esc'], does: t('Back to the system') },
  { keys: ['?'], does: t('All keys') },
]
const columns = [
  { name: t('Object') },
  { name: t('Type') },
  { name: t('Name in the system') },
  { name: t('State') },
  { name: t('On its way'), right: true },
] as const

interface SpaceBrowserProps {
  system: SystemStatus
  place: SpacePlace
}

/** Everything a system holds, as it was read, with what is on its way to it. */
export function SpaceBrowser({ system, place }: SpaceBrowserProps) {
  const asked = {
    system: system.name,
    ...(place.filter ? { filter: place.filter } : {}),
    ...(place.search ? { search: place.search } : {}),
  }
  const first = useCall('space.list', { ...asked, offset: 0, limit: blockSize }, { keep: true })
  const [span, setSpan] = useState<Span>({ first: 0, last: 40 })
  const blocks = useBlocks('space.list', asked, span)
  const [at, setAt] = useState(0)
  const search = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  useTitle(t`${system.title}, connector space`)

  const total = first.data?.total ?? 0
  const position = Math.min(at, total - 1)
  const row = position < 0 ? undefined : blocks.row(position)
  const open = place.object ?? row?.id ?? null
  const go = (next: Partial<SpacePlace>) =>
    replaceRoute(formatRoute('systems', system.name, formatSpacePlace({ ...place, object: null, ...next })))
  const move = (to: number) => {
    setAt(to)
    if (place.object !== null) go({})
  }
  const narrow = (next: Partial<SpacePlace>) => {
    setAt(0)
    go(next)
  }
  const back = () => navigate(formatRoute('systems', system.name))
  useKeys([...listKeys(position, total, move), ['/', () => search.current?.focus()], ['Escape', back]])
  const error = first.error ?? blocks.error
  return (
    <Page className="space">
      <PageHead
        title={system.title}
        sub={t`Connector space, ${formatCounted(system.objects, 'object')}`}
        actions={
          <>
            <SearchField
              field={search}
              label={t('Find in the connector space')}
              placeholder={t('Name, DN, anchor or value')}
              value={place.search}
              onSearch={(text) => narrow({ search: text })}
              onLeave={() => grid.current?.focus()}
            />
            <Button onClick={back}>{t('Back to Systems')}</Button>
          </>
        }
      />
      <Filters system={system} place={place} onFilter={(filter) => narrow({ filter })} />
      <div className="list-area">
        {error ? <ErrorNotice error={error} /> : null}
        {first.data === undefined ? (
          error ? null : (
            <SkeletonRows rows={8} label={t('Reading the connector space')} />
          )
        ) : total === 0 ? (
          <NoObjects system={system} place={place} onClear={() => narrow({ filter: null, search: '' })} />
        ) : (
          <VirtualGrid
            grid={grid}
            label={t`Objects of ${system.title}`}
            className="space-list"
            columns={columns}
            count={total}
            current={position}
            rowHeight={32}
            onSpan={setSpan}
            onCurrent={move}
            cells={(index) => {
              const object = blocks.row(index)
              return object ? <SpaceCells row={object} /> : undefined
            }}
          />
        )}
        {first.data?.searched === 'identifiers' ? (
          <p className="small muted search-note">
            {rich`In a connector space of this size, Find looks at how names, DNs and other indexed values begin.${total >= 1000 ? ` ${t('The first 1,000 are shown.')}` : ''}`}
          </p>
        ) : null}
      </div>
      {open !== null && total > 0 ? (
        <ObjectPane key={open} system={system} id={open} />
      ) : (
        <aside className="pane" aria-label={t('Selected object')} />
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}

interface FiltersProps {
  system: SystemStatus
  place: SpacePlace
  onFilter: (filter: SpaceFilter | null) => void
}

/** The states that some object is in; the one in use stays, even when it has none left. */
function Filters({ system, place, onFilter }: FiltersProps) {
  const counts: Partial<Record<SpaceFilter, number>> = {
    joined: system.joined,
    unmatched: system.disconnectors,
    ambiguous: system.ambiguous,
    filtered: system.filtered,
    placeholder: system.placeholders,
    pending: Object.values(system.pending).reduce((a, b) => a + b, 0),
    unconfirmed: system.unconfirmed,
  }
  return (
    <div className="facets" role="toolbar" aria-label={t('States')}>
      <SystemTile tile={system} size="small" />
      {spaceFilter.options
        .filter((filter) => (counts[filter] ?? 0) > 0 || place.filter === filter)
        .map((filter) => (
          <Chip
            key={filter}
            pressed={place.filter === filter}
            count={counts[filter] ?? 0}
            onClick={() => onFilter(place.filter === filter ? null : filter)}
          >
            {spaceFilterWord[filter]}
          </Chip>
        ))}
    </div>
  )
}

interface NoObjectsProps {
  system: SystemStatus
  place: SpacePlace
  onClear: () => void
}

function NoObjects({ system, place, onClear }: NoObjectsProps) {
  if (place.search || place.filter)
    return (
      <Empty
        title={t('No object matches')}
        action={<Button onClick={onClear}>{t('Show all objects')}</Button>}
      >
        {rich`${system.title} holds ${formatNumber(system.objects)}, but none of them is what you look for.`}
      </Empty>
    )
  return (
    <Empty
      title={t('Nothing was read yet')}
      action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
    >{rich`A session reads ${system.title}; its objects are listed here then.`}</Empty>
  )
}
