import type { Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { CsObject, LookupKey } from '../engine/model.ts'
import { dnSpace, lookupValue, mvSpace } from '../engine/model.ts'
import { normaliserOfSpace } from '../engine/normalise.ts'
import type { Db } from './database.ts'
import { insertRows } from './insert-rows.ts'
import { ReferenceQueue } from './reference-queue.ts'
import { queueClaims } from './standing-decisions.ts'
import { sql } from './statement.ts'

/** What waits for synchronization, and who has to be looked at again because of whom. */
export class SyncQueue {
  readonly references: ReferenceQueue
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
    this.references = new ReferenceQueue(db)
  }

  enqueueAll(systems: readonly number[]): void {
    this.#db.transaction(() => {
      for (const system of systems)
        sql(
          this.#db,
          `insert or ignore into cs_work (system, object) select system, id from cs_object where system = ? and type <> ''`,
        ).run(system)
      sql(this.#db, 'insert or ignore into mv_work (stage, object) select 0, id from mv_object').run()
    })()
  }

  enqueue(objects: readonly CsObject[], identities: readonly number[]): void {
    insertRows(
      this.#db,
      'insert or ignore into cs_work (system, object)',
      2,
      objects.flatMap(({ system, id }) => [system, id]),
    )
    insertRows(
      this.#db,
      'insert or ignore into mv_work (stage, object)',
      2,
      identities.flatMap((id) => [0, id]),
    )
  }

  enqueueBlocked(): void {
    sql(
      this.#db,
      `insert or ignore into mv_work (stage, object) select 0, f.mv from finding f join mv_object m on m.id = f.mv
       where f.code in ('dn-taken', 'no-unique-value')`,
    ).run()
  }

  /** Takes a batch off the queue: everything that waited between its first and last identity. */
  takeOff(stage: 0 | 1, batch: readonly number[]): void {
    sql(this.#db, 'delete from mv_work where stage = ? and object between ? and ?').run(
      stage,
      batch[0],
      batch.at(-1),
    )
  }

  /** Disconnectors that such a value may concern are looked at again. */
  requeueWaiting(keys: readonly LookupKey[], waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    const spaces = new Map<string, readonly string[]>()
    for (const [spaceOfMv, csSpaces] of waiting) {
      const used = csSpaces.filter(
        (space) => sql(db, 'select 1 from cs_lookup where space = ? limit 1').get(space) !== undefined,
      )
      if (used.length > 0) spaces.set(spaceOfMv, used)
    }
    if (spaces.size === 0) return
    const requeue = sql(
      db,
      `insert or ignore into cs_work (system, object)
       select o.system, o.id from cs_lookup l join cs_disconnector d on d.object = l.object join cs_object o on o.id = l.object
       where l.space = ? and l.value = ? and d.state in ('unmatched', 'ambiguous')`,
    )
    for (const { space, value } of keys)
      for (const csSpace of spaces.get(space) ?? []) requeue.run(csSpace, value)
  }

  /** After a value was lost by one identity: what several matched may now belong to the one that is left. */
  lookAgain(keys: readonly LookupKey[], waiting: ReadonlyMap<string, readonly string[]>): void {
    if (keys.length === 0) return
    this.requeueWaiting(keys, waiting)
    const queue = sql(
      this.#db,
      'insert or ignore into mv_work (stage, object) select 0, object from mv_lookup where space = ? and value = ?',
    )
    for (const { space, value } of keys) if (waiting.has(space)) queue.run(space, value)
  }

  /** Identities whose planned account holds a value that an object of the system now has: they must plan another. */
  queueRivals(batch: readonly CsObject[], lookups: ReadonlyMap<number, readonly LookupKey[]>): void {
    const db = this.#db
    const planned = sql(
      db,
      `select 1 from change where state in ('planned', 'exporting', 'failed') and system = ? and operation = 'add' limit 1`,
    )
    if (batch[0] === undefined || planned.get(batch[0].system) === undefined) return
    const queue = sql(
      db,
      `insert or ignore into mv_work (stage, object)
       select 0, c.mv from cs_lookup l join cs_object o on o.id = l.object join cs_connection c on c.object = o.id
       where l.space = ? and l.value = ? and o.anchor is null and o.observed is null`,
    )
    for (const object of batch) {
      if (object.unborn || object.deleted) continue
      for (const { space, value } of lookups.get(object.id) ?? []) queue.run(space, value)
      if (object.dn !== undefined) queue.run(dnSpace(object.system), dnKey(object.dn))
    }
  }

  /** Identities that an account with such values may belong to: with it or without it they may decide otherwise. */
  queueMatches(keys: readonly LookupKey[], waiting: ReadonlyMap<string, readonly string[]>): void {
    if (keys.length === 0) return
    const queue = sql(
      this.#db,
      'insert or ignore into mv_work (stage, object) select 0, object from mv_lookup where space = ? and value = ?',
    )
    for (const [spaceOfMv, csSpaces] of waiting)
      for (const { space, value } of keys) if (csSpaces.includes(space)) queue.run(spaceOfMv, value)
  }

  /** Identities whose linked objects refer to these objects. */
  queueReferrers(objects: readonly number[]): void {
    this.references.referrers(objects)
  }

  /** Identities that refer to this one: its accounts, this one among them, are theirs to refer to. */
  queueMvReferrers(mv: number, object: number): void {
    this.references.mvReferrers(mv, object)
  }

  /** Before an object is let go: whoever refers to it, or to the identity whose account it is, is looked at again. */
  queueAround(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    this.queueReferrers([object])
    const link = sql<{ mv: number }>(this.#db, 'select mv from cs_connection where object = ?').get(object)
    if (link === undefined) return
    this.queueMvReferrers(link.mv, object)
    queueClaims(this.#db, link.mv)
    // Another account that matches may take its place.
    this.requeueWaiting(this.mvKeys(link.mv, waiting), waiting)
  }

  /** All values of an identity as the index would hold them, in every form that somebody may wait for. */
  mvKeys(id: number, waiting: ReadonlyMap<string, readonly string[]>): LookupKey[] {
    const row = sql<{ attributes: string; type: string }>(
      this.#db,
      'select type, attributes from mv_object where id = ?',
    ).get(id)
    if (row === undefined) return []
    const forms = [...waiting.keys()].filter((space) => normaliserOfSpace(space).normaliser.suffix !== '')
    return Object.entries(JSON.parse(row.attributes) as Record<string, Value>).flatMap(([name, value]) => {
      const space = mvSpace(row.type, name)
      const own = forms.filter((form) => normaliserOfSpace(form).attribute === space)
      return (typeof value === 'object' ? value : [value]).flatMap((one) => [
        { space, value: lookupValue(one) },
        ...own.flatMap((form) => {
          const key = normaliserOfSpace(form).normaliser.key(one)
          return key === undefined ? [] : [{ space: form, value: key }]
        }),
      ])
    })
  }
}
