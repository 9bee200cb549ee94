import { JoineryError } from '../host/joinery-error.ts'
import { refuseImplausible } from './judge-read.ts'
import { Cancelled, recordRun, type StepContext, type StepResult } from './step-context.ts'

/** Objects a batch: large enough that a transaction pays, small enough that cancelling takes well under a second. */
const batch = 1000

/** Evaluates the rules over what was staged. `delta` turns into `full` when the rules have changed since the last one. */
export function synchronizeStep(context: StepContext, wanted: 'full' | 'delta'): Promise<StepResult> {
  const { workspace } = context
  return recordRun(context, { step: 'synchronize', system: undefined, mode: wanted }, async (run) => {
    await refuseImplausible(workspace)
    const due = await workspace.store.call('getSetting', { name: 'full-synchronization-due' })
    const mode = due === undefined ? wanted : 'full'
    const result = await workspace.store.call(
      'synchronize',
      {
        configuration: workspace.configuration,
        capabilities: workspace.capabilities,
        mode,
        today: workspace.today,
        run,
        at: Date.now(),
        batch,
      },
      {
        signal: context.signal,
        progress: (done, total) => context.report.progress('synchronize', null, done, total),
      },
    )
    if (result.looping)
      throw new JoineryError(
        'provisioning-loop',
        'synchronization does not come to rest: some rules keep undoing each other',
        {
          advice:
            'Look for two systems that each overwrite what the other contributes, or rules that disconnect and join the same account',
        },
      )
    if (!result.finished) throw new Cancelled()
    const now = { at: Date.now(), author: workspace.user }
    await workspace.store.call('returnOutdated', now)
    await workspace.store.call('applyPolicies', now)
    const evaluated = result.statistics.objects + result.statistics.identities
    context.report.progress('synchronize', null, evaluated, evaluated)
    const pending = await workspace.store.call('pendingCounts', { condition: 'pending' })
    let planned = 0
    for (const counts of pending.values()) planned += Object.values(counts).reduce((sum, n) => sum + n, 0)
    return { state: 'done', statistics: { ...result.statistics, planned } }
  })
}
