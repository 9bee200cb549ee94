import { normalizeDn, parseDn } from '../kit/dn.ts'
import type { Modification, WriteValue } from '../kit/ldap/modify.ts'
import type { ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { Scalar, Value } from '../spi/value.ts'
import type { AttributeChange, ReferenceChange } from '../spi/write.ts'
import type { LdapAttribute, LdapType } from './schema.ts'
import { encodeValue, needsBinaryOption } from './values.ts'

/** More values than this go in several requests: servers limit the size of one. */
export const chunkSize = 1000

/** An attribute that may be written by the operation. Throws `config` or `constraint`. */
export function writable(
  type: LdapType,
  name: string,
  operation: 'add' | 'update',
  where: string,
): LdapAttribute {
  const attribute = type.attributes.get(name.toLowerCase())
  if (!attribute)
    throw new ConnectorError('config', `${type.name} has no attribute ${name}`, {
      advice: 'Correct the rule that writes it, or add the auxiliary class that has it to the type',
      where,
    })
  const { writable: when = 'always' } = attribute.schema
  if (when === 'always' || (when === 'create' && operation === 'add')) return attribute
  const why = when === 'never' ? 'is written by the server only' : 'can only be set with a new entry'
  throw new ConnectorError('constraint', `${name} of ${type.name} ${why}`, {
    advice: 'Stop flowing this attribute',
    where,
  })
}

/** How the attribute is named in a request. */
export const writtenName = (attribute: LdapAttribute): string =>
  needsBinaryOption(attribute.syntax) ? `${attribute.name};binary` : attribute.name

export function encoded(attribute: LdapAttribute, value: Value | undefined, where: string): WriteValue[] {
  const values =
    value === undefined ? [] : Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]
  if (values.length > 1 && !attribute.multi)
    throw new ConnectorError('constraint', `${attribute.name} takes one value, not ${values.length}`, {
      advice: 'Pick one value in the flow',
      where,
    })
  try {
    return values.map((one) => encodeValue(one, attribute.type))
  } catch (error) {
    throw new ConnectorError('constraint', `${attribute.name}: ${(error as Error).message}`, {
      advice: 'Correct the flow that builds the value',
      where,
    })
  }
}

/**
 * What is left to write when the live entry is known: what is there already is left out, and a value that is neither the expected old nor
 * the new one throws `precondition`. Without a live entry everything is left.
 */
export function valueModifications(
  type: LdapType,
  changes: readonly AttributeChange[],
  live: ObjectItem | undefined,
  dn: string,
): Modification[] {
  return changes.flatMap((change): Modification[] => {
    const attribute = writable(type, change.attribute, 'update', dn)
    if (attribute.type === 'reference') throw kindMismatch(attribute.name, 'names other entries', dn)
    if (live) {
      const found = live.attributes[attribute.name]
      if (same(found, change.new)) return []
      if (!same(found, change.old)) throw drifted(attribute.name, dn, change.old, found)
    }
    return [
      { operation: 'replace', attribute: writtenName(attribute), values: encoded(attribute, change.new, dn) },
    ]
  })
}

/** Value by value, never the whole list; `live` gives what is there, so that only differences go. */
export function referenceModifications(
  type: LdapType,
  changes: readonly ReferenceChange[],
  live: ObjectItem | undefined,
  dn: string,
): Modification[] {
  return changes.flatMap((change): Modification[] => {
    const attribute = writable(type, change.attribute, 'update', dn)
    if (attribute.type !== 'reference') throw kindMismatch(attribute.name, 'does not name other entries', dn)
    const { name } = attribute
    const held =
      live && new Map((live.references?.[name] ?? []).map((target) => [normalizeDn(target), target]))
    if (change.single || !attribute.multi) return single(name, change, held, dn)
    const add = change.add.filter((target) => !held?.has(normalizeDn(target)))
    const remove = change.remove.flatMap((target) => (held ? (held.get(normalizeDn(target)) ?? []) : target))
    const modifications: Modification[] = []
    if (add.length > 0) modifications.push({ operation: 'add', attribute: name, values: add })
    if (remove.length > 0) modifications.push({ operation: 'delete', attribute: name, values: remove })
    return modifications
  })
}

function single(
  name: string,
  change: ReferenceChange,
  held: ReadonlyMap<string, string> | undefined,
  dn: string,
): Modification[] {
  if (change.add.length > 1)
    throw new ConnectorError('constraint', `${name} refers to one entry, not ${change.add.length}`, {
      advice: 'Pick one target in the flow',
      where: dn,
    })
  const wanted = change.add[0]
  if (held) {
    const found = [...held.values()]
    if (
      found.length === (wanted === undefined ? 0 : 1) &&
      (wanted === undefined || held.has(normalizeDn(wanted)))
    )
      return []
    const expected = change.remove.map(normalizeDn)
    const strange = found.find(
      (target) =>
        (change.wasEmpty === true || change.remove.length > 0) && !expected.includes(normalizeDn(target)),
    )
    if (strange !== undefined) throw drifted(name, dn, change.remove[0], strange)
  }
  return [{ operation: 'replace', attribute: name, values: wanted === undefined ? [] : [wanted] }]
}

/**
 * The modifications in as few requests as the limit of values allows. Additions go before removals, so that a group that must have a member
 * is never without.
 */
export function inRequests(modifications: readonly Modification[], limit = chunkSize): Modification[][] {
  const requests: Modification[][] = []
  let current: Modification[] = []
  let room = limit
  const flush = () => {
    if (current.length > 0) requests.push(current)
    current = []
    room = limit
  }
  for (const modification of modifications) {
    const { values, operation } = modification
    if (operation === 'replace' || values.length <= room) {
      current.push(modification)
      room -= values.length
      if (room <= 0) flush()
      continue
    }
    for (let at = 0; at < values.length; ) {
      const part = values.slice(at, at + room)
      current.push({ ...modification, values: part })
      at += part.length
      room -= part.length
      if (room <= 0) flush()
    }
  }
  flush()
  return requests
}

/** The attributes and values the name of a new entry brings with it. */
export function namingValues(dn: string): readonly { readonly attribute: string; readonly value: string }[] {
  return parseDn(dn)[0] ?? []
}

const listOf = (value: Value | undefined): readonly Scalar[] =>
  value === undefined ? [] : typeof value === 'object' ? value : [value]

function same(a: Value | undefined, b: Value | undefined): boolean {
  const left = listOf(a).map(String)
  const right = new Set(listOf(b).map(String))
  return left.length === right.size && left.every((value) => right.has(value))
}

function kindMismatch(attribute: string, what: string, where: string): ConnectorError {
  return new ConnectorError('config', `${attribute} ${what}`, {
    advice: 'Correct the rule: references flow to reference attributes, values to the others',
    where,
  })
}

export function drifted(
  attribute: string,
  where: string,
  expected: Value | undefined,
  found: Value | undefined,
): ConnectorError {
  const shown = (value: unknown) => (value === undefined ? 'no value' : JSON.stringify(value))
  return new ConnectorError(
    'precondition',
    `${attribute} was changed in the system since the import: expected ${shown(expected)}, found ${shown(found)}; nothing was written`,
    {
      advice: 'Import the system again, synchronize, and review the change',
      where,
      conflicts: [{ attribute, ...(found === undefined ? {} : { found }) }],
    },
  )
}
