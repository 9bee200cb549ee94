import type { Connection, FetchKey } from '../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import { sameValue } from '../engine/same-value.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { ExportOutcome, ExportRequest } from '../store/port.ts'
import type { StepContext } from './step-context.ts'

/** Finds out about the writes a crash left in doubt, and records what became of them. @returns how many were written */
export async function recoverWrites(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  run: number,
): Promise<number> {
  const { store, user } = context.workspace
  const { referenceKey } = system.connector.capabilities
  const doubtful = await store.call('uncertainExports', { system: system.id, referenceKey })
  if (doubtful.length === 0) return 0
  context.report.message(
    `${system.source.title}: asking what became of ${doubtful.length} interrupted writes`,
  )
  const { outcomes } = await settleWrites(context, connection, doubtful)
  if (outcomes.length > 0)
    await store.call('recordOutcomes', {
      run,
      session: context.session,
      author: user,
      at: Date.now(),
      outcomes,
    })
  return outcomes.length
}

/** Asks what became of writes that were not answered. What was not written goes back on the plan, still approved. */
export async function settleWrites(
  { workspace: { store } }: StepContext,
  connection: Connection,
  requests: readonly ExportRequest[],
): Promise<{ readonly outcomes: readonly ExportOutcome[]; readonly unwritten: number }> {
  const outcomes: ExportOutcome[] = []
  let unwritten = 0
  for (const { request, written, found } of await settle(connection, requests, await connection.schema())) {
    const { changes, aside } = request
    if (written)
      outcomes.push({ changes, ok: true, anchor: found?.anchor, dn: found?.dn, recovered: true, aside })
    else {
      unwritten++
      await store.call('returnToPlan', { changes, aside })
    }
  }
  return { outcomes, unwritten }
}

async function settle(
  connection: Connection,
  requests: readonly ExportRequest[],
  schema: SystemSchema,
): Promise<{ request: ExportRequest; written: boolean; found: ObjectItem | undefined }[]> {
  const found = await connection.fetch(requests.map(({ request }) => keyOf(request, schema)))
  return requests.map((request, index) => ({
    request,
    found: found[index],
    written: wasWritten(request.request, found[index]),
  }))
}

/** How to find the object of a write that may have happened: by anchor, else by DN, else by an attribute that is unique. */
export function keyOf(request: WriteRequest, schema: SystemSchema): FetchKey {
  if (request.operation !== 'add') return { type: request.type, anchor: request.anchor }
  if (request.dn !== undefined) return { type: request.type, dn: request.dn }
  const attributes = schema.types.find((type) => type.type === request.type)?.attributes ?? {}
  const unique = Object.keys(request.attributes).find((name) => attributes[name]?.unique === true)
  const attribute = unique ?? Object.keys(request.attributes)[0] ?? ''
  return { type: request.type, match: { attribute, value: String(request.attributes[attribute]) } }
}

/** Whether the object shows what a request was to write. */
export function wasWritten(request: WriteRequest, found: ObjectItem | undefined): boolean {
  if (request.operation === 'delete') return found === undefined
  if (found === undefined) return false
  if (request.operation === 'add') return true
  if (request.newDn !== undefined && (found.dn === undefined || dnKey(found.dn) !== dnKey(request.newDn)))
    return false
  if (request.attributes.some((change) => !sameValue(change.new, found.attributes[change.attribute])))
    return false
  return request.references.every((change) => {
    const held = new Set((found.references?.[change.attribute] ?? []).map(dnKey))
    return (
      change.add.every((key) => held.has(dnKey(key))) &&
      change.remove.every((key) => !held.has(dnKey(key)) || change.single)
    )
  })
}
