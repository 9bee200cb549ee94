import { useJob } from '../../client/JobContext.tsx'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SystemName } from '../../ui/SystemTile.tsx'
import { RunningStep } from './RunningStep.tsx'

const hints = [
  { keys: ['G', 'Y'], does: t('Go to Systems') },
  { keys: ['?'], does: t('All keys') },
]

/** A new workspace: what a session does, what it will read, and the button that starts it. */
export function FirstSession() {
  const systems = useCall('systems.list', {}).data
  const { job, running, refused, start, cancel, pause } = useJob()
  return (
    <Page className="session first-page">
      <PageHead title={t('Session')} sub={t('No session yet')} />
      <section className="session-main first-session" aria-label={t('Session')}>
        {running && job ? (
          <RunningStep job={job} onCancel={cancel} onPause={pause} />
        ) : (
          <Empty
            title={t('Start the first session')}
            action={
              <Button
                kind="primary"
                disabled={!systems?.length}
                onClick={() => start({ kind: 'session', mode: 'full' })}
              >
                {t('Start the first session')}
              </Button>
            }
          >
            {systems && systems.length === 0
              ? t('This workspace names no connected system yet. Add one to workspace.yaml, then start.')
              : t(
                  'Joinery reads every system, joins what belongs together and works out what should change. Nothing is written before you have approved it.',
                )}
          </Empty>
        )}
        {refused ? <ErrorNotice error={refused} /> : null}
        {systems && systems.length > 0 ? (
          <section>
            <h2 className="section-head">
              {rich`Will be read ${<span className="sub num">{formatCounted(systems.length, 'system')}</span>}`}
            </h2>
            <ul>
              {systems.map((system) => (
                <li key={system.name}>
                  <SystemName tile={system} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </section>
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}
