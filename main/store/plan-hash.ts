import { hash } from 'node:crypto'
import type { Db } from './database.ts'
import { figure } from './figures.ts'
import { sql } from './statement.ts'

const last = new WeakMap<Db, { readonly at: string; readonly hash: string }>()

/**
 * SHA-256, hex, over the content hashes of all that could be approved now, in the order it was planned, and the configuration that is
 * active: what has the same hash would write the same, by the same rules. Worked out again only after something was written to the database;
 * a quarter of a second for a million changes.
 */
export const planHash = (db: Db): string => figure(db, 'plan', 'hash', () => workedOut(db))

function workedOut(db: Db): string {
  const at = `${db.pragma('data_version', { simple: true })}.${sql<{ n: number }>(db, 'select total_changes() as n').get()?.n}`
  const known = last.get(db)
  if (known?.at === at) return known.hash
  const configuration =
    sql<{ hash: string }>(db, 'select hash from configuration order by id desc limit 1').get()?.hash ?? ''
  // One value for a million hashes: to hand them over one by one costs more than to hash them.
  const content = sql<{ content: Buffer | null }>(
    db,
    `select cast(group_concat(hex(hash), '') as blob) as content
     from (select hash from change where state in ('planned', 'failed') order by id)`,
  ).get()?.content
  const found = hash(
    'sha256',
    Buffer.concat([Buffer.from(`${configuration}\n`), content ?? Buffer.alloc(0)]),
    'hex',
  )
  last.set(db, { at, hash: found })
  return found
}
