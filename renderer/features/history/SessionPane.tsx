import type { Run, Session, SessionSummary } from '../../../preload/contract/session.ts'
import type { StepState } from '../../../preload/contract/words.ts'
import { useCall } from '../../client/queries.tsx'
import { formatCount, formatDuration, formatLongDate, formatNumber, formatTime } from '../../ui/format.ts'
import { Glyph, type GlyphName } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { stepWord } from '../../ui/words.ts'
import { totalOf } from './figures.ts'

const marks: Record<StepState, { glyph: GlyphName; tone: string }> = {
  done: { glyph: 'done', tone: 'is-brand' },
  running: { glyph: 'session', tone: 'is-brand' },
  waiting: { glyph: 'more', tone: 'faint' },
  stopped: { glyph: 'warn', tone: 'is-disable' },
  cancelled: { glyph: 'pause', tone: 'is-ink' },
  failed: { glyph: 'error', tone: 'is-delete' },
}

/** One session: its steps with their results and times, its runs, its systems. */
export function SessionPane({ summary }: { summary: SessionSummary }) {
  const { number } = summary
  const { data: session, error } = useCall('session.get', { number })
  const runs = useCall('runs.list', { session: number, limit: 1000 }).data?.rows
  return (
    <Pane label={`Session ${number}`}>
      <PanePart className="head">
        <h2>Session {number}</h2>
        <p className="num small muted">
          {formatLongDate(summary.startedAt)}, {formatTime(summary.startedAt)}, by {summary.startedBy}.
        </p>
      </PanePart>
      <PanePart>
        <ol className="timing num">
          {summary.steps.map((step) => (
            <li key={step.step}>
              <Glyph name={marks[step.state].glyph} className={marks[step.state].tone} />
              {stepWord[step.step]}
              <span className="what clip" title={step.note}>
                {step.note || (step.state === 'waiting' ? 'waiting' : step.state)}
              </span>
              <time>
                {step.startedAt !== null && step.endedAt !== null
                  ? formatDuration(step.endedAt - step.startedAt)
                  : ''}
              </time>
            </li>
          ))}
        </ol>
      </PanePart>
      {error ? (
        <PanePart>
          <ErrorNotice error={error} />
        </PanePart>
      ) : session ? (
        <SystemFigures session={session} />
      ) : (
        <SkeletonRows rows={4} label="Reading the session" />
      )}
      {session && runs && runs.length > 0 ? <Runs runs={runs} session={session} /> : null}
      {summary.pruned ? (
        <PanePart title="Pruned">
          <p className="small muted">
            Its changes and runs were moved on {formatLongDate(summary.pruned.at)}; the figures are as they
            were.
          </p>
          <p className="mono muted wrap">{summary.pruned.archives.join(', ')}</p>
        </PanePart>
      ) : null}
      {summary.auditCsv ? (
        <PanePart title="Audit report">
          <p className="mono muted wrap">{summary.auditCsv}</p>
        </PanePart>
      ) : null}
    </Pane>
  )
}

function SystemFigures({ session }: { session: Session }) {
  return (
    <PanePart title="Systems">
      <table className="table figures-table">
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col" className="right">
              Read
            </th>
            <th scope="col" className="right">
              Written
            </th>
            <th scope="col" className="right">
              Failed
            </th>
            <th scope="col" className="right">
              Confirmed
            </th>
          </tr>
        </thead>
        <tbody>
          {session.systems.map((system) => {
            const counts = [
              system.import?.read ?? 0,
              totalOf(system.exported),
              system.failed,
              system.confirmed,
            ]
            return (
              <tr key={system.name}>
                <td>
                  <span className="sysname">
                    <SystemTile tile={system} size="small" />
                    <span className="clip">{system.title}</span>
                  </span>
                </td>
                {counts.map((count, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns of one row, in their order
                  <td key={i} className={`right${count === 0 ? ' zero' : i === 2 ? ' is-delete' : ''}`}>
                    {formatCount(count)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </PanePart>
  )
}

function Runs({ runs, session }: { runs: readonly Run[]; session: Session }) {
  return (
    <PanePart title="Runs" count={formatNumber(runs.length)}>
      <ul className="run-list">
        {runs.map((run) => {
          const tile = session.systems.find((system) => system.name === run.system)
          const figures = Object.entries(run.statistics).filter(([, n]) => n > 0)
          return (
            <li key={run.id}>
              {tile ? <SystemTile tile={tile} size="small" /> : <Glyph name="session" className="is-ink" />}
              <span>
                {stepWord[run.step]}
                {run.mode ? <span className="faint"> {run.mode}</span> : null}
              </span>
              <time className="num">
                {run.endedAt === null ? '' : formatDuration(run.endedAt - run.startedAt)}
              </time>
              <p className="num">
                {figures.map(([name, n]) => `${formatNumber(n)} ${readable(name)}`).join(', ') ||
                  run.message ||
                  run.state}
              </p>
            </li>
          )
        })}
      </ul>
    </PanePart>
  )
}

/** `flowUpdates` → `flow updates` */
const readable = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
