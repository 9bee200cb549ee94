import { useCallback, useMemo, useRef } from 'react'
import type { ChangeFacets, ChangeFilter } from '../../../preload/contract/changes.ts'
import { useJob } from '../../client/JobContext.tsx'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate, replaceRoute, useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { formatNumber, formatTime } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { ChangesList, usePatterns } from './ChangesList.tsx'
import './changes.css'
import { Facets } from './Facets.tsx'
import { type ChangesPlace, formatPlace, isUnfiltered, parsePlace, withFacet, withSearch } from './filter.ts'
import { Limits } from './Limits.tsx'
import { NoChanges } from './NoChanges.tsx'

const views = [
  { value: 'patterns', label: t('Patterns') },
  { value: 'objects', label: t('Objects') },
] as const

const hints = [
  { keys: ['J', 'K'], does: t('Move') },
  { keys: ['A'], does: t('Approve') },
  { keys: ['H'], does: t('Hold') },
  { keys: ['R'], does: t('Reject') },
  { keys: ['Shift', 'A'], does: t('Approve the pattern') },
  { keys: ['E'], does: t('Expand') },
  { keys: ['Ctrl', 'Z'], does: t('Take back') },
]

/** What will be written: filter, look, decide, export. */
export function ChangesScreen() {
  const route = useRoute()
  const place = useMemo(() => parsePlace(route.query), [route.query])
  const { filter, view } = place
  const all = useCall('changes.facets', {})
  const left = useCall('changes.facets', { filter }, { keep: true })
  const patterns = usePatterns(filter, view === 'patterns')
  // Counting what limits watch takes a while the first time in a large workspace: the rows do not wait behind it.
  const rowsAreHere = view === 'patterns' ? patterns.isFetched : left.isFetched
  const limits = useCall('changes.limits', {}, { enabled: rowsAreHere })
  const systems = useCall('systems.list', {}).data
  const tileOf = useCallback((name: string) => systems?.find((system) => system.name === name), [systems])
  const search = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  useTitle(t('Changes'))

  const setPlace = (next: ChangesPlace) => replaceRoute(formatRoute('changes', null, formatPlace(next)))
  const setFilter = (next: ChangeFilter) => setPlace({ filter: next, view })
  useKeys([['/', () => search.current?.focus()]])

  const error = all.error ?? left.error ?? limits.error
  return (
    <Page className="changes">
      <PageHead
        title={t('Changes')}
        sub={all.data ? <Totals facets={all.data} /> : null}
        actions={
          <>
            <Switch
              label={t('View')}
              value={view}
              options={views}
              onChange={(next) => setPlace({ filter, view: next })}
            />
            <SearchField
              label={t('Find in changes')}
              placeholder={t('Name, DN, attribute or value')}
              field={search}
              value={filter.search ?? ''}
              onSearch={(text) => setFilter(withSearch(filter, text))}
              onLeave={() => grid.current?.focus()}
            />
            {all.data && all.data.total > 0 ? <ExportButton approved={all.data.decisions.approved} /> : null}
          </>
        }
      />
      {all.data && left.data && all.data.total > 0 ? (
        <Facets all={all.data} left={left.data} filter={filter} onFilter={setFilter} />
      ) : (
        <div className="facets" />
      )}
      <Limits
        limits={limits.data}
        titleOf={(name) => tileOf(name)?.title ?? name}
        held={all.data?.decisions.held ?? 0}
        onShowHeld={() => setFilter(withFacet({}, 'decisions', ['held']))}
      />
      {error ? (
        <div className="page-message changes-rest">
          <ErrorNotice error={error} />
        </div>
      ) : !all.data || !left.data ? (
        <div className="changes-rest">
          <SkeletonRows rows={10} label={t('Reading the changes')} />
        </div>
      ) : left.data.total === 0 ? (
        <div className="page-message changes-rest">
          <NoChanges filtered={!isUnfiltered(filter)} onClear={() => setPlace({ filter: {}, view })} />
        </div>
      ) : (
        <ChangesList
          key={view}
          grid={grid}
          filter={filter}
          flat={view === 'objects'}
          facets={left.data}
          tileOf={tileOf}
        />
      )}
      <KeyStrip hints={hints} end={all.data ? <PlanLine facets={all.data} /> : null} />
    </Page>
  )
}

function Totals({ facets: { total, decisions } }: { facets: ChangeFacets }) {
  const rest = [
    t`${formatNumber(total)} pending`,
    decisions.approved > 0 ? t`${formatNumber(decisions.approved)} approved` : '',
    decisions.held > 0 ? t`${formatNumber(decisions.held)} held` : '',
    decisions.rejected > 0 ? t`${formatNumber(decisions.rejected)} rejected` : '',
  ].filter(Boolean)
  return (
    <>
      {rest.join(', ')}
      {decisions.undecided > 0 ? (
        <>
          , <b>{rich`${formatNumber(decisions.undecided)} undecided`}</b>
        </>
      ) : null}
    </>
  )
}

function ExportButton({ approved }: { approved: number }) {
  const { start, running } = useJob()
  const exportApproved = () => {
    void start({ kind: 'export' })
    navigate(formatRoute('session'))
  }
  return (
    <Button kind="primary" disabled={approved === 0 || running} onClick={exportApproved}>
      {t`Export ${formatNumber(approved)} approved`}
    </Button>
  )
}

function PlanLine({ facets }: { facets: ChangeFacets }) {
  if (!facets.planHash) return null
  const hash = facets.planHash.slice(0, 8).replace(/(.{4})(.)/, '$1 $2')
  return (
    <>
      {rich`${facets.plannedAt === null ? t('Plan') : t`Plan frozen ${formatTime(facets.plannedAt)}`}, hash ${hash}`}
    </>
  )
}
