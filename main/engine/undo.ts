import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from './dn-key.ts'
import type { ObjectImage, Operation } from './model.ts'
import { sameValue } from './same-value.ts'

/** What a reference names: its id in the connector space, and the key its system knows it by; undefined when it is not there. */
export interface NamedTarget {
  readonly id: number
  readonly key: string | undefined
}

/** A change that was exported, with what is needed to take it back. */
export interface WrittenChange {
  readonly object: number
  readonly operation: Operation
  readonly attribute: string | undefined
  /** The before-image and what was written; of a reference see `removed` and `added`. */
  readonly old: Value | ObjectImage | undefined
  readonly new: Value | ObjectImage | undefined
  readonly reference: boolean
  readonly removed: readonly NamedTarget[]
  readonly added: readonly NamedTarget[]
  /** Of an add: the references written with it and after it, by attribute; more than these are somebody else's. */
  readonly given?: Readonly<Record<string, readonly string[]>>
}

/** What the system says now. */
export interface LiveState {
  /** The object that was written to. */
  readonly held: ObjectItem | undefined
  /** DNs of objects below it that this undo does not take away. */
  readonly staying: readonly string[]
  /** Another object that has the DN which the undo needs. */
  readonly inTheWay: string | undefined
  readonly schema: ObjectSchema | undefined
  /** Whether an object that is not there will be, because its deletion is undone, too. */
  readonly comesBack: (object: number) => boolean
}

/** The change that takes it back, without what it shares with the one that was written. */
export interface Compensation {
  readonly operation: Operation
  readonly old: Value | ObjectImage | readonly number[] | undefined
  readonly new: Value | ObjectImage | readonly number[] | undefined
}

/** `lost`: what does not come back with it. */
export type UndoOutcome =
  | { readonly kind: 'planned'; readonly change: Compensation; readonly lost: readonly string[] }
  /** The system holds neither what was written nor what was before. */
  | { readonly kind: 'changed'; readonly now: unknown; readonly change: Compensation }
  | { readonly kind: 'done' }
  | { readonly kind: 'impossible'; readonly reason: string }

/**
 * Merges three states: what was before, what was written, and what the system holds now. What still is as it was written goes back; what
 * somebody has changed since is left alone. References are merged value by value.
 */
export function mergeUndo(change: WrittenChange, live: LiveState): UndoOutcome {
  if (change.reference) return mergeReferences(change, live)
  if (change.operation === 'add') return mergeAdd(change, live)
  if (change.operation === 'delete') return mergeDelete(change, live)
  if (live.held === undefined) return gone
  return change.operation === 'move'
    ? mergeMove(change, live.held, live)
    : mergeValue(change, live.held, live)
}

const gone: UndoOutcome = {
  kind: 'impossible',
  reason: 'the object is not there any more; undo its deletion first',
}

function mergeAdd(change: WrittenChange, { held, staying }: LiveState): UndoOutcome {
  if (held === undefined) return { kind: 'done' }
  const [first] = staying
  if (first !== undefined)
    return {
      kind: 'impossible',
      reason: `there is something below it that this undo does not take away, such as ${first}: move or delete it first`,
    }
  const written = change.new as ObjectImage
  const compensation: Compensation = {
    operation: 'delete',
    old: imageOf(held.dn, held.attributes),
    new: undefined,
  }
  const differing = Object.entries(written.attributes).flatMap(([name, value]) =>
    sameValue(value, held.attributes[name]) ? [] : [[name, held.attributes[name] ?? null] as const],
  )
  const more = Object.entries(held.references ?? {}).flatMap(([name, targets]) => {
    const ours = new Set((change.given?.[name] ?? []).map(dnKey))
    const others = targets.filter((target) => !ours.has(dnKey(target)))
    return others.length === 0 ? [] : [[name, others.slice(0, 10)] as const]
  })
  const moved =
    written.dn !== undefined && held.dn !== undefined && dnKey(written.dn) !== dnKey(held.dn)
      ? [['dn', held.dn] as const]
      : []
  const now = Object.fromEntries([...differing, ...more, ...moved])
  if (Object.keys(now).length > 0) return { kind: 'changed', now, change: compensation }
  return {
    kind: 'planned',
    change: compensation,
    lost: [
      'it is deleted with everything that came to it since; a first password and messages about it are out',
    ],
  }
}

