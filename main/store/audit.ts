import { createHash } from 'node:crypto'
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

interface AuditRow {
  id: number
  at: number
  author: string
  event: string
  details: string
  hash: Buffer
}

const zero: Buffer = Buffer.alloc(32)

function link(previous: Buffer, at: number, author: string, event: string, details: string): Buffer {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify([at, author, event, details]))
    .digest()
}

/** Appends to the chain: each entry's hash covers its content and the hash before it. */
export function appendAudit(db: Db, entries: readonly AuditEvent[]): void {
  let previous: Buffer =
    sql<{ hash: Buffer }>(db, 'select hash from audit order by id desc limit 1').get()?.hash ?? zero
  const insert = sql(db, 'insert into audit (at, author, event, details, hash) values (?, ?, ?, ?, ?)')
  for (const { at, author, event, details } of entries) {
    const text = JSON.stringify(details)
    previous = link(previous, at, author, event, text)
    insert.run(at, author, event, text, previous)
  }
}

export interface ChainState {
  readonly ok: boolean
  readonly entries: number
  /** The first entry that does not follow from the one before. */
  readonly brokenAt: number | null
}

/** Recomputes the whole chain. */
export function verifyAudit(db: Db): ChainState {
  let previous: Buffer = zero
  let entries = 0
  let expected = 1
  for (const row of sql<AuditRow>(db, 'select * from audit order by id').iterate()) {
    const hash = link(previous, row.at, row.author, row.event, row.details)
    if (row.id !== expected || !hash.equals(row.hash)) return { ok: false, entries, brokenAt: row.id }
    previous = row.hash
    expected++
    entries++
  }
  return { ok: true, entries, brokenAt: null }
}
