import type { RawAttribute, RawEntry } from '../kit/ldap/answer.ts'
import { bytesOf, type RawValue } from '../kit/ldap/octets.ts'
import type { ChangeItem, ObjectItem } from '../spi/entry.ts'
import type { Scalar, Value } from '../spi/value.ts'
import { guidText } from './guid.ts'
import { type AdAttribute, type AdSchema, isSingle } from './schema.ts'
import { fromWire } from './values.ts'

/** `member;range=0-1499` → its name and options. */
export function splitName(name: string): { readonly name: string; readonly options: readonly string[] } {
  const [base = '', ...options] = name.split(';')
  return { name: base, options }
}

/** The attribute's plain value; undefined when nothing of it means a value. */
export function plainValue(attribute: AdAttribute, values: readonly RawValue[]): Value | undefined {
  const list = values.map((one) => fromWire(attribute.encoding, one)).filter((one) => one !== undefined)
  if (list.length === 0) return undefined
  return isSingle(attribute) ? (list[0] as Scalar) : list
}

/** The anchor of an entry that was asked for its objectGUID. */
export function anchorOf(entry: RawEntry): string | undefined {
  const value = entry.attributes.find((one) => one.name.toLowerCase() === 'objectguid')?.values[0]
  return value === undefined ? undefined : guidText(bytesOf(value))
}

export function classesOf(entry: RawEntry): string[] | undefined {
  return entry.attributes
    .find((one) => one.name.toLowerCase() === 'objectclass')
    ?.values.map((one) => one.toString('utf8'))
}

/** A whole object. `wanted` are names in lower case; ranges must have been completed before. */
export function objectItem(
  entry: RawEntry,
  type: string,
  anchor: string,
  schema: AdSchema,
  wanted: ReadonlySet<string>,
): ObjectItem {
  const attributes: Record<string, Value> = {}
  const references: Record<string, readonly string[]> = {}
  for (const raw of entry.attributes) {
    const { name } = splitName(raw.name)
    const attribute = schema.get(name.toLowerCase())
    if (attribute === undefined || raw.values.length === 0 || !wanted.has(name.toLowerCase())) continue
    if (attribute.encoding === 'dn')
      references[attribute.name] = raw.values.map((one) => one.toString('utf8'))
    else {
      const value = plainValue(attribute, raw.values)
      if (value !== undefined) attributes[attribute.name] = value
    }
  }
  return {
    kind: 'object',
    type,
    anchor,
    dn: entry.dn,
    attributes,
    ...(Object.keys(references).length === 0 ? {} : { references }),
  }
}

type ReferenceChanges = Record<string, { add: string[]; remove: string[] } | { replace: string[] }>

/**
 * What DirSync says of an object that was known before: only attributes that changed, empty where they were cleared, and linked attributes
 * as `;range=1-1` (added) and `;range=0-0` (removed).
 */
export function changeItem(
  entry: RawEntry,
  type: string,
  anchor: string,
  schema: AdSchema,
  wanted: ReadonlySet<string>,
): ChangeItem {
  const set: Record<string, Value> = {}
  const clear: string[] = []
  const references: ReferenceChanges = {}
  for (const raw of entry.attributes) {
    const { name, options } = splitName(raw.name)
    const attribute = schema.get(name.toLowerCase())
    if (attribute === undefined || attribute.name === 'objectGUID' || !wanted.has(name.toLowerCase()))
      continue
    if (attribute.encoding === 'dn') reference(references, attribute, raw, options)
    else {
      const value = plainValue(attribute, raw.values)
      if (value === undefined) clear.push(attribute.name)
      else set[attribute.name] = value
    }
  }
  return {
    kind: 'change',
    type,
    anchor,
    set,
    clear,
    ...(Object.keys(references).length === 0 ? {} : { references }),
  }
}

function reference(
  into: ReferenceChanges,
  attribute: AdAttribute,
  raw: RawAttribute,
  options: readonly string[],
): void {
  const values = raw.values.map((one) => one.toString('utf8'))
  const range = options.map((option) => option.toLowerCase()).find((option) => option.startsWith('range='))
  const added = range === 'range=1-1'
  if (!added && range !== 'range=0-0') {
    into[attribute.name] = { replace: values }
    return
  }
  const known = into[attribute.name]
  const change = known !== undefined && 'add' in known ? known : { add: [], remove: [] }
  change[added ? 'add' : 'remove'].push(...values)
  into[attribute.name] = change
}
