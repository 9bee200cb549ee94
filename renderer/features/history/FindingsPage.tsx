import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { useTitle } from '../../shell/useTitle.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { CauseList } from './CauseList.tsx'
import { CauseObjects } from './CauseObjects.tsx'
import type { Findings } from './historyPlace.ts'
import { SessionHead } from './SessionHead.tsx'
import { useCauses } from './useCauses.ts'

const hints = {
  causes: [
    { keys: ['J', 'K'], does: t('Cause') },
    { keys: ['Enter'], does: t('Its objects') },
    { keys: ['T'], does: t('Try again') },
    { keys: ['Esc'], does: t('All sessions') },
  ],
  objects: [
    { keys: ['J', 'K'], does: t('Object') },
    { keys: ['/'], does: t('Find') },
    { keys: ['X'], does: t('Mark') },
    { keys: ['T'], does: t('Try again') },
    { keys: ['Esc'], does: t('All causes') },
  ],
}

/** What a session has found and what is still open, by cause; and the objects behind one cause. */
export function FindingsPage({ place }: { place: Findings }) {
  const { session, run } = place
  const found = useCauses(session, run, true)
  const systems = useCall('systems.list', {})
  const runs = useCall('runs.list', { session, limit: 1000 }).data?.rows ?? []
  useTitle(t`Findings of session ${session}`)
  const error = found.error ?? systems.error
  return (
    <Page className="history-page has-bar">
      <SessionHead session={session} view="findings" />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !found.known || !systems.data || found.causes.length + Number(found.whole) === 0 ? (
        <SkeletonRows rows={8} label={t('Looking through the findings')} />
      ) : place.cause === null ? (
        <CauseList place={place} found={found} systems={systems.data} runs={runs} />
      ) : (
        <CauseObjects
          key={place.cause}
          place={place}
          cause={place.cause}
          found={found}
          systems={systems.data}
          runs={runs}
        />
      )}
      <KeyStrip hints={place.cause === null ? hints.causes : hints.objects} end={<AuditLine />} />
    </Page>
  )
}
