import type { CompiledRules } from './compiled-rules.ts'
import type { Memberships } from './membership.ts'
import type { CsObject } from './model.ts'
import { withPartings } from './soft-delete.ts'
import type { SyncPort } from './sync-port.ts'

/** Groups are looked up only where a rule asks for them: who uses no ISMEMBEROF pays nothing. */

type Port = Pick<SyncPort, 'memberships' | 'linkedObjects' | 'partings'>

export const asksForGroups = ({ memberships }: CompiledRules): boolean =>
  memberships.inbound.size > 0 || memberships.outbound.length > 0

/** The same objects, knowing their groups. */
export function withMemberships(
  port: Port,
  rules: CompiledRules,
  objects: readonly CsObject[],
): readonly CsObject[] {
  if (rules.memberships.inbound.size === 0) return objects
  const held = new Map<number, Memberships>()
  for (const [system, questions] of rules.memberships.inbound) {
    const ids = objects.filter((object) => object.system === system).map((object) => object.id)
    for (const [id, keys] of port.memberships('connector-space', ids, questions, system)) held.set(id, keys)
  }
  return objects.map((object) => ({ ...object, memberships: held.get(object.id) }))
}

/** What is linked to each identity, knowing its groups, and what is kept of it where it is on its way out. */
export function linkedWithMemberships(
  port: Port,
  rules: CompiledRules,
  ids: readonly number[],
): ReadonlyMap<number, readonly CsObject[]> {
  const linked = port.linkedObjects(ids)
  const objects = [...linked.values()].flat()
  const partings = port.partings(objects.map((object) => object.id))
  if (rules.memberships.inbound.size === 0 && partings.size === 0) return linked
  const known = withPartings(withMemberships(port, rules, objects), partings)
  const byId = new Map(known.map((object) => [object.id, object]))
  return new Map(
    [...linked].map(([mv, objects]) => [mv, objects.map((object) => byId.get(object.id) as CsObject)]),
  )
}

export const identityMemberships = (
  port: Port,
  rules: CompiledRules,
  ids: readonly number[],
): ReadonlyMap<number, ReadonlySet<string>> =>
  rules.memberships.outbound.length === 0
    ? new Map()
    : port.memberships('metaverse', ids, rules.memberships.outbound)
