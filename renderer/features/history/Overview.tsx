import { useMemo } from 'react'
import type { SessionSummary } from '../../../preload/contract/session.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { AuditExport } from '../../shell/AuditExport.tsx'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { formatRoute, navigate, replaceRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatDuration, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { CauseBars } from './CauseBars.tsx'
import { confirmedShare, figuresOf, type Period, sessionsWithin } from './figures.ts'
import {
  findingsOf,
  formatHistoryPlace,
  type HistoryPlace,
  type Overview as OverviewPlace,
} from './historyPlace.ts'
import { mayBeUndone } from './runFigures.ts'
import { SessionPane } from './SessionPane.tsx'
import { SessionTable } from './SessionTable.tsx'
import { Trends } from './Trends.tsx'

const periods = [
  { value: '7', label: t('7 days') },
  { value: '30', label: t('30 days') },
  { value: '365', label: t('1 year') },
] as const
const periodWord: Record<Period, string> = { '7': t('7 days'), '30': t('30 days'), '365': t('a year') }

const hints = [
  { keys: ['J', 'K'], does: t('Session') },
  { keys: ['Enter'], does: t('Its runs') },
  { keys: ['F'], does: t('Its findings') },
  { keys: ['U'], does: t('Undo its export') },
  { keys: ['?'], does: t('All keys') },
]

/** What every session did: figures, trends, the list, and one session's steps. */
export function Overview({ place }: { place: OverviewPlace }) {
  const { data, error } = useCall('session.list', { offset: 0, limit: 1000 })
  const { period, trend } = place
  const sessions = useMemo(() => (data ? sessionsWithin(data.rows, period, Date.now()) : []), [data, period])
  const current =
    data?.rows.find((s) => s.number === place.session) ??
    sessions.find((s) => s.endedAt !== null) ??
    sessions[0]
  const go = (part: Partial<OverviewPlace>) => replaceRoute(formatHistoryPlace({ ...place, ...part }))
  const open = (session: number) => go({ session })
  const page = (next: HistoryPlace) => {
    location.hash = formatHistoryPlace(next)
  }
  useKeys([
    [
      'Enter',
      () => {
        if (!current) return false
        page({ view: 'runs', session: current.number, run: null })
      },
    ],
    ['F', () => (current ? page(findingsOf(current.number)) : false)],
    [
      'U',
      () => {
        const run = written?.[0]
        if (run === undefined) return false
        page({ view: 'undo', run: run.id, filter: {} })
      },
    ],
  ])
  const written = useCall(
    'runs.list',
    { session: current?.number ?? 0, limit: 1000 },
    { enabled: current !== undefined },
  ).data?.rows.filter(mayBeUndone)
  useTitle(t('History'))
  return (
    <Page className="history">
      <PageHead
        title={t('History')}
        sub={data ? t`${formatCounted(sessions.length, 'session')} in ${periodWord[period]}` : null}
        actions={
          <>
            <Switch
              label={t('Period')}
              value={period}
              options={periods}
              onChange={(next) => go({ period: next })}
            />
            <AuditExport />
          </>
        }
      />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !data ? (
        <SkeletonRows rows={8} label={t('Reading the sessions')} />
      ) : !current ? (
        <div className="page-message">
          <NoSessions any={data.total > 0} onYear={() => go({ period: '365' })} />
        </div>
      ) : (
        <>
          <div className="history-main">
            <FigureRow sessions={sessions} />
            <div className="charts">
              {sessions.length > 0 ? (
                <Trends
                  sessions={sessions}
                  trend={trend}
                  current={current.number}
                  onTrend={(next) => go({ trend: next })}
                  onOpen={open}
                />
              ) : null}
              <CauseBars session={current.number} />
            </div>
            <SessionTable sessions={sessions} current={current.number} onOpen={open} />
          </div>
          <SessionPane key={current.number} summary={current} />
        </>
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}

function FigureRow({ sessions }: { sessions: readonly SessionSummary[] }) {
  const figures = figuresOf(sessions)
  return (
    <dl className="figures">
      <div>
        <dt>{t('Changes exported')}</dt>
        <dd>{formatNumber(figures.exported)}</dd>
      </div>
      <div>
        <dt>{t('Confirmed on read-back')}</dt>
        <dd>
          {confirmedShare(figures) ?? '–'}{' '}
          {figures.unconfirmed > 0 ? (
            <small>{rich`${formatNumber(figures.unconfirmed)} not confirmed`}</small>
          ) : null}
        </dd>
      </div>
      <div>
        <dt>{t('Failed')}</dt>
        <dd>
          {formatNumber(figures.failed)} <small>{rich`of ${formatNumber(figures.tried)} tried`}</small>
        </dd>
      </div>
      <div>
        <dt>{t('Median machine time')}</dt>
        <dd>{figures.medianMachineTime === null ? '–' : formatDuration(figures.medianMachineTime)}</dd>
      </div>
    </dl>
  )
}

function NoSessions({ any, onYear }: { any: boolean; onYear: () => void }) {
  if (any) {
    return (
      <Empty
        title={t('No session in this period')}
        action={<Button onClick={onYear}>{t('Show a year')}</Button>}
      >
        {t('Earlier sessions are kept.')}
      </Empty>
    )
  }
  return (
    <Empty
      title={t('No session yet')}
      action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
    >
      {t('Every session leaves its steps, its figures and its audit entries here.')}
    </Empty>
  )
}
