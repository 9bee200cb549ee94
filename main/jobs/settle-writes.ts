import type { Connection, FetchKey } from '../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import { sameValue } from '../engine/same-value.ts'
import type { ExportRequest } from '../store/port.ts'

/** Asks the system what became of writes that nobody knows the outcome of. */
export async function settle(
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
