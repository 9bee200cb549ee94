import { useMemo, useState } from 'react'
import type { FindingGroup, SessionSummary } from '../../../preload/contract/session.ts'
import { useCall } from '../../client/queries.tsx'
import { AuditExport } from '../../shell/AuditExport.tsx'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { formatRoute, navigate, replaceRoute, useRoute } from '../../shell/route.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatDuration, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { ExportChart } from './ExportChart.tsx'
import { columnsOf, confirmedShare, figuresOf, type Period, sessionsWithin } from './figures.ts'
import './history.css'
import { SessionPane } from './SessionPane.tsx'
import { SessionTable } from './SessionTable.tsx'

const periods = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '365', label: '1 year' },
] as const
const periodWord: Record<Period, string> = { '7': '7 days', '30': '30 days', '365': 'a year' }

const hints = [
  { keys: ['J', 'K'], does: 'Session' },
  { keys: ['G', 'S'], does: 'Go to Session' },
  { keys: ['?'], does: 'All keys' },
]

/** What every session did: figures, columns, the list, and one session's steps. */
export default function HistoryScreen() {
  const { data, error } = useCall('session.list', { offset: 0, limit: 1000 })
  const [period, setPeriod] = useState<Period>('30')
  const sessions = useMemo(() => (data ? sessionsWithin(data.rows, period, Date.now()) : []), [data, period])
  const route = useRoute()
  const asked = Number(route.item)
  const current =
    data?.rows.find((s) => s.number === asked) ?? sessions.find((s) => s.endedAt !== null) ?? sessions[0]
  const open = (number: number) => replaceRoute(formatRoute('history', number))
  useTitle('History')
  return (
    <Page className="history">
      <PageHead
        title="History"
        sub={data ? `${formatCounted(sessions.length, 'session')} in ${periodWord[period]}` : null}
        actions={
          <>
            <Switch label="Period" value={period} options={periods} onChange={setPeriod} />
            <AuditExport />
          </>
        }
      />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !data ? (
        <SkeletonRows rows={8} label="Reading the sessions" />
      ) : !current ? (
        <div className="page-message">
          <NoSessions any={data.total > 0} onYear={() => setPeriod('365')} />
        </div>
      ) : (
        <>
          <div className="history-main">
            <FigureRow sessions={sessions} />
            <div className="charts">
              {sessions.length > 0 ? (
                <ExportChart
                  columns={columnsOf(sessions, Date.now())}
                  current={current.number}
                  onOpen={open}
                />
              ) : null}
              <Causes session={current.number} />
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
        <dt>Changes exported</dt>
        <dd>{formatNumber(figures.exported)}</dd>
      </div>
      <div>
        <dt>Confirmed on read-back</dt>
        <dd>
          {confirmedShare(figures) ?? '–'}{' '}
          {figures.unconfirmed > 0 ? <small>{formatNumber(figures.unconfirmed)} not confirmed</small> : null}
        </dd>
      </div>
      <div>
        <dt>Failed</dt>
        <dd>
          {formatNumber(figures.failed)} <small>of {formatNumber(figures.tried)} tried</small>
        </dd>
      </div>
      <div>
        <dt>Median machine time</dt>
        <dd>{figures.medianMachineTime === null ? '–' : formatDuration(figures.medianMachineTime)}</dd>
      </div>
    </dl>
  )
}

const severities: Record<FindingGroup['severity'], number> = { error: 2, warning: 1, info: 0 }

/** Findings of the open session by kind, most first. */
function Causes({ session }: { session: number }) {
  const { data } = useCall('session.get', { number: session }, { keep: true })
  const groups = (data?.findings ?? [])
    .toSorted((a, b) => b.count - a.count || severities[b.severity] - severities[a.severity])
    .slice(0, 6)
  const most = groups[0]?.count ?? 1
  return (
    <figure>
      <figcaption className="section-head">
        Findings by cause <span className="sub num">session {session}</span>
      </figcaption>
      {groups.length === 0 ? <p className="small muted causes">None.</p> : null}
      <ul className="causes num">
        {groups.map((group) => (
          <li key={group.code}>
            <span className="clip" title={group.detail}>
              {group.title}
            </span>
            <span className="track">
              <i style={{ width: `${(group.count / most) * 100}%` }} />
            </span>
            <span className="num">{formatNumber(group.count)}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}

function NoSessions({ any, onYear }: { any: boolean; onYear: () => void }) {
  if (any) {
    return (
      <Empty title="No session in this period" action={<Button onClick={onYear}>Show a year</Button>}>
        Earlier sessions are kept.
      </Empty>
    )
  }
  return (
    <Empty
      title="No session yet"
      action={<Button onClick={() => navigate(formatRoute('session'))}>Go to Session</Button>}
    >
      Every session leaves its steps, its figures and its audit entries here.
    </Empty>
  )
}
