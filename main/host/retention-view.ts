import type { JobQueue } from '../jobs/job-queue.ts'
import { listArchives, reportArchive } from '../retention/archives.ts'
import { prune } from '../retention/prune.ts'
import { JoineryError } from './joinery-error.ts'
import type { Handlers } from './port.ts'
import type { Workspace } from './workspace.ts'

/** What is old goes into archives, and is read back from them. */
export function retentionHandlers(
  workspace: Workspace,
  jobs: JobQueue,
  tick: () => void,
): Pick<Handlers, 'history.prune' | 'archives.list' | 'archives.report'> {
  return {
    'history.prune': async (order, signal) => {
      if (!order.dryRun && jobs.current !== undefined)
        throw new JoineryError('busy', `the step "${jobs.current.kind}" is still running`, {
          advice: 'Wait for it to end, or cancel it',
        })
      const done = await prune(workspace, order, Date.now(), signal)
      tick()
      return done
    },
    'archives.list': (order) => listArchives(workspace, order),
    'archives.report': (order, signal) => reportArchive(workspace, order, signal),
  }
}
