import type { Writer } from '../engine/contest.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Keeps who offered what, where the last writer wins; who said nothing new keeps the run in which it was first said. */
export function replaceWriters(db: Db, mv: number, writers: readonly Writer[], run: number): void {
  sql(db, 'delete from mv_writer where mv = ?').run(mv)
  const insert = sql(
    db,
    'insert into mv_writer (mv, attribute, rule, object, value, run) values (?, ?, ?, ?, ?, ?)',
  )
  for (const one of writers) insert.run(mv, one.attribute, one.rule, one.object, one.value, one.run ?? run)
}
