import type { Run, Session, SessionSummary } from '../../../preload/contract/session.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatLongDate,
  formatNumber,
  formatTime,
} from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { stepMarks, stepStateWord } from '../../ui/stepMarks.ts'
import { stepWord } from '../../ui/words.ts'
import { causeTitle } from './causeWords.ts'
import { totalOf } from './figures.ts'
import { findingsOf, formatHistoryPlace } from './historyPlace.ts'
import { PrunedPart } from './PrunedPart.tsx'
import { figuresOfRun, mayBeUndone } from './runFigures.ts'
import { useCauses } from './useCauses.ts'

/** One session: its steps with their results and times, its runs, its systems. */
export function SessionPane({ summary }: { summary: SessionSummary }) {
  const { number } = summary
  const { data: session, error } = useCall('session.get', { number })
  const runs = useCall('runs.list', { session: number, limit: 1000 }).data?.rows
  return (
    <Pane label={t`Session ${number}`}>
      <PanePart className="head">
        <h2>{rich`Session ${number}`}</h2>
        <p className="num small muted">
          {rich`${formatLongDate(summary.startedAt)}, ${formatTime(summary.startedAt)}, by ${summary.startedBy}.`}
        </p>
      </PanePart>
      {summary.pruned ? <PrunedPart session={number} pruned={summary.pruned} /> : null}
      <PanePart>
        <ol className="timing num">
          {summary.steps.map((step) => (
            <li key={step.step}>
              <Glyph name={stepMarks[step.state].glyph} className={stepMarks[step.state].tone} />
              {stepWord[step.step]}
              <span className="what clip" title={step.note}>
                {step.note || stepStateWord[step.state].toLowerCase()}
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
        <SkeletonRows rows={4} label={t('Reading the session')} />
      )}
      <ByCause session={number} />
      {session && runs && runs.length > 0 ? (
        <Runs runs={runs} session={session} pruned={summary.pruned !== null} />
      ) : null}
      <UndoPart runs={runs?.filter(mayBeUndone) ?? []} session={session} />
      {summary.auditCsv ? (
        <PanePart title={t('Audit report')}>
          <p className="mono muted wrap">{summary.auditCsv}</p>
        </PanePart>
      ) : null}
    </Pane>
  )
}

function SystemFigures({ session }: { session: Session }) {
  return (
    <PanePart title={t('Systems')}>
      <table className="table figures-table">
        <thead>
          <tr>
            <th scope="col">{t('System')}</th>
            <th scope="col" className="right">
              {t('Read')}
            </th>
            <th scope="col" className="right">
              {t('Written')}
            </th>
            <th scope="col" className="right">
              {t('Failed')}
            </th>
            <th scope="col" className="right">
              {t('Confirmed')}
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

/** What it found and is still open: the three largest causes with how many objects stand behind each. */
function ByCause({ session }: { session: number }) {
  const { causes } = useCauses(session, null)
  if (causes.length === 0) return null
  return (
    <PanePart
      title={t('Found, by cause')}
      count={formatNumber(causes.length)}
      link={
        <a className="link" href={formatHistoryPlace(findingsOf(session))}>
          {t('Open')}
        </a>
      }
    >
      <ul className="pane-causes">
        {causes.slice(0, 3).map((cause) => (
          <li key={cause.cause}>
            <Glyph
              name={cause.severity === 'error' ? 'error' : 'warn'}
              className={cause.severity === 'error' ? 'is-delete' : 'is-disable'}
            />
            <a
              className="link clip"
              title={causeTitle(cause)}
              href={formatHistoryPlace(findingsOf(session, { cause: cause.cause }))}
            >
              {causeTitle(cause)}
            </a>
            <span className="num">{formatNumber(cause.count)}</span>
          </li>
        ))}
      </ul>
    </PanePart>
  )
}

function UndoPart({ runs, session }: { runs: readonly Run[]; session: Session | null | undefined }) {
  const [first] = runs.toReversed()
  if (first === undefined) return null
  const written = runs.reduce(
    (sum, { statistics }) => sum + (statistics.exported ?? 0) + (statistics.recovered ?? 0),
    0,
  )
  const systems = new Set(
    runs.map(({ system }) => session?.systems.find(({ name }) => name === system)?.title ?? system),
  )
  return (
    <PanePart title={t('Undo')}>
      <Button
        icon="undo"
        onClick={() => navigate(formatHistoryPlace({ view: 'undo', run: first.id, filter: {} }))}
      >
        {t('Undo…')}
      </Button>
      <p className="small muted after-button num">
        {rich`${formatCounted(written, 'change')} to ${[...systems].join(' and ')}. You see what can go back and why before anything is planned, and approve the way back like any other change.`}
      </p>
    </PanePart>
  )
}

interface RunsProps {
  runs: readonly Run[]
  session: Session
  pruned: boolean
}

function Runs({ runs, session, pruned }: RunsProps) {
  return (
    <PanePart
      title={t('Runs')}
      count={formatNumber(runs.length)}
      link={
        <a className="link" href={formatHistoryPlace({ view: 'runs', session: session.number, run: null })}>
          {t('All figures')}
        </a>
      }
    >
      {pruned ? (
        <p className="small faint">{t('Of each step and system the last is kept, with its figures.')}</p>
      ) : null}
      <ul className="run-list">
        {runs.map((run) => {
          const tile = session.systems.find((system) => system.name === run.system)
          const mark = stepMarks[run.state]
          const groups = figuresOfRun(run).flatMap(({ figures }) => figures)
          const figures = groups.filter(({ count }) => count > 0)
          return (
            <li key={run.id}>
              {tile ? <SystemTile tile={tile} size="small" /> : <Glyph name="session" className="is-ink" />}
              <a
                className="link"
                href={formatHistoryPlace({ view: 'runs', session: session.number, run: run.id })}
              >
                {stepWord[run.step]}
                {tile ? <span className="hidden-text">{rich` of ${tile.title}`}</span> : null}
                {run.mode === 'full' || run.mode === 'delta' ? (
                  <span className="faint"> {run.mode}</span>
                ) : null}
              </a>
              <time className="num">
                {run.state === 'done' ? null : <Glyph name={mark.glyph} className={mark.tone} size={12} />}
                {run.endedAt === null ? '' : formatDuration(run.endedAt - run.startedAt)}
              </time>
              <p className="num">
                {figures
                  .map(({ name, count }) => `${formatNumber(count)} ${name.toLowerCase()}`)
                  .join(', ') ||
                  run.message ||
                  stepStateWord[run.state].toLowerCase()}
              </p>
            </li>
          )
        })}
      </ul>
    </PanePart>
  )
}
