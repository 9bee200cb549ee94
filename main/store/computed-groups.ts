import { keyAttribute, membersAttribute } from '../config/computed-schema.ts'
import type { Computed, ComputedGroups } from '../engine/computed-groups.ts'
import { lookupValue } from '../engine/model.ts'
import type { Db } from './database.ts'
import type { ReferenceQueue } from './reference-queue.ts'
import { sql } from './statement.ts'

/** The groups of membership rules: one object each in a system of their own, and who is in them. */

/** Groups of rules that are gone, or that find their groups elsewhere now, lose their members and go. */
export function forgetOtherGroups(db: Db, { system, rules }: ComputedGroups, at: number): void {
  const places = new Map(rules.map((rule) => [rule.name, rule.place]))
  const all = sql<{ id: number; type: string; origin: string | null }>(
    db,
    'select id, type, origin from cs_object where system = ? and deleted = 0',
  ).all(system)
  db.transaction(() => {
    for (const { id, type, origin } of all) {
      if (places.get(type) === origin) continue
      sql(db, 'delete from group_member where object = ?').run(id)
      letGo(db, id, at)
    }
  })()
}

/**
 * Keeps in which groups an identity is; only what differs is written and queued.
 * @param at when, for a group that loses its last member
 */
export function saveComputed(
  db: Db,
  mv: number,
  computed: Computed,
  groups: ComputedGroups,
  references: ReferenceQueue,
  at: number,
): void {
  const held = sql<{ object: number; spelling: string; type: string; anchor: string }>(
    db,
    'select m.object, m.spelling, o.type, o.anchor from group_member m join cs_object o on o.id = m.object where m.mv = ?',
  ).all(mv)
  const wanted = new Map<string, { rule: string; spelling: string }>()
  for (const [rule, keys] of computed)
    for (const spelling of keys) wanted.set(anchorOf(rule, spelling), { rule, spelling })
  for (const { object, spelling, type, anchor } of held) {
    const same = wanted.get(anchor)
    if (same?.spelling === spelling) wanted.delete(anchor)
    else if (same !== undefined || computed.has(type)) leave(db, object, spelling, mv, groups, references, at)
  }
  for (const [anchor, { rule, spelling }] of wanted) {
    const place = groups.rules.find((one) => one.name === rule)?.place ?? ''
    const object = groupOf(db, groups.system, rule, anchor, place)
    sql(db, 'insert into group_member (object, spelling, mv) values (?, ?, ?)').run(object, spelling, mv)
    rename(db, object)
    queue(db, object, mv, references)
  }
}

function leave(
  db: Db,
  object: number,
  spelling: string,
  mv: number,
  groups: ComputedGroups,
  references: ReferenceQueue,
  at: number,
): void {
  sql(db, 'delete from group_member where object = ? and spelling = ? and mv = ?').run(object, spelling, mv)
  queue(db, object, mv, references)
  if (firstSpelling(db, object) !== undefined) rename(db, object)
  else if (!keepsEmpty(db, object, groups)) letGo(db, object, at)
}

/** Where the group is in the metaverse already, one reference of it must be looked at again. */
function queue(db: Db, object: number, member: number, references: ReferenceQueue): void {
  const link = sql<{ mv: number }>(db, 'select mv from cs_connection where object = ?').get(object)
  if (link !== undefined) references.value(link.mv, -member)
}

/** Whatever spelling came first in time, the group is called by the first of the alphabet: the order of imports must not show. */
function rename(db: Db, object: number): void {
  const document = JSON.stringify({ [keyAttribute]: firstSpelling(db, object) })
  const { changes } = sql(
    db,
    'update cs_object set observed = ?, deleted = 0 where id = ? and (observed is not ? or deleted <> 0)',
  ).run(document, object, document)
  if (changes > 0) lookAgain(db, object)
}

function letGo(db: Db, object: number, at: number): void {
  sql(db, 'update cs_object set deleted = ? where id = ?').run(Math.max(1, at), object)
  lookAgain(db, object)
}

function lookAgain(db: Db, object: number): void {
  sql(db, 'insert or ignore into cs_work (system, object) select system, id from cs_object where id = ?').run(
    object,
  )
}

const keepsEmpty = (db: Db, object: number, { rules }: ComputedGroups): boolean => {
  const row = sql<{ type: string }>(db, 'select type from cs_object where id = ?').get(object)
  return rules.find(({ name }) => name === row?.type)?.keepsEmpty ?? false
}

const firstSpelling = (db: Db, object: number): string | undefined =>
  sql<{ spelling: string }>(
    db,
    'select spelling from group_member where object = ? order by spelling limit 1',
  ).get(object)?.spelling

/** How the object of a group is called, whoever spells the key how. */
const anchorOf = (rule: string, key: string): string => `${rule} → ${lookupValue(key)}`

function groupOf(db: Db, system: number, rule: string, anchor: string, place: string): number {
  const held = sql<{ id: number }>(db, 'select id from cs_object where system = ? and anchor = ?').get(
    system,
    anchor,
  )
  if (held !== undefined) return held.id
  return Number(
    sql(db, `insert into cs_object (system, type, anchor, observed, origin) values (?, ?, ?, '{}', ?)`).run(
      system,
      rule,
      anchor,
      place,
    ).lastInsertRowid,
  )
}

/** Members of these objects, as identities with their sign turned; objects that stand for no group are left out. */
export function groupMembers(
  db: Db,
  objects: readonly number[],
): ReadonlyMap<number, ReadonlyMap<string, readonly number[]>> {
  const all = sql<{ mv: number }>(db, 'select mv from group_member where object = ?')
  const found = new Map<number, ReadonlyMap<string, readonly number[]>>()
  for (const object of objects) {
    const members = all.all(object).map(({ mv }) => -mv)
    if (members.length > 0) found.set(object, new Map([[membersAttribute, members]]))
  }
  return found
}

/** The groups that have an identity as a member. */
export const groupsOf = (db: Db, mv: number): { source: number; attribute: string }[] =>
  sql<{ object: number }>(db, 'select object from group_member where mv = ?')
    .all(mv)
    .map(({ object }) => ({ source: object, attribute: membersAttribute }))
