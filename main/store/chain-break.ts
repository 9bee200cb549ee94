import { type ChainedEntry, chainHash } from '../audit/chain.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** How a chain is broken. */
export interface ChainBreak {
  /**
   * `removed`: entries are missing before it. `reordered`: it once followed another entry. `content`: it says something else than when its
   * hash was made, or an entry between the two was removed and the rest numbered anew. `hash`: its content is whole, its hash was changed.
   * `forged`: the entry after it does not know it at all.
   */
  readonly kind: 'removed' | 'reordered' | 'content' | 'hash' | 'forged'
  readonly text: string
}

/** Finds out what was done to the first entry that does not follow from the last whole one. */
export function explainBreak(
  db: Db,
  entry: ChainedEntry,
  last: { readonly id: number; readonly hash: Buffer },
): ChainBreak {
  if (entry.id !== last.id + 1) {
    const [first, end] = [last.id + 1, entry.id - 1]
    const which = first === end ? `entry ${first} is` : `entries ${first} to ${end} are`
    return { kind: 'removed', text: `${which} missing before entry ${entry.id}` }
  }
  const before = onceAfter(db, entry)
  if (before !== undefined)
    return {
      kind: 'reordered',
      text: `entry ${entry.id} stood after what is entry ${before} now: the order was changed`,
    }
  const next = sql<ChainedEntry>(db, 'select * from audit where id > ? order by id limit 1').get(entry.id)
  if (next !== undefined && chainHash(chainHash(last.hash, entry), next).equals(next.hash))
    return { kind: 'hash', text: `the hash of entry ${entry.id} was changed; what it says is as it was` }
  if (next === undefined || chainHash(entry.hash, next).equals(next.hash))
    return {
      kind: 'content',
      text: `entry ${entry.id} (${entry.event} by ${entry.author}) does not say what it said when its hash was made, or an entry before it was removed and the rest numbered anew`,
    }
  return {
    kind: 'forged',
    text: `entry ${entry.id} (${entry.event} by ${entry.author}) neither follows from entry ${last.id} nor leads to entry ${next.id}: it was put there in place of another`,
  }
}

/** The entry that this one's hash follows from, if there is one. Hashes the entry against each other one: only where the chain is broken. */
function onceAfter(db: Db, entry: ChainedEntry): number | undefined {
  for (const other of sql<{ id: number; hash: Buffer }>(
    db,
    'select id, hash from audit order by id',
  ).iterate())
    if (other.id !== entry.id - 1 && chainHash(other.hash, entry).equals(entry.hash)) return other.id
  return undefined
}
