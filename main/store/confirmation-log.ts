import { type AuditEvent, appendAudit } from './audit.ts'
import type { Db } from './database.ts'
import { idRanges } from './id-ranges.ts'
import { sql } from './statement.ts'

interface NotFound {
  readonly change: number
  readonly object: string
  readonly attribute: string | null
  readonly why: string
}

/**
 * What reading back found, for the audit: an entry for each page that was read, not for each value. Confirmed changes are told by their
 * numbers, in ranges (their values stand in the `export` entries), so that a million of them take kilobytes; each value that was not found
 * is told in full.
 */
export class ConfirmationLog {
  readonly #db: Db
  readonly #read: { readonly run: number; readonly system: number; readonly at: number }
  #confirmed = new Set<number>()
  #notFound = new Map<number, NotFound>()

  constructor(db: Db, read: { run: number; system: number; at: number }) {
    this.#db = db
    this.#read = read
  }

  confirmed(change: number): void {
    this.#confirmed.add(change)
  }

  /** A change of several values is not confirmed when one of them is missing. */
  unconfirmed(change: number, object: number, attribute: string | null, why: string): void {
    const known = this.#notFound.get(change)
    this.#confirmed.delete(change)
    this.#notFound.set(change, {
      change,
      object: keyOf(this.#db, object),
      attribute,
      why: known === undefined || known.why.includes(why) ? why : `${known.why}; ${why}`,
    })
  }

  /** Appends what was found since the last time; inside the transaction that settled it. */
  record(): void {
    if (this.#confirmed.size === 0 && this.#notFound.size === 0) return
    const { run, system, at } = this.#read
    const entry: AuditEvent = {
      at,
      author:
        sql<{ author: string | null }>(this.#db, 'select author from run where id = ?').get(run)?.author ??
        'unknown',
      event: 'confirmation',
      details: {
        run,
        system,
        confirmed: this.#confirmed.size,
        changes: idRanges(this.#confirmed),
        unconfirmed: [...this.#notFound.values()],
      },
    }
    appendAudit(this.#db, [entry])
    this.#confirmed = new Set()
    this.#notFound = new Map()
  }
}

const keyOf = (db: Db, object: number): string =>
  sql<{ key: string | null }>(db, 'select coalesce(dn, anchor) as key from cs_object where id = ?').get(
    object,
  )?.key ?? `#${object}`
