import type { Capabilities, Connection } from '../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { Conflict } from '../../connectors/spi/error.ts'
import type { ObjectSchema, SystemSchema } from '../../connectors/spi/schema.ts'
import type { Value } from '../../connectors/spi/value.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import { sameValue } from '../engine/same-value.ts'
import type { ExportRequest } from '../store/port.ts'

type Update = Extract<WriteRequest, { operation: 'update' }>

/**
 * Finds out, with one read for all of them, which objects are not what they were when their changes were planned. Deletions are always
 * looked at, since all of the object goes; updates where the connector does not compare them itself while it writes.
 * @returns the conflicts by id of the request
 */
export async function changedMeanwhile(
  connection: Connection,
  requests: readonly ExportRequest[],
  capabilities: Pick<Capabilities, 'confirmByRead' | 'comparesBeforeImage'>,
): Promise<ReadonlyMap<string, readonly Conflict[]>> {
  const conflicts = new Map<string, readonly Conflict[]>()
  if (!capabilities.confirmByRead) return conflicts
  const asked = requests.flatMap(({ request, before }) =>
    request.operation === 'delete' || (request.operation === 'update' && !capabilities.comparesBeforeImage)
      ? [{ request, before }]
      : [],
  )
  if (asked.length === 0) return conflicts
  const schema = await connection.schema()
  const found = await connection.fetch(asked.map(({ request: { type, anchor } }) => ({ type, anchor })))
  asked.forEach(({ request, before }, index) => {
    const item = found[index]
    // What is gone is as a deletion wants it; an update of it is refused by the system itself.
    if (item === undefined) return
    const differing =
      request.operation === 'update'
        ? differingValues(request, item)
        : before === undefined
          ? []
          : differingObject(before, item, typeOf(schema, request.type))
    if (differing.length > 0) conflicts.set(request.id, differing)
  })
  return conflicts
}

const typeOf = (schema: SystemSchema, type: string): ObjectSchema | undefined =>
  schema.types.find((one) => one.type === type)

const conflict = (attribute: string, found: Value | undefined): Conflict =>
  found === undefined ? { attribute } : { attribute, found }

/** Only what the request writes is compared; a value that is there already as wanted is no conflict. */
function differingValues(request: Update, item: ObjectItem): Conflict[] {
  const values = request.attributes.flatMap(({ attribute, old, new: wanted }) => {
    const held = item.attributes[attribute]
    return sameValue(held, wanted) || sameValue(held, old) ? [] : [conflict(attribute, held)]
  })
  const moved =
    request.newDn !== undefined &&
    item.dn !== undefined &&
    ![request.newDn, request.dn].some((dn) => dn !== undefined && dnKey(dn) === dnKey(item.dn as string))
  return moved ? [...values, conflict('dn', item.dn)] : values
}

/** What the whole object was when its deletion was planned, without what its system computes. */
function differingObject(
  before: NonNullable<ExportRequest['before']>,
  item: ObjectItem,
  schema: ObjectSchema | undefined,
): Conflict[] {
  const ours = (name: string): boolean => schema?.attributes[name]?.writable !== 'never'
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(item.attributes)])
  const values = [...names]
    .filter((name) => ours(name) && !sameValue(before.attributes[name], item.attributes[name]))
    .map((name) => conflict(name, item.attributes[name]))
  const moved =
    before.dn !== undefined && item.dn !== undefined && dnKey(before.dn) !== dnKey(item.dn)
      ? [conflict('dn', item.dn)]
      : []
  // References go when what they name is deleted in the same export: only more of them are somebody's doing.
  const references = Object.entries(item.references ?? {})
    .filter(([name, targets]) => ours(name) && targets.length > (before.references[name] ?? 0))
    .map(([name, targets]) => conflict(name, targets.slice(0, 10)))
  return [...values, ...moved, ...references]
}
