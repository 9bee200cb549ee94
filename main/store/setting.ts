import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Small facts about the workspace, by name. */

export function setSetting(db: Db, name: string, value: string | null): void {
  if (value === null) sql(db, 'delete from setting where name = ?').run(name)
  else sql(db, 'insert or replace into setting (name, value) values (?, ?)').run(name, value)
}

export function getSetting(db: Db, name: string): string | undefined {
  return sql<{ value: string }>(db, 'select value from setting where name = ?').get(name)?.value
}
