import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectorError } from '../../connectors/spi/error.ts'
import { duration } from '../host/wording.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import { ErrorBudget, ExportPace } from '../policy/export-pace.ts'
import type { StepAside } from '../store/port.ts'
import { goHome } from './go-home.ts'
import { recoverWrites } from './recover-writes.ts'
import { recordRun, type StepContext, type StepResult, throwIfCancelled } from './step-context.ts'
import { type Totals, tellProgress, writeBatch } from './write-batch.ts'

/**
 * Adds come first so that references find their targets; deletions come after the updates so that nothing refers to what is gone. Who gets
 * the name of one that is deleted comes after them, whoever is made under a name that was given up comes last, and then what refers to them.
 */
const phases = ['add', 'update', 'delete', 'update', 'late add', 'update'] as const

/** A cancelled export is over within this time, in milliseconds; what is not known by then is asked for by the next one. */
const cancelWithin = 900

/**
 * Writes what was approved to one system, and nothing else. The intent is recorded before a write and the result after it; what a crash left
 * in doubt is looked up in the system first, so nothing is written twice.
 */
export function exportSystem(context: StepContext, system: WorkspaceSystem): Promise<StepResult> {
  return recordRun(context, { step: 'export', system, mode: 'approved' }, async (run) => {
    const { store, user } = context.workspace
    const connection = await context.workspace.connect(system, context.signal)
    const totals: Totals = {
      exported: 0,
      failed: 0,
      recovered: 0,
      returned: 0,
      adds: 0,
      updates: 0,
      renames: 0,
      disables: 0,
      deletes: 0,
    }
    let cancelledAt = 0
    context.signal.addEventListener(
      'abort',
      () => {
        cancelledAt = performance.now()
      },
      { once: true },
    )
    try {
      totals.recovered = await recoverWrites(context, system, connection, run)
      const approved = (await store.call('pendingCounts', { condition: 'approved' })).get(system.id)
      const total = approved === undefined ? 0 : Object.values(approved).reduce((sum, n) => sum + n, 0)
      const { referenceKey, referencesInAdd, writeBatch: writesAtOnce } = system.connector.capabilities
      const pace = new ExportPace(Math.min(writesAtOnce, 200))
      const budget = new ErrorBudget(context.workspace.configuration.workspace.limits.failures)
      context.report.progress('export', system.source.name, 0, total)
      const about = { system: system.id, run, referenceKey, referencesInAdd }
      for (const phase of phases) {
        for (;;) {
          await context.report.border()
          throwIfCancelled(context.signal)
          const { requests, returned, done } = await store.call('takeApproved', {
            ...about,
            phase,
            limit: pace.size,
            author: user,
            at: Date.now(),
          })
          totals.returned += returned
          if (done) break
          if (requests.length === 0) continue
          for (const { aside } of requests) if (aside !== undefined) tellAside(context, system, aside)
          const settled = await writeBatch(context, system, connection, requests, run, totals, total)
          budget.add(settled.written, settled.failed)
          if (budget.spent !== undefined) return stopped(totals, budget.spent)
          await rest(context, system, pace.settle(settled))
        }
        if (phase === 'add' || phase === 'late add')
          await store.call('noteWaitingAdds', { ...about, at: Date.now() })
      }
      await goHome(context, system, connection, run)
      tellProgress(context, system, totals, total)
    } catch (error) {
      if (context.signal.aborted)
        await settleCancelled(context, system, run, cancelWithin - (performance.now() - cancelledAt))
      throw error
    } finally {
      await connection.close()
    }
    return {
      state: 'done',
      statistics: { ...totals },
      ...messageOf(totals),
    }
  })
}

/** The rest stays on the plan, approved; whoever looks at what failed decides whether it goes on. */
const stopped = (statistics: Totals, why: string): StepResult => ({
  state: 'stopped',
  statistics: { ...statistics },
  message: `the export was stopped because too much failed: ${why}. What is left is still approved`,
})

/** @throws ConnectorError `throttled` when there is no point in waiting */
async function rest(
  context: StepContext,
  system: WorkspaceSystem,
  milliseconds: number | undefined,
): Promise<void> {
  const { title } = system.source
  if (milliseconds === undefined)
    throw new ConnectorError(
      'throttled',
      `${title} asks for fewer requests again and again, and takes none`,
      {
        advice: 'Run the export again later: it goes on with what was not written',
      },
    )
  if (milliseconds === 0) return
  context.report.message(
    `${title} asks for fewer requests: going on in ${duration(milliseconds)} with fewer at once`,
  )
  await sleep(milliseconds, undefined, { signal: context.signal }).catch(() => undefined)
  throwIfCancelled(context.signal)
}

function messageOf({ failed, returned }: { failed: number; returned: number }): { message?: string } {
  const parts = [
    ...(failed > 0 ? [`${failed} changes failed`] : []),
    ...(returned > 0 ? [`${returned} not written: they are in review again`] : []),
  ]
  return parts.length === 0 ? {} : { message: parts.join('; ') }
}

function tellAside(context: StepContext, { source }: WorkspaceSystem, aside: StepAside): void {
  const names = aside.names.map(({ attribute, was, aside }) => `${attribute} ${was} → ${aside}`).join(', ')
  context.report.message(
    `${source.title}: ${aside.name} makes way for somebody who gets the name, and is called otherwise until then: ${names}`,
  )
}

/**
 * Whoever cancels may want to take approvals back, which is possible for planned changes only: what was not begun goes back to the plan now.
 * The connection listens to the cancelled signal, so another one asks.
 */
async function settleCancelled(
  context: StepContext,
  system: WorkspaceSystem,
  run: number,
  left: number,
): Promise<void> {
  if (left <= 0) return
  try {
    const connection = await context.workspace.connect(system, AbortSignal.timeout(Math.ceil(left)))
    try {
      await recoverWrites(context, system, connection, run)
    } finally {
      await connection.close()
    }
  } catch (error) {
    context.workspace.log.debug(
      { err: error, system: system.source.name },
      'interrupted writes stay in doubt',
    )
  }
}
