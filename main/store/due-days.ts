import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** The days on which objects and identities must be looked at again though nothing about them has changed. */

/** Puts what is due by this day on the queues. Its day is worked out anew when it is looked at. */
export function enqueueDue(db: Db, today: string): void {
  db.transaction(() => {
    sql(
      db,
      `insert or ignore into cs_work (system, object)
       select o.system, o.id from cs_due d join cs_object o on o.id = d.object where d.day <= ?`,
    ).run(today)
    sql(db, 'delete from cs_due where day <= ?').run(today)
    sql(
      db,
      `insert or ignore into mv_work (stage, object)
       select 0, m.id from mv_due d join mv_object m on m.id = d.object where d.day <= ?`,
    ).run(today)
    sql(db, 'delete from mv_due where day <= ?').run(today)
  })()
}

/** Keeps the days of those that were just looked at; who has none any more is not looked at for its own sake. */
export function replaceDue(
  db: Db,
  table: 'cs_due' | 'mv_due',
  looked: readonly number[],
  due: ReadonlyMap<number, string>,
): void {
  if (due.size === 0 && sql(db, `select 1 from ${table} limit 1`).get() === undefined) return
  const set = sql(db, `insert or replace into ${table} (object, day) values (?, ?)`)
  const remove = sql(db, `delete from ${table} where object = ?`)
  for (const id of looked) {
    const day = due.get(id)
    if (day === undefined) remove.run(id)
    else set.run(id, day)
  }
}
