import { type CsObject, type LookupKey, type Lookups, noLookups } from '../engine/model.ts'
import type { Db } from './database.ts'
import { insertRows } from './insert-rows.ts'
import { sql } from './statement.ts'

type Table = 'mv_lookup' | 'cs_lookup'

/** An index entry: the object has the value in the space. */
export interface LookupEntry extends LookupKey {
  readonly object: number
}

/** Who has the values that are asked for; each space is asked once, for all of them. */
export function lookUp(db: Db, table: Table, keys: readonly LookupKey[]): Lookups {
  const bySpace = new Map<string, Set<string>>()
  for (const { space, value } of keys) {
    const values = bySpace.get(space)
    if (values === undefined) bySpace.set(space, new Set([value]))
    else values.add(value)
  }
  const found = new Map<string, ReadonlyMap<string, readonly number[]>>()
  for (const [space, values] of bySpace) {
    if (!isUsed(db, table, space)) continue
    const held = findAll(db, table, space, values)
    if (held.size > 0) found.set(space, held)
  }
  if (found.size === 0) return noLookups
  return { empty: false, find: (space, value) => found.get(space)?.get(value) ?? nobody }
}

const nobody: readonly number[] = []

/** Whether anything at all is indexed in the space. */
export const isUsed = (db: Db, table: Table, space: string): boolean =>
  sql(db, `select 1 from ${table} where space = ? limit 1`).get(space) !== undefined

function findAll(
  db: Db,
  table: Table,
  space: string,
  values: ReadonlySet<string>,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  const note = (value: string, object: number): void => {
    const objects = found.get(value)
    if (objects === undefined) found.set(value, [object])
    else objects.push(object)
  }
  const one = sql<{ object: number }>(
    db,
    `select object from ${table} where space = ? and value = ? order by object`,
  )
  const alone = (value: string): void => {
    for (const { object } of one.all(space, value)) note(value, object)
  }
  if (values.size < 8) {
    for (const value of values) alone(value)
    return found
  }
  const together: string[] = []
  for (const value of values)
    if (survivesJson(value)) together.push(value)
    else alone(value)
  const rows = sql<{ value: string; object: number }>(
    db,
    `select l.value, l.object from json_each(?) k cross join ${table} l on l.space = ? and l.value = k.value`,
  ).all(JSON.stringify(together), space)
  for (const { value, object } of rows) note(value, object)
  return found
}

/** SQLite's JSON ends a text at a NUL, and spells half a surrogate pair otherwise than a bound text. */
const survivesJson = (value: string): boolean => value.isWellFormed() && !value.includes('\0')

/** Adds entries in the order of the index: neighbours land on the same page. */
export function addLookups(db: Db, table: Table, entries: readonly LookupEntry[]): void {
  if (entries.length === 0) return
  const values: unknown[] = []
  for (const { space, value, object } of entries.toSorted(byKey)) values.push(space, value, object)
  insertRows(db, `insert or ignore into ${table} (space, value, object)`, 3, values)
}

const byKey = (a: LookupKey, b: LookupKey): number =>
  a.space < b.space ? -1 : a.space > b.space ? 1 : a.value < b.value ? -1 : a.value > b.value ? 1 : 0

export const sameKeys = (a: readonly LookupKey[], b: readonly LookupKey[]): boolean =>
  a.length === b.length &&
  a.every((key) => b.some((other) => other.space === key.space && other.value === key.value))

/** The keys of an object's entries, its DN's left out: that one is staging's. */
export const heldKeys = (db: Db, object: number): LookupKey[] =>
  sql<LookupKey>(db, `select space, value from cs_lookup where object = ? and space not like 'dn:%'`).all(
    object,
  )

/** The same for many objects; those that have none are left out. */
function heldByObject(db: Db, objects: readonly CsObject[]): ReadonlyMap<number, LookupKey[]> {
  const held = new Map<number, LookupKey[]>()
  if (sql(db, `select 1 from cs_lookup where space not like 'dn:%' limit 1`).get() === undefined) return held
  const rows = sql<LookupEntry>(
    db,
    `select l.object, l.space, l.value from json_each(?) k cross join cs_lookup l on l.object = k.value
     where l.space not like 'dn:%'`,
  ).all(JSON.stringify(objects.map(({ id }) => id)))
  for (const { object, space, value } of rows) {
    const keys = held.get(object)
    if (keys === undefined) held.set(object, [{ space, value }])
    else keys.push({ space, value })
  }
  return held
}

/** Objects whose entries are not what they should be: what they had and what they are to have. */
export function replaceLookups(
  db: Db,
  batch: readonly CsObject[],
  lookups: ReadonlyMap<number, readonly LookupKey[]>,
): { object: CsObject; held: readonly LookupKey[]; wanted: readonly LookupKey[] }[] {
  const all = heldByObject(db, batch)
  const remove = sql(db, `delete from cs_lookup where object = ? and space not like 'dn:%'`)
  const changed = []
  const added: LookupEntry[] = []
  for (const object of batch) {
    if (object.unborn) continue
    const held = all.get(object.id) ?? []
    const wanted = lookups.get(object.id) ?? []
    if (sameKeys(held, wanted)) continue
    if (held.length > 0) remove.run(object.id)
    for (const key of wanted) added.push({ ...key, object: object.id })
    changed.push({ object, held, wanted })
  }
  addLookups(db, 'cs_lookup', added)
  return changed
}
