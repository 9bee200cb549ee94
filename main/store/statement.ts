import type { Statement } from 'better-sqlite3'
import type { Db } from './database.ts'

const prepared = new WeakMap<Db, Map<string, Statement>>()

/** The prepared statement of a text, kept for the life of its database. */
export function sql<Row = unknown>(db: Db, text: string): Statement<unknown[], Row> {
  let statements = prepared.get(db)
  if (statements === undefined) {
    statements = new Map()
    prepared.set(db, statements)
  }
  let statement = statements.get(text)
  if (statement === undefined) {
    statement = db.prepare(text)
    statements.set(text, statement)
  }
  return statement as Statement<unknown[], Row>
}
