import { dropChanges } from './change-rows.ts'
import type { Db } from './database.ts'
import { forgetDriftOf } from './drift-rows.ts'
import { endDecisionsFor } from './standing-decisions.ts'
import { sql } from './statement.ts'
import type { SyncQueue } from './sync-queue.ts'

/** Objects and identities that go, with everything that was kept for them; whoever depended on them is looked at again. */
export class Removal {
  readonly #db: Db
  readonly #queue: SyncQueue
  readonly #about: { readonly run: number; readonly at: number }

  constructor(db: Db, queue: SyncQueue, about: { readonly run: number; readonly at: number }) {
    this.#db = db
    this.#queue = queue
    this.#about = about
  }

  /** Takes a planned account back that was never written. */
  dropObject(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    this.#queue.queueAround(object, waiting)
    dropChanges(db, object)
    for (const table of ['cs_work', 'cs_parting'] as const)
      sql(db, `delete from ${table} where object = ?`).run(object)
    this.#forget(object)
    sql(db, 'delete from cs_object where id = ? and anchor is null and observed is null').run(object)
  }

  /** Forgets an object its system no longer holds; while others refer to it, it stays as a placeholder. */
  removeObject(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    this.#queue.queueAround(object, waiting)
    // There is nothing left in which an export could be taken back.
    sql(db, `delete from change where object = ? and state in ('planned', 'failed')`).run(object)
    this.#forget(object)
    const referred = sql(db, 'select 1 from cs_reference where target = ? limit 1').get(object) !== undefined
    if (referred)
      sql(db, `update cs_object set type = '', observed = null, origin = null, deleted = 0 where id = ?`).run(
        object,
      )
    else sql(db, 'delete from cs_object where id = ?').run(object)
  }

  /** What is kept beside an object, and what it refers to. */
  #forget(object: number): void {
    const db = this.#db
    for (const table of [
      'cs_connection',
      'cs_disconnector',
      'cs_lookup',
      'cs_unconfirmed',
      'cs_leaving',
      'cs_due',
    ] as const)
      sql(db, `delete from ${table} where object = ?`).run(object)
    sql(db, 'delete from cs_reference where source = ?').run(object)
    forgetDriftOf(db, 'object', object)
  }

  deleteIdentity(id: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    this.#queue.references.referrersOfGone(id)
    const keys = this.#queue.mvKeys(id, waiting)
    const remove = sql(db, 'delete from mv_lookup where space = ? and value = ? and object = ?')
    for (const { space, value } of keys) remove.run(space, value, id)
    this.#queue.lookAgain(keys, waiting)
    sql(db, 'delete from mv_reference where source = ? or target = ?').run(id, id)
    // What is still there is let go, and looked at as what it is: an object nobody owns.
    sql(
      db,
      `insert or ignore into cs_work (system, object)
       select o.system, o.id from cs_connection c join cs_object o on o.id = c.object where c.mv = ?
         and (o.deleted = 0 or o.id in (select object from cs_parting))`,
    ).run(id)
    sql(db, 'delete from cs_leaving where object in (select object from cs_connection where mv = ?)').run(id)
    sql(db, 'delete from cs_connection where mv = ?').run(id)
    sql(db, 'delete from mv_departed where object = ?').run(id)
    forgetDriftOf(db, 'mv', id)
    sql(db, 'delete from mv_due where object = ?').run(id)
    sql(db, 'delete from mv_writer where mv = ?').run(id)
    sql(db, 'delete from mv_object where id = ?').run(id)
    endDecisionsFor(db, id, this.#about.run, this.#about.at)
    sql(db, 'delete from mv_work where stage in (0, 1) and object = ?').run(id)
    sql(db, 'delete from reference_work where mv = ?').run(id)
  }
}
