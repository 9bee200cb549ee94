import type { RawEntry } from '../kit/ldap/answer.ts'
import { passingText, type RawValue } from '../kit/ldap/octets.ts'
import { attributeOf } from '../kit/ldap/search.ts'
import type { ObjectItem, RejectedItem } from '../spi/entry.ts'
import type { Scalar, Value } from '../spi/value.ts'
import type { LdapAttribute, LdapSchema, LdapType } from './schema.ts'
import { decodeValue } from './values.ts'

/** What turning entries into items takes, and what it finds on the way. */
export interface EntryReader {
  readonly schema: LdapSchema
  /** The attribute that holds the anchor, or `dn`. */
  readonly anchor: string
  /** Operational attributes that were asked for beside the objects' own ones, in lower case; they are not values of objects. */
  readonly hidden: ReadonlySet<string>
  /** Attributes the schema does not allow on their type, by type; filled while reading. */
  readonly unknown: Map<string, Set<string>>
}

/**
 * The item of an entry; undefined when it is of no configured type. `known`: the configured type it was found as, because types may share a
 * class and differ by filter.
 */
export function itemOf(
  entry: RawEntry,
  reader: EntryReader,
  known?: LdapType,
): ObjectItem | RejectedItem | undefined {
  const classes = attributeOf(entry, 'objectClass')?.values.map(passingText) ?? []
  const type = known?.config && has(classes, known.objectClass) ? known : reader.schema.typeOf(classes)
  if (!type) return undefined
  const anchor = anchorOf(entry, reader.anchor)
  if (anchor === undefined)
    return {
      kind: 'rejected',
      where: entry.dn,
      reason: `The entry has no ${reader.anchor}, which is the anchor`,
      advice: `Let the account read ${reader.anchor}, or choose another anchor attribute`,
    }
  try {
    return objectOf(entry, type, anchor, reader)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return {
      kind: 'rejected',
      anchor,
      where: entry.dn,
      reason: error.message,
      advice: 'Correct the value in the directory; the object keeps its last state until then',
    }
  }
}

function has(classes: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase()
  return classes.some((one) => one.toLowerCase() === wanted)
}

export function anchorOf(entry: RawEntry, anchor: string): string | undefined {
  if (anchor === 'dn') return entry.dn
  return attributeOf(entry, anchor)?.values[0]?.toString('utf8')
}

function objectOf(entry: RawEntry, type: LdapType, anchor: string, reader: EntryReader): ObjectItem {
  const attributes: Record<string, Value> = {}
  const references: Record<string, readonly string[]> = {}
  for (const { name, values } of entry.attributes) {
    const own = attributeNamed(type, name)
    if (own === undefined) {
      if (!reader.hidden.has(name.toLowerCase())) noteUnknown(reader, type, name)
      continue
    }
    const read = own.secret ? [] : decoded(own, values)
    if (read.length === 0) continue
    if (own.type === 'reference') references[own.name] = read as string[]
    // A list of one equals its value, and most attributes of LDAP are lists in name only.
    else attributes[own.name] = read.length === 1 ? (read[0] as Scalar) : read
  }
  return {
    kind: 'object',
    type: type.name,
    anchor,
    dn: entry.dn,
    attributes,
    ...(Object.keys(references).length > 0 ? { references } : {}),
  }
}

/** Names as servers write them, so that each is looked up in lower case once and not once for every entry. */
const named = new WeakMap<LdapType, Map<string, LdapAttribute | undefined>>()

function attributeNamed(type: LdapType, name: string): LdapAttribute | undefined {
  let names = named.get(type)
  if (names === undefined) {
    names = new Map()
    named.set(type, names)
  }
  if (!names.has(name)) {
    // The option `;binary` says how a value travels, not which one it is.
    names.set(name, type.attributes.get(name.replace(/;binary\b/i, '').toLowerCase()))
  }
  return names.get(name)
}

function decoded(own: LdapAttribute, values: readonly RawValue[]): readonly Scalar[] {
  // Nearly all have one: its list has no room for others, as one that is filtered has.
  if (values.length === 1) {
    const scalar = scalarOf(own, values[0] as RawValue)
    return scalar === undefined ? [] : [scalar]
  }
  const read = values.map((value) => scalarOf(own, value)).filter((scalar) => scalar !== undefined)
  if (read.length > 1 && !own.multi)
    throw new RangeError(`${own.name} has ${read.length} values, its schema allows one`)
  return read
}

function scalarOf(own: LdapAttribute, value: RawValue): Scalar | undefined {
  try {
    return decodeValue(value, own.type, own.syntax)
  } catch (error) {
    throw new RangeError(`${own.name}: ${(error as Error).message}`)
  }
}

function noteUnknown(reader: EntryReader, type: LdapType, name: string): void {
  const known = reader.unknown.get(type.name)
  if (known) known.add(name)
  else reader.unknown.set(type.name, new Set([name]))
}
