import type { CompiledRules } from './compiled-rules.ts'
import { enqueueConcerned } from './concerned.ts'
import type { Environment } from './flow.ts'
import { asksForGroups } from './load-memberships.ts'
import { Pass } from './pass.ts'
import type { SyncPort } from './sync-port.ts'
import type { SyncControl, SyncOptions, SyncStatistics } from './sync-run.ts'

/** More passes than this mean that two rules keep undoing each other. */
const maxPasses = 20

/**
 * Runs synchronization over everything that waits: objects are linked system by system (those that project first), then every identity they
 * touched gets its values and accounts, then references. What one pass makes possible (a disconnector whose person has come) the next one does,
 * until nothing waits. Pure decisions, batch by batch; the port loads before and saves after.
 */
export function synchronize(
  port: SyncPort,
  rules: CompiledRules,
  environment: Environment,
  options: SyncOptions,
  control: SyncControl,
): { statistics: SyncStatistics; finished: boolean; looping: boolean } {
  const statistics: SyncStatistics = {
    objects: 0,
    identities: 0,
    projections: 0,
    joins: 0,
    disconnectors: 0,
    filteredDisconnectors: 0,
    ambiguous: 0,
    mvUpdates: 0,
    mvDeletes: 0,
    provisioned: 0,
    disconnects: 0,
    flowErrors: 0,
    passes: 0,
  }
  port.enqueueDue(environment.today)
  if (options.mode === 'full' && rules.computed !== undefined) port.forgetOtherGroups(rules.computed)
  if (options.mode === 'full') port.enqueueAll(rules.linkOrder)
  else {
    port.enqueueBlocked()
    if (options.change !== undefined && !enqueueConcerned(port, options.change, options.batch, control))
      return { statistics, finished: false, looping: false }
  }
  const run = new Pass(port, rules, environment, options, statistics, control)
  while (statistics.passes < maxPasses) {
    if (asksForGroups(rules)) port.enqueueMembers()
    if (port.waitingObjects(rules.linkOrder) + port.waitingIdentities() === 0)
      return { statistics, finished: true, looping: false }
    statistics.passes++
    if (!run.links() || !run.identities() || !run.references())
      return { statistics, finished: false, looping: false }
  }
  return { statistics, finished: false, looping: true }
}
