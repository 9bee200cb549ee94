import { type ChainedEntry, chainStart } from '../audit/chain.ts'
import { appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'

/** What an `audit-pruned` entry tells of the entries that have gone into an archive. */
export interface Pruned {
  readonly first: number
  readonly through: number
  /** The hash before the first and that of the last, hexadecimal. */
  readonly before: string
  readonly hash: string
  /** The archive's file name, and SHA-256 over the file. */
  readonly archive: string
  readonly sha256: string
}

/** The oldest entries that are all older than a time: from the first that is there, up to the last before the first younger one. */
export function prunableEntries(
  db: Db,
  input: { before: number },
): { first: number; through: number; base: string } | undefined {
  const first = sql<{ id: number }>(db, 'select min(id) as id from audit').get()?.id
  if (first == null) return undefined
  const younger = sql<{ id: number | null }>(db, 'select min(id) as id from audit where at >= ?').get(
    input.before,
  )?.id
  // The last entry stays whatever its age: the next one follows from it.
  const last = sql<{ id: number }>(db, 'select max(id) as id from audit').get()?.id as number
  const through = Math.min((younger ?? last) - 1, last - 1)
  return through < first ? undefined : { first, through, base: baseOf(db, first).toString('hex') }
}

/** Takes entries out of the table that an archive holds, and leaves one that says so, in one transaction. */
export function pruneAudit(db: Db, input: { pruned: Pruned; author: string; at: number }): void {
  const { first, through, hash } = input.pruned
  durably(db, () => {
    const last = sql<{ hash: string }>(db, 'select lower(hex(hash)) as hash from audit where id = ?').get(
      through,
    )
    const min = sql<{ id: number }>(db, 'select min(id) as id from audit').get()?.id
    if (last?.hash !== hash || min !== first)
      throw new StoreError(
        'store-conflict',
        'the audit has changed since the archive was written',
        'Prune again; the archive that was written can be removed',
      )
    const trigger = sql<{ sql: string }>(
      db,
      `select sql from sqlite_schema where type = 'trigger' and name = 'audit_no_delete'`,
    ).get()
    // Inside the transaction nobody else sees the table without its guard.
    db.exec('drop trigger audit_no_delete')
    db.prepare('delete from audit where id <= ?').run(through)
    db.exec(trigger?.sql as string)
    appendAudit(db, [
      { at: input.at, author: input.author, event: 'audit-pruned', details: { ...input.pruned } },
    ])
  })
}

/** What was pruned, the latest first, as far as the table still tells. */
export function prunedParts(db: Db): Pruned[] {
  return sql<{ details: string }>(
    db,
    `select details from audit where event = 'audit-pruned' order by id desc`,
  )
    .all()
    .map(({ details }) => JSON.parse(details) as Pruned)
}

/** The hash that the first entry of the table follows from: nothing's, or that of the last one that was pruned. */
export function baseOf(db: Db, first: number): Buffer {
  const part = prunedParts(db).find(({ through }) => through === first - 1)
  return part === undefined ? chainStart : Buffer.from(part.hash, 'hex')
}

/** The hash of each archive of sessions, by its name, as far as the table still tells. */
export const auditedArchives = (db: Db): Record<string, string> =>
  Object.fromEntries(
    sql<{ archive: string; sha256: string }>(
      db,
      `select details ->> 'archive' as archive, details ->> 'sha256' as sha256 from audit where event = 'history-pruned'`,
    )
      .all()
      .map(({ archive, sha256 }) => [archive, sha256]),
  )

/** Entries from one to another, for an archive. */
export const auditEntries = (db: Db, input: { after: number; through: number; limit: number }) =>
  sql<Omit<ChainedEntry, 'hash'> & { hash: string }>(
    db,
    'select id, at, author, event, details, lower(hex(hash)) as hash from audit where id > ? and id <= ? order by id limit ?',
  ).all(input.after, input.through, input.limit)
