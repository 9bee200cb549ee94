import type { Session } from '../../../preload/contract/session.ts'
import { useJob } from '../../client/JobContext.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { nextActionOf } from './nextAction.ts'

/** One sentence about what comes next and the one primary button that does it. */
export function NextStep({ session, running }: { session: Session; running: boolean }) {
  const { start, refused } = useJob()
  const action = nextActionOf(session)
  const act = () => {
    if (action?.kind === 'review') navigate(formatRoute('changes'))
    else if (action) void start(action.request)
  }
  return (
    <section className="next">
      <h2>{t('What happens next')}</h2>
      <p>{session.next.sentence}</p>
      {action && session.next.label ? (
        <Button kind="primary" disabled={running && action.kind === 'job'} onClick={act}>
          {session.next.label}
        </Button>
      ) : null}
      {refused ? (
        <div className="refused">
          <ErrorNotice error={refused} />
        </div>
      ) : null}
    </section>
  )
}
