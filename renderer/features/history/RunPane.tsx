import type { Run } from '../../../preload/contract/session.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount, formatDuration, formatLongDate, formatNumber, formatTime } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { stepMarks, stepStateWord } from '../../ui/stepMarks.ts'
import { operations, operationWord, stepWord } from '../../ui/words.ts'
import { formatProfilePlace } from '../systems/profiles/profilePlace.ts'
import { findingsOf, formatHistoryPlace } from './historyPlace.ts'
import { RunAgain } from './RunAgain.tsx'
import { type Figure, figuresOfRun, mayBeUndone, pendingOfRun, rateOf } from './runFigures.ts'
import { useCauses } from './useCauses.ts'

interface RunPaneProps {
  run: Run
  session: number
  tile: Tile | undefined
  systems: readonly Tile[]
}

/** One run whole: who, when, how fast, every figure, what it found, and what can be done about it. */
export function RunPane({ run, session, tile, systems }: RunPaneProps) {
  const rate = rateOf(run)
  const mark = stepMarks[run.state]
  const pending = pendingOfRun(run.statistics)
  return (
    <Pane label={t('Selected run')}>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>
            {stepWord[run.step]}
            {tile ? t` of ${tile.title}` : ''}
          </h2>
        </div>
        <dl className="run-facts num">
          <dt>{t('Run')}</dt>
          <dd>
            {formatNumber(run.id)}
            {run.mode ? <span className="faint">, {run.mode}</span> : null}
          </dd>
          {run.profile === null ? null : (
            <>
              <dt>{t('Profile')}</dt>
              <dd>
                <a className="link mono" href={formatProfilePlace('profiles', run.profile)}>
                  {run.profile}
                </a>
              </dd>
            </>
          )}
          <dt>{t('Result')}</dt>
          <dd className="state-cell">
            <Glyph name={mark.glyph} className={mark.tone} />
            {stepStateWord[run.state]}
          </dd>
          <dt>{t('By')}</dt>
          <dd>{run.by ?? <span className="faint">{t('not noted')}</span>}</dd>
          <dt>{t('Began')}</dt>
          <dd>
            {formatLongDate(run.startedAt)}, {formatTime(run.startedAt)}
          </dd>
          <dt>{t('Took')}</dt>
          <dd>
            {run.endedAt === null ? t('not over yet') : formatDuration(run.endedAt - run.startedAt)}
            {rate === null ? null : (
              <span className="faint">{rich`, ${formatNumber(rate)} ${run.step === 'export' ? t('changes') : t('objects')} a second`}</span>
            )}
          </dd>
        </dl>
        {run.message ? <p className="small muted run-message">{run.message}</p> : null}
      </PanePart>
      {figuresOfRun(run).map(({ title, figures }) => (
        <PanePart key={title} title={title}>
          <Figures figures={figures} />
        </PanePart>
      ))}
      {pending.length > 0 ? (
        <PanePart title={t('Pending exports afterwards')}>
          <table className="table pending-table">
            <thead>
              <tr>
                <th scope="col">{t('In')}</th>
                {operations.map((operation) => (
                  <th key={operation} scope="col" className="right">
                    {operationWord[operation]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {pending.map(({ system, counts }) => {
                const own = systems.find(({ name }) => name === system)
                return (
                  <tr key={system}>
                    <td>{own ? <SystemTile tile={own} size="small" /> : system}</td>
                    {operations.map((operation) => (
                      <td key={operation} className={`right${counts[operation] ? '' : ' zero'}`}>
                        {formatCount(counts[operation] ?? 0)}
                      </td>
                    ))}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </PanePart>
      ) : null}
      <Found run={run} session={session} />
      <RunAgain run={run} title={tile?.title} session={session} />
      {run.step === 'export' ? <UndoPart run={run} /> : null}
    </Pane>
  )
}

function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="run-figures num">
      {figures.map(({ name, count, bad, hint }) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd className={count === 0 ? 'zero' : bad ? 'is-delete' : undefined}>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What this run found and what is still open of it. */
function Found({ run, session }: { run: Run; session: number }) {
  const { causes, whole } = useCauses(session, run.id)
  const count = causes.reduce((sum, cause) => sum + cause.count, 0)
  const failed = (run.statistics.failed ?? 0) + (run.statistics.rejected ?? 0)
  if (count === 0 && failed === 0) return null
  return (
    <PanePart
      title={t('Found and still open')}
      count={formatNumber(count)}
      link={
        count > 0 ? (
          <a className="link" href={formatHistoryPlace(findingsOf(session, { run: run.id }))}>
            {t('Open')}
          </a>
        ) : null
      }
    >
      <p className="small muted">
        {count === 0 && whole
          ? t('What failed was settled since, or is not wanted any more. The audit tells how it went.')
          : t`${formatNumber(causes.length)} ${causes.length === 1 ? t('cause') : t('causes')}. What was settled since is in the audit.`}
      </p>
    </PanePart>
  )
}

function UndoPart({ run }: { run: Run }) {
  if (run.archives.length > 0)
    return (
      <PanePart title={t('Undo')}>
        <p className="small muted">{rich`What it wrote was pruned and cannot be undone any more. It is kept in ${<span className="mono wrap">{run.archives.join(', ')}</span>}.`}</p>
      </PanePart>
    )
  if (!mayBeUndone(run)) return null
  return (
    <PanePart title={t('Undo')}>
      <Button
        icon="undo"
        onClick={() => navigate(formatHistoryPlace({ view: 'undo', run: run.id, filter: {} }))}
      >
        {t('Undo…')}
      </Button>
      <p className="small muted after-button">
        {t(
          'Compares each change it wrote with what the system holds now. The way back is approved like any other change.',
        )}
      </p>
    </PanePart>
  )
}
