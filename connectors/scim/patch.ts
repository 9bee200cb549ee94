import type { Value } from '../spi/value.ts'
import type { ScimAttributeMap } from './attributes.ts'
import { setReferences, setValue, simpleOut } from './build.ts'
import { entryOfType, rawOf, referencesOf } from './flatten.ts'
import { formatPath, quote } from './path.ts'
import { isJson, type Json } from './values.ts'

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path?: string
  readonly value?: unknown
}

/** What differs in how services take changes: a value, one below an extension, one found by its type, a member list. */
export type ChangeKind = 'plain' | 'extension' | 'typed' | 'members'

/** One attribute's change, ready to be sent in any of the ways. */
export type PlannedChange =
  | { readonly map: ScimAttributeMap; readonly kind: ChangeKind; readonly value: Value | undefined }
  | {
      readonly map: ScimAttributeMap
      readonly kind: 'members'
      readonly add: readonly string[]
      readonly remove: readonly string[]
    }

export function kindOf(map: ScimAttributeMap): ChangeKind {
  if (map.form === 'reference' && map.multi) return 'members'
  if (map.form === 'typed') return 'typed'
  return map.path.urn === undefined ? 'plain' : 'extension'
}

/** Changes a resource as the service would. */
export function applyChange(resource: Json, change: PlannedChange): void {
  if (!('add' in change)) {
    setValue(resource, change.map, change.value)
    return
  }
  const gone = new Set(change.remove)
  const kept = referencesOf(resource, change.map).filter((target) => !gone.has(target))
  setReferences(resource, change.map, [...kept, ...change.add])
}

/** What of a change a resource does not have yet. */
export function remaining(change: PlannedChange, live: Json): PlannedChange {
  if (!('add' in change)) return change
  const held = new Set(referencesOf(live, change.map))
  return {
    ...change,
    add: change.add.filter((target) => !held.has(target)),
    remove: change.remove.filter((target) => held.has(target)),
  }
}

/**
 * The first rung: one operation for each value, addressed by its path. `live` is the resource as it is, where it is
 * known: a value of a type that is not there yet is added as an object, because replacing it by path is `noTarget`.
 */
export function pathOperations(change: PlannedChange, live: Json | undefined): PatchOperation[] {
  if ('add' in change)
    return memberOperations(change, (id) => ({
      path: `${formatPath(change.map.path)}[value eq ${quote(id)}]`,
    }))
  const { map, value } = change
  const path = formatPath(map.path)
  if (value === undefined) return [{ op: 'remove', path: removalPath(map, live) }]
  switch (map.form) {
    case 'reference':
      return [{ op: 'replace', path, value: { value: String(value) } }]
    case 'typed': {
      const present =
        live === undefined || entryOfType(rawOf(live, map), map.path.valueType ?? '') !== undefined
      if (present) return [{ op: 'replace', path, value: simpleOut(map, value) }]
      const entry = { type: map.path.valueType, [map.path.sub ?? 'value']: simpleOut(map, value) }
      return [{ op: 'add', path: wholePath(map), value: [entry] }]
    }
    case 'values':
      return objectOperations([change], live ?? {})
    default:
      return [{ op: 'replace', path, value: simpleOut(map, value) }]
  }
}

/** The second rung: whole attributes, merged from the live resource, so that no path needs a filter. */
export function objectOperations(changes: readonly PlannedChange[], live: Json): PatchOperation[] {
  const result = structuredClone(live)
  const whole = new Map<string, ScimAttributeMap>()
  const operations: PatchOperation[] = []
  for (const change of changes) {
    if ('add' in change) {
      operations.push(
        ...memberOperations(change, (id) => ({ path: wholePath(change.map), value: [{ value: id }] })),
      )
      continue
    }
    applyChange(result, change)
    whole.set(wholePath(change.map), change.map)
  }
  for (const [path, map] of whole) {
    const value = rawOf(result, map)
    operations.push(value === undefined ? { op: 'remove', path } : { op: 'replace', path, value })
  }
  return operations
}

/** Operations and members that a change counts for against the limits of a PATCH. */
export function weightOf(change: PlannedChange): { operations: number; members: number } {
  if (!('add' in change)) return { operations: 1, members: 0 }
  return {
    operations: change.remove.length + (change.add.length > 0 ? 1 : 0),
    members: change.add.length + change.remove.length,
  }
}

/** Puts changes into as many requests as the limits ask for; long member lists are divided. */
export function packed(
  changes: readonly PlannedChange[],
  limits: { maxMembersPerPatch: number; maxOperationsPerPatch: number },
): PlannedChange[][] {
  const most = Math.min(limits.maxMembersPerPatch, limits.maxOperationsPerPatch)
  const packs: PlannedChange[][] = []
  let room = { operations: 0, members: 0 }
  for (const change of changes.flatMap((one) => divided(one, limits.maxMembersPerPatch, most))) {
    const weight = weightOf(change)
    const fits = weight.operations <= room.operations && weight.members <= room.members
    if (!fits || packs.length === 0) {
      packs.push([])
      room = { operations: limits.maxOperationsPerPatch, members: limits.maxMembersPerPatch }
    }
    packs.at(-1)?.push(change)
    room = { operations: room.operations - weight.operations, members: room.members - weight.members }
  }
  return packs
}

function divided(change: PlannedChange, mostAdded: number, mostRemoved: number): PlannedChange[] {
  if (!('add' in change)) return [change]
  const { map, kind, add, remove } = change
  return [
    ...slices(add, mostAdded).map((some) => ({ map, kind, add: some, remove: [] })),
    ...slices(remove, mostRemoved).map((some) => ({ map, kind, add: [], remove: some })),
  ]
}

function slices(list: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}

function memberOperations(
  { map, add, remove }: Extract<PlannedChange, { add: readonly string[] }>,
  removal: (id: string) => Omit<PatchOperation, 'op'>,
): PatchOperation[] {
  const path = formatPath(map.path)
  const added: PatchOperation[] =
    add.length === 0 ? [] : [{ op: 'add', path, value: add.map((value) => ({ value })) }]
  return [...added, ...remove.map((id) => ({ op: 'remove' as const, ...removal(id) }))]
}

/** Clearing the last part of a typed value removes the value itself. */
function removalPath(map: ScimAttributeMap, live: Json | undefined): string {
  const path = formatPath(map.path)
  if (map.form !== 'typed') return path
  const entry = live && entryOfType(rawOf(live, map), map.path.valueType ?? '')
  const others = isJson(entry)
    ? Object.keys(entry).filter((key) => !['type', 'primary', 'display', '$ref', map.path.sub].includes(key))
    : []
  const alone = map.path.sub === 'value' || (entry !== undefined && others.length === 0)
  return alone ? path.slice(0, path.lastIndexOf(']') + 1) : path
}

function wholePath({ path }: ScimAttributeMap): string {
  return formatPath({ ...(path.urn === undefined ? {} : { urn: path.urn }), attribute: path.attribute })
}
