import type { Connection } from '../../connectors/spi/connector.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { ExportConflict, ExportOutcome, ExportRequest, StepAside } from '../store/port.ts'
import { changedMeanwhile } from './before-image.ts'
import { recoverWrites, settle } from './recover-writes.ts'
import { recordRun, type StepContext, type StepResult, throwIfCancelled } from './step-context.ts'

/**
 * Adds come first so that references find their targets; deletions come after the updates so that nothing refers to what is gone. Who gets
 * the name of one that is deleted comes last.
 */
const phases = ['add', 'update', 'delete', 'update'] as const

/** A cancelled export is over within this time, in milliseconds; what is not known by then is asked for by the next one. */
const cancelWithin = 900

/** Results are recorded at least this often, so that a crash leaves few writes in doubt. */
const recordEvery = 25

/**
 * Writes what was approved to one system, and nothing else. The intent is recorded before a write and the result after it; what a crash left
 * in doubt is looked up in the system first, so nothing is written twice.
 */
export function exportSystem(context: StepContext, system: WorkspaceSystem): Promise<StepResult> {
  return recordRun(context, { step: 'export', system, mode: 'approved' }, async (run) => {
    const { store, user } = context.workspace
    const connection = await context.workspace.connect(system, context.signal)
    const totals = { exported: 0, failed: 0, recovered: 0, returned: 0 }
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
      const { referenceKey, referencesInAdd, writeBatch } = system.connector.capabilities
      const limit = Math.max(1, Math.min(writeBatch, 200))
      context.report.progress('export', system.source.name, 0, total)
      const about = { system: system.id, run, referenceKey, referencesInAdd }
      for (const phase of phases) {
        for (;;) {
          throwIfCancelled(context.signal)
          const { requests, returned, done } = await store.call('takeApproved', {
            ...about,
            phase,
            limit,
            author: user,
            at: Date.now(),
          })
          totals.returned += returned
          if (done) break
          if (requests.length === 0) continue
          for (const { aside } of requests) if (aside !== undefined) tellAside(context, system, aside)
          await writeBatchOf(context, system, connection, requests, run, totals, total)
        }
        if (phase === 'add') await store.call('noteWaitingAdds', { ...about, at: Date.now() })
      }
      context.report.progress(
        'export',
        system.source.name,
        totals.exported + totals.failed,
        total,
        totals.failed,
      )
    } catch (error) {
      if (context.signal.aborted)
        await settleCancelled(context, system, run, cancelWithin - (performance.now() - cancelledAt))
      throw error
    } finally {
      await connection.close()
    }
    return {
      state: 'done',
      statistics: totals,
      ...messageOf(totals),
    }
  })
}

function messageOf({ failed, returned }: { failed: number; returned: number }): { message?: string } {
  const parts = [
    ...(failed > 0 ? [`${failed} changes failed`] : []),
    ...(returned > 0 ? [`${returned} not written: they are in review again`] : []),
  ]
  return parts.length === 0 ? {} : { message: parts.join('; ') }
}

async function writeBatchOf(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  taken: readonly ExportRequest[],
  run: number,
  totals: { exported: number; failed: number; returned: number },
  total: number,
): Promise<void> {
  const requests = await withoutConflicts(context, system, connection, taken, run, totals)
  const waiting = new Map(requests.map((request) => [request.request.id, request]))
  let outcomes: ExportOutcome[] = []
  let conflicts: ExportConflict[] = []
  const record = async (): Promise<void> => {
    if (conflicts.length > 0) totals.returned += await returnConflicts(context, run, conflicts)
    conflicts = []
    if (outcomes.length === 0) return
    const { store, user } = context.workspace
    const done = await store.call('recordOutcomes', {
      run,
      session: context.session,
      author: user,
      at: Date.now(),
      outcomes,
    })
    outcomes = []
    totals.exported += done.exported
    totals.failed += done.failed
    context.report.progress(
      'export',
      system.source.name,
      totals.exported + totals.failed,
      total,
      totals.failed,
    )
  }
  try {
    for await (const result of connection.write(requests.map((request) => request.request))) {
      const request = waiting.get(result.id)
      if (request === undefined) continue
      // A lost answer is not a failure: the change stays in doubt until the system was asked.
      if (!result.ok && (result.error.kind === 'connection' || result.error.kind === 'timeout')) continue
      waiting.delete(result.id)
      if (!result.ok && result.error.conflicts.length > 0) {
        const { where, conflicts: found } = result.error
        conflicts.push({ changes: request.changes, conflicts: found, where })
        continue
      }
      outcomes.push(
        result.ok
          ? {
              changes: request.changes,
              ok: true,
              anchor: result.anchor,
              dn: result.dn,
              note: result.note,
              aside: request.aside,
            }
          : failure(request, result.error),
      )
      if (outcomes.length >= recordEvery) await record()
    }
  } finally {
    await record()
  }
  if (waiting.size === 0) return
  // Not answered: the connection was lost, or the admin cancelled between two writes.
  const settled = await settle(connection, [...waiting.values()], await connection.schema())
  for (const { request, written, found } of settled) {
    if (written)
      outcomes.push({
        changes: request.changes,
        ok: true,
        anchor: found?.anchor,
        dn: found?.dn,
        recovered: true,
        aside: request.aside,
      })
    else
      await context.workspace.store.call('returnToPlan', { changes: request.changes, aside: request.aside })
  }
  await record()
  throwIfCancelled(context.signal)
  if (settled.some(({ written }) => !written))
    throw new ConnectorError('connection', `${system.source.title} stopped answering during the export`, {
      advice: 'Run the export again: it goes on with what was not written',
    })
}

function tellAside(context: StepContext, { source }: WorkspaceSystem, aside: StepAside): void {
  const names = aside.names.map(({ attribute, was, aside }) => `${attribute} ${was} → ${aside}`).join(', ')
  context.report.message(
    `${source.title}: ${aside.name} makes way for somebody who gets the name, and is called otherwise until then: ${names}`,
  )
}

/** Leaves out the requests whose objects somebody changed meanwhile: their changes go back into review. */
async function withoutConflicts(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  requests: readonly ExportRequest[],
  run: number,
  totals: { returned: number },
): Promise<readonly ExportRequest[]> {
  const found = await changedMeanwhile(connection, requests, system.connector.capabilities)
  if (found.size === 0) return requests
  const conflicts = requests.flatMap(({ request, changes }) => {
    const differing = found.get(request.id)
    return differing === undefined ? [] : [{ changes, conflicts: differing, where: undefined }]
  })
  totals.returned += await returnConflicts(context, run, conflicts)
  return requests.filter(({ request }) => !found.has(request.id))
}

async function returnConflicts(
  context: StepContext,
  run: number,
  conflicts: readonly ExportConflict[],
): Promise<number> {
  const { store, user } = context.workspace
  const { session } = context
  const { returned } = await store.call('recordConflicts', {
    run,
    session,
    author: user,
    at: Date.now(),
    conflicts,
  })
  return returned
}

const failure = (request: ExportRequest, error: ConnectorError): ExportOutcome => ({
  changes: request.changes,
  ok: false,
  aside: request.aside,
  error: {
    kind: error.kind,
    message: error.message,
    advice: error.advice,
    system: error.system,
    where: error.where,
  },
})

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
