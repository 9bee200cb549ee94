import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Ids are handed out once: SQLite remembers the highest ever given. */
export function nextId(db: Db, table: 'mv_object' | 'cs_object'): number {
  return (sql<{ seq: number }>(db, 'select seq from sqlite_sequence where name = ?').get(table)?.seq ?? 0) + 1
}
