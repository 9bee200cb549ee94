import { useMemo } from 'react'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { AuditExport } from '../../shell/AuditExport.tsx'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { formatRoute, navigate, replaceRoute, useRoute } from '../../shell/route.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatMoment } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { AuditEntries } from './AuditEntries.tsx'
import { type AuditPlace, formatAuditPlace, parseAuditPlace } from './auditPlace.ts'
import { Reports } from './Reports.tsx'
import './audit.css'

const views = [
  { value: 'entries', label: t('Entries') },
  { value: 'reports', label: t('Reports') },
] as const

const hints = {
  entries: [
    { keys: ['J', 'K'], does: t('Entry') },
    { keys: ['/'], does: t('Search') },
    { keys: ['V'], does: t('Verify the chain') },
    { keys: ['?'], does: t('All keys') },
  ],
  reports: [
    { keys: ['J', 'K'], does: t('Report') },
    { keys: ['Enter'], does: t('Write it') },
    { keys: ['?'], does: t('All keys') },
  ],
}

/** Everything that happened, who did it and why; whether the trail is whole; and what leaves as a report. */
export default function AuditScreen() {
  const { item, query } = useRoute()
  const place = useMemo(() => parseAuditPlace(query), [query])
  const facets = useCall('audit.facets', {})
  const entries = useCall('workspace.get', {}).data?.audit.entries ?? 0
  const open = item === null ? null : Number(item)
  useTitle(place.view === 'reports' ? t('Reports') : t('Audit'))
  const go = (next: AuditPlace, entry: number | null = null) =>
    replaceRoute(formatRoute('audit', entry, formatAuditPlace(next)))
  const first = facets.data?.first
  return (
    <Page className="audit">
      <PageHead
        title={t('Audit')}
        sub={
          first
            ? t`${formatCounted(entries, 'entry', 'entries')}, since ${formatMoment(first.at, Date.now())}`
            : null
        }
        actions={
          <>
            <Switch
              label={t('View')}
              value={place.view}
              options={views}
              onChange={(view) => go({ ...place, view })}
            />
            <AuditExport />
          </>
        }
      />
      {facets.error ? (
        <div className="page-message">
          <ErrorNotice error={facets.error} />
        </div>
      ) : !facets.data ? (
        <SkeletonRows rows={8} label={t('Reading the audit')} />
      ) : place.view === 'reports' ? (
        <Reports />
      ) : first === null ? (
        <div className="page-message">
          <Empty
            title={t('Nothing has happened yet')}
            action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
          >
            {t('Every step, decision and write leaves an entry here that nobody can change unseen.')}
          </Empty>
        </div>
      ) : (
        <AuditEntries
          facets={facets.data}
          place={place}
          open={open !== null && Number.isInteger(open) ? open : null}
          onPlace={go}
        />
      )}
      <KeyStrip hints={hints[place.view]} end={<AuditLine />} />
    </Page>
  )
}
