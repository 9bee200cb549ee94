import type { SyncStatistics } from '../engine/sync-run.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Synchronized } from '../store/port.ts'
import { refuseImplausible } from './judge-read.ts'
import { settleLiveValues } from './live-values.ts'
import { Cancelled, recordRun, type StepContext, type StepResult } from './step-context.ts'

/** Objects a batch: large enough that a transaction pays, small enough that what it makes is gone before the collector has to move it. */
const batch = 500

/**
 * Evaluates the rules over what was staged. `delta` looks at what has changed in systems and at what changed rules say something else of; where
 * a change of the rules reaches further than that can be told, it looks at everything.
 */
export function synchronizeStep(context: StepContext, wanted: 'full' | 'delta'): Promise<StepResult> {
  const { workspace } = context
  return recordRun(context, { step: 'synchronize', system: undefined, mode: wanted }, async (run) => {
    await refuseImplausible(workspace)
    await workspace.store.call('forgetLiveValues', null)
    const first = await evaluate(context, run, wanted)
    const statistics = { ...first.statistics }
    await settleLiveValues(context, run, async () => {
      for (const [name, n] of Object.entries((await evaluate(context, run, 'delta')).statistics))
        statistics[name as keyof SyncStatistics] += n
    })
    const now = { at: Date.now(), author: workspace.user }
    await workspace.store.call('returnOutdated', now)
    await workspace.store.call('rejectUndone', { ...now, run })
    await workspace.store.call('applyPolicies', now)
    const evaluated = statistics.objects + statistics.identities
    context.report.progress('synchronize', null, evaluated, evaluated)
    const pending = await workspace.store.call('pendingCounts', { condition: 'pending' })
    let planned = 0
    const outbound: Record<string, number> = {}
    for (const [system, counts] of pending)
      for (const [operation, n] of Object.entries(counts)) {
        planned += n
        const name = workspace.systemById(system)?.source.name
        if (n > 0 && name !== undefined) outbound[`pending.${name}.${operation}`] = n
      }
    return {
      state: 'done',
      statistics: { ...statistics, planned, ...outbound },
      ...(first.because === undefined ? {} : { message: `Everything was looked at: ${first.because}` }),
    }
  })
}

/** @throws JoineryError `provisioning-loop`; Cancelled */
async function evaluate(
  { workspace, signal, report }: StepContext,
  run: number,
  mode: 'full' | 'delta',
): Promise<Synchronized> {
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
    { signal, progress: (done, total) => report.progress('synchronize', null, done, total) },
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
  return result
}
