import { chainHash, chainStart } from '../audit/chain.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** One entry of the audit before it is chained. `details` is JSON-able and free of secrets. */
export interface AuditEvent {
  readonly at: number
  readonly author: string
  /** `decision`, `export`, `run-ended`, `configuration-activated`, … */
  readonly event: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Appends to the chain: each entry's hash covers its content and the hash before it. */
export function appendAudit(db: Db, entries: readonly AuditEvent[]): void {
  let previous: Buffer =
    sql<{ hash: Buffer }>(db, 'select hash from audit order by id desc limit 1').get()?.hash ?? chainStart
  const insert = sql(db, 'insert into audit (at, author, event, details, hash) values (?, ?, ?, ?, ?)')
  for (const { at, author, event, details } of entries) {
    const text = JSON.stringify(details)
    previous = chainHash(previous, { at, author, event, details: text })
    insert.run(at, author, event, text, previous)
  }
}
