import type { Connection } from '../../connectors/spi/connector.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { Settled } from '../policy/export-pace.ts'
import type { ExportConflict, ExportOutcome, ExportRequest } from '../store/port.ts'
import { changedMeanwhile } from './before-image.ts'
import { settleWrites } from './recover-writes.ts'
import { type StepContext, throwIfCancelled } from './step-context.ts'

/** Results are recorded at least this often, so that a crash leaves few writes in doubt. */
const recordEvery = 25

/** What an export tells at its end: changes, by what they did. */
export interface Totals {
  exported: number
  failed: number
  recovered: number
  returned: number
  adds: number
  updates: number
  renames: number
  disables: number
  deletes: number
}

const figures = [
  ['add', 'adds'],
  ['update', 'updates'],
  ['move', 'renames'],
  ['disable', 'disables'],
  ['delete', 'deletes'],
] as const

/**
 * Writes one batch and records what became of each request. What the system did not take because there were too many goes back on the plan,
 * still approved.
 */
export async function writeBatch(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  taken: readonly ExportRequest[],
  run: number,
  totals: Totals,
  total: number,
): Promise<Settled> {
  const before = { ...totals }
  const throttled: ExportRequest[] = []
  let retryAfter: number | undefined
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
    for (const [operation, figure] of figures) totals[figure] += done.operations[operation] ?? 0
    tellProgress(context, system, totals, total)
  }
  try {
    for await (const result of connection.write(requests.map((request) => request.request))) {
      const request = waiting.get(result.id)
      if (request === undefined) continue
      // Whoever does not ask for the next result lets the connector begin no further object.
      if (context.report.paused) {
        await record()
        await context.report.border()
      }
      // A lost answer is not a failure: the change stays in doubt until the system was asked.
      if (!result.ok && (result.error.kind === 'connection' || result.error.kind === 'timeout')) continue
      waiting.delete(result.id)
      if (!result.ok && result.error.kind === 'throttled') {
        throttled.push(request)
        retryAfter = Math.max(retryAfter ?? 0, result.error.retryAfter ?? 0) || undefined
        continue
      }
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
    for (const { changes, aside } of throttled)
      await context.workspace.store.call('returnToPlan', { changes, aside })
  }
  const settledNow = (): Settled => ({
    written: totals.exported - before.exported,
    failed: totals.failed - before.failed,
    throttled: throttled.flatMap(({ changes }) => changes).length,
    retryAfter,
  })
  if (waiting.size === 0) return settledNow()
  // Not answered: the connection was lost, or the admin cancelled between two writes.
  const { outcomes: found, unwritten } = await settleWrites(context, connection, [...waiting.values()])
  outcomes.push(...found)
  await record()
  throwIfCancelled(context.signal)
  if (unwritten > 0)
    throw new ConnectorError('connection', `${system.source.title} stopped answering during the export`, {
      advice: 'Run the export again: it goes on with what was not written',
    })
  return settledNow()
}

export function tellProgress(
  { report }: StepContext,
  { source }: WorkspaceSystem,
  { exported, failed }: { readonly exported: number; readonly failed: number },
  total: number,
): void {
  report.progress('export', source.name, exported + failed, total, failed)
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
