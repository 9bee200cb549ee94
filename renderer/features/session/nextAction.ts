import type { JobRequest } from '../../../preload/contract/jobs.ts'
import type { Session } from '../../../preload/contract/session.ts'
import type { StepName } from '../../../preload/contract/words.ts'

/** What the one primary button of the session does: starts a job, or goes to the changes. */
export type NextAction = { kind: 'job'; request: JobRequest } | { kind: 'review' } | null

const jobOfStep: Record<StepName, NextAction> = {
  import: { kind: 'job', request: { kind: 'import' } },
  synchronize: { kind: 'job', request: { kind: 'synchronize' } },
  review: { kind: 'review' },
  export: { kind: 'job', request: { kind: 'export' } },
  confirm: { kind: 'job', request: { kind: 'confirm' } },
  report: { kind: 'job', request: { kind: 'report' } },
}

/** Null while there is nothing to press: work is running, or the session is complete. */
export function nextActionOf(session: Session): NextAction {
  const { action } = session.next
  switch (action) {
    case 'start':
      return { kind: 'job', request: { kind: 'session' } }
    case 'wait':
    case 'none':
      return null
    case 'resume': {
      const open = session.steps.find((step) => step.state !== 'done')
      return open ? jobOfStep[open.step] : null
    }
    default:
      return jobOfStep[action]
  }
}
