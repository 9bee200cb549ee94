import { useMemo } from 'react'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { formatRoute, replaceRoute, useRoute } from '../../shell/route.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { DriftFacets } from './DriftFacets.tsx'
import { DriftList } from './DriftList.tsx'
import { DriftSearch } from './DriftSearch.tsx'
import { formatDriftFilter, parseDriftFilter } from './driftPlace.ts'
import { NoDrift } from './NoDrift.tsx'
import './drift.css'

const hints = [
  { keys: ['J', 'K'], does: t('Move') },
  { keys: ['A'], does: t('Accept') },
  { keys: ['E'], does: t('Enforce') },
  { keys: ['X'], does: t('Mark') },
  { keys: ['Shift', 'A'], does: t('Accept the group') },
  { keys: ['R'], does: t('Reason') },
  { keys: ['/'], does: t('Find') },
]

/** What somebody changed directly in a system: look, let it stand, or have it set right. */
export default function DriftScreen() {
  const { query } = useRoute()
  const filter = useMemo(() => parseDriftFilter(query), [query])
  const all = useCall('drift.list', { limit: 1 })
  const groups = useCall('drift.groups', { filter }, { keep: true })
  const systems = useCall('systems.list', {})
  useTitle(t('Drift'))
  const setFilter = (next: typeof filter) => replaceRoute(formatRoute('drift', null, formatDriftFilter(next)))
  const open = (all.data?.counts ?? []).reduce((sum, row) => sum + (row.state === 'open' ? row.count : 0), 0)
  const error = all.error ?? groups.error ?? systems.error
  return (
    <Page className="drift">
      <PageHead
        title={t('Drift')}
        sub={
          all.data ? (
            <>
              {rich`${formatCounted(all.data.total, 'change')} from outside`}
              {open > 0 ? (
                <>
                  , <b>{rich`${formatNumber(open)} to decide`}</b>
                </>
              ) : null}
            </>
          ) : null
        }
        actions={all.data && all.data.total > 0 ? <DriftSearch filter={filter} onFilter={setFilter} /> : null}
      />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !all.data || !groups.data || !systems.data ? (
        <SkeletonRows rows={8} label={t('Reading the drift')} />
      ) : (
        <>
          {all.data.total > 0 ? (
            <DriftFacets
              counts={all.data.counts}
              systems={systems.data}
              filter={filter}
              onFilter={setFilter}
            />
          ) : null}
          {groups.data.length === 0 ? (
            <div className="page-message">
              <NoDrift narrowed={all.data.total > 0} systems={systems.data} onClear={() => setFilter({})} />
            </div>
          ) : (
            <DriftList filter={filter} groups={groups.data} systems={systems.data} />
          )}
        </>
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}
