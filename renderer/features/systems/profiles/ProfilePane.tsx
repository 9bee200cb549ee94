import type { RunProfileView } from '../../../../preload/contract/profiles.ts'
import { useJob } from '../../../client/JobContext.tsx'
import { useCall } from '../../../client/queries.tsx'
import { t } from '../../../language/text.ts'
import { formatRoute, navigate } from '../../../shell/route.ts'
import { useKeys } from '../../../shell/useKeys.ts'
import { Button } from '../../../ui/Button.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { formatDuration, formatLongDate, formatTime } from '../../../ui/format.ts'
import { Glyph } from '../../../ui/Glyph.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Pane, PanePart } from '../../../ui/Pane.tsx'
import { stepMarks } from '../../../ui/stepMarks.ts'
import { formatProfilePlace } from './profilePlace.ts'
import { resultWord } from './profileWords.ts'

/** One profile: its button, its steps with how far the last run came, and how else it is run. */
export function ProfilePane({ profile }: { profile: RunProfileView }) {
  const { running, refused, start, cancel } = useJob()
  const { name, title, last } = profile
  const here = running && last?.state === 'running'
  const run = () => {
    if (!running) void start({ kind: 'profile', name })
  }
  const edit = () => navigate(formatProfilePlace('profile-edit', name))
  useKeys([
    ['R', run],
    ['E', edit],
  ])
  return (
    <Pane label={title}>
      <PanePart>
        <div className="subject">
          <div>
            <h2>{title}</h2>
            <p className="small muted">
              <span className="mono">{name}</span>
            </p>
          </div>
        </div>
        <div className="pane-actions">
          {here ? (
            <>
              <Button onClick={() => void cancel()}>{t('Cancel')}</Button>
              <Button kind="quiet" onClick={() => navigate(formatRoute('session'))}>
                {t('Show the session')}
              </Button>
            </>
          ) : (
            <>
              <span title={running ? t('A step is running') : undefined}>
                <Button kind="primary" label={t`Run ${title}`} shortcut="R" disabled={running} onClick={run}>
                  {t('Run')}
                </Button>
              </span>
              <Button shortcut="E" onClick={edit}>
                {t('Edit')}
              </Button>
              <Button onClick={() => navigate(formatProfilePlace('profile-remove', name))}>
                {t('Remove')}
              </Button>
            </>
          )}
        </div>
        {refused ? (
          <div className="profile-refused">
            <ErrorNotice error={refused} />
          </div>
        ) : null}
      </PanePart>
      <PanePart title={t('Steps')}>
        <ol className="profile-steps">
          {profile.steps.map(({ words }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place
            <li key={at} aria-current={here && last?.at === at + 1 ? 'step' : undefined}>
              <StepMark last={last} number={at + 1} />
              <span>{words}</span>
            </li>
          ))}
        </ol>
        <p className="small muted">
          {t(
            'The first step that does not end well ends the profile. It approves nothing: an export writes what is approved, and where nothing is, the profile stops there.',
          )}
        </p>
      </PanePart>
      {last ? <LastRun last={last} /> : null}
      <Unattended name={name} />
    </Pane>
  )
}

/** How the last run left a step: done, where it is or ended, or not come to. */
function StepMark({ last, number }: { last: RunProfileView['last']; number: number }) {
  const state =
    last === null || number > last.at || last.of < number ? null : number < last.at ? 'done' : last.state
  if (state === null)
    return (
      <span className="number is-none num" aria-hidden="true">
        {number}
      </span>
    )
  const { glyph, tone } = stepMarks[state]
  return (
    <span className="number" title={t`Last run: ${state}`}>
      <Glyph name={glyph} className={tone} />
      <span className="hidden-text">{t`last run: ${state}, `}</span>
    </span>
  )
}

function LastRun({ last }: { last: NonNullable<RunProfileView['last']> }) {
  const { glyph, tone } = stepMarks[last.state]
  return (
    <PanePart title={t('Last run')}>
      <dl className="run-facts num">
        <dt>{t('Result')}</dt>
        <dd className="state-cell">
          <Glyph name={glyph} className={tone} />
          {resultWord(last)}
        </dd>
        <dt>{t('By')}</dt>
        <dd>{last.by}</dd>
        <dt>{t('Began')}</dt>
        <dd>
          {formatLongDate(last.startedAt)}, {formatTime(last.startedAt)}
        </dd>
        {last.endedAt === null ? null : (
          <>
            <dt>{t('Took')}</dt>
            <dd>{formatDuration(last.endedAt - last.startedAt)}</dd>
          </>
        )}
      </dl>
      {last.message ? <p className="small muted run-message">{last.message}</p> : null}
    </PanePart>
  )
}

/** The command for a scheduler. */
function Unattended({ name }: { name: string }) {
  const path = useCall('workspace.get', {}).data?.path
  if (path === undefined) return null
  const command = `joinery -w "${path}" run --profile ${name}`
  return (
    <PanePart title={t('On the command line')}>
      <p className="profile-command">
        <code className="mono">{command}</code>
        <CopyButton text={command} label={t('Copy the command')} />
      </p>
    </PanePart>
  )
}
