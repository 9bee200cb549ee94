import type { JobRequest } from '../../../preload/contract/jobs.ts'
import type { Run } from '../../../preload/contract/session.ts'
import { useJob } from '../../client/JobContext.tsx'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { modeOf } from './causeWords.ts'

interface RunAgainProps {
  run: Run
  title: string | undefined
  session: number
}

/** A step that did not come to its end can be run again: it goes on where it was. */
export function RunAgain({ run, title, session }: RunAgainProps) {
  const { start, running, refused, job } = useJob()
  const open = useCall('session.get', {}).data
  if (run.state === 'done' || run.state === 'running') return null
  const request = requestOf(run)
  if (request === null) return null
  if (open == null || open.number !== session || open.endedAt !== null)
    return (
      <PanePart title={t('Run it again')}>
        <p className="small muted">{rich`Session ${session} is over. The next session runs this step anew.`}</p>
      </PanePart>
    )
  const what = title === undefined ? stepVerb[run.step] : `${stepVerb[run.step]} ${title}`
  return (
    <PanePart title={t('Run it again')}>
      <Button disabled={running} onClick={() => void start(request)}>
        {t`${what} again`}
      </Button>
      <p className="small muted after-button">
        {running ? `${job?.message || t('A step runs')}. ` : ''}
        {run.step === 'export'
          ? t('It writes everything that is approved for the system and not written yet, and nothing twice.')
          : t('What was done so far is kept; the step goes on where it was.')}
      </p>
      {refused ? <ErrorNotice error={refused} /> : null}
    </PanePart>
  )
}

const stepVerb = {
  import: t('Import'),
  synchronize: t('Synchronize'),
  review: t('Review'),
  export: t('Export'),
  confirm: t('Confirm'),
  report: t('Report'),
} as const

/** The job that does what a run did. */
function requestOf(run: Run): JobRequest | null {
  const systems = run.system === null ? {} : { systems: [run.system] }
  switch (run.step) {
    case 'import':
      return { kind: 'import', mode: modeOf(run), ...systems }
    case 'synchronize':
      return { kind: 'synchronize', mode: modeOf(run) }
    case 'export':
      return { kind: 'export', ...systems }
    case 'confirm':
      return { kind: 'confirm', ...systems }
    case 'report':
      return { kind: 'report' }
    default:
      return null
  }
}