function mergeDelete(change: WrittenChange, { held, inTheWay, schema }: LiveState): UndoOutcome {
  if (held !== undefined) return { kind: 'done' }
  if (inTheWay !== undefined)
    return { kind: 'impossible', reason: `its place ${inTheWay} has been taken by another object` }
  const before = change.old as ObjectImage
  const lost = Object.keys(before.attributes).filter((name) => !isOurs(schema, name))
  return {
    kind: 'planned',
    change: {
      operation: 'add',
      old: undefined,
      new: imageOf(
        before.dn,
        Object.fromEntries(Object.entries(before.attributes).filter(([name]) => isOurs(schema, name))),
      ),
    },
    lost: [
      'its password, and its identifiers (objectSid, objectGUID or id) where the system has to make it anew instead of restoring it',
      ...(lost.length === 0 ? [] : [`what the system alone writes: ${lost.join(', ')}`]),
    ],
  }
}

/** The system computes the others; an object cannot be made with them. */
const isOurs = (schema: ObjectSchema | undefined, name: string): boolean =>
  schema === undefined ||
  (schema.attributes[name] !== undefined &&
    schema.attributes[name].writable !== 'never' &&
    name !== schema.anchor)

function mergeMove(change: WrittenChange, held: ObjectItem, { inTheWay }: LiveState): UndoOutcome {
  const [before, written] = [change.old as string, change.new as string]
  if (held.dn === undefined || dnKey(held.dn) === dnKey(before)) return { kind: 'done' }
  if (inTheWay !== undefined)
    return { kind: 'impossible', reason: `its place ${inTheWay} has been taken by another object` }
  const compensation: Compensation = { operation: 'move', old: held.dn, new: before }
  return dnKey(held.dn) === dnKey(written)
    ? { kind: 'planned', change: compensation, lost: [] }
    : { kind: 'changed', now: held.dn, change: compensation }
}

function mergeValue(change: WrittenChange, held: ObjectItem, { schema }: LiveState): UndoOutcome {
  const name = change.attribute as string
  const [before, written] = [change.old as Value | undefined, change.new as Value | undefined]
  const now = held.attributes[name]
  if (sameValue(now, before)) return { kind: 'done' }
  if ((schema?.attributes[name]?.writable ?? 'always') !== 'always')
    return {
      kind: 'impossible',
      reason: `the system does not let us write ${name} of an object that is there`,
    }
  // What was enabled is disabled by its undo, and the other way round: both are values like others.
  const compensation: Compensation = { operation: 'update', old: now, new: before }
  return sameValue(now, written)
    ? { kind: 'planned', change: compensation, lost: [] }
    : { kind: 'changed', now: now ?? null, change: compensation }
}

function mergeReferences(change: WrittenChange, live: LiveState): UndoOutcome {
  const name = change.attribute as string
  if (live.held === undefined && !live.comesBack(change.object)) return gone
  const held = live.held?.references?.[name] ?? []
  const now = new Set(held.map(dnKey))
  const isHeld = ({ key }: NamedTarget): boolean => key !== undefined && now.has(dnKey(key))
  const take = change.added.filter(isHeld)
  const missing = change.removed.filter((target) => !isHeld(target))
  const give = missing.filter(({ id, key }) => key !== undefined || live.comesBack(id))
  const single = live.schema?.attributes[name]?.multi !== true
  const compensation = {
    operation: 'update' as const,
    old: idsOf(take),
    new: idsOf(give),
  }
  if (single && held.length > 0 && take.length === 0 && missing.length > 0)
    return { kind: 'changed', now: held[0], change: compensation }
  if (take.length > 0 || give.length > 0) {
    const lost = missing.length - give.length
    return {
      kind: 'planned',
      change: compensation,
      lost: lost === 0 ? [] : [`${lost} of what ${name} named is not there any more`],
    }
  }
  return missing.length === 0
    ? { kind: 'done' }
    : { kind: 'impossible', reason: `what ${name} named is not there any more` }
}

const idsOf = (targets: readonly NamedTarget[]): readonly number[] | undefined =>
  targets.length === 0 ? undefined : targets.map(({ id }) => id)

const imageOf = (dn: string | undefined, attributes: Attributes): ObjectImage =>
  dn === undefined ? { attributes } : { dn, attributes }
