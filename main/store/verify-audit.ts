import { type ChainedEntry, chainHash, chainStart } from './audit-chain.ts'
import { type ChainBreak, explainBreak } from './chain-break.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

export interface ChainState {
  readonly ok: boolean
  /** How many were found whole. */
  readonly entries: number
  /** The first entry that does not follow from the one before. */
  readonly brokenAt: number | null
  /** What differs there. */
  readonly problem: ChainBreak | null
}

/** Recomputes the whole chain. */
export function verifyAudit(db: Db): ChainState {
  let previous: Buffer = chainStart
  let entries = 0
  for (const entry of sql<ChainedEntry>(db, 'select * from audit order by id').iterate()) {
    if (entry.id !== entries + 1 || !chainHash(previous, entry).equals(entry.hash))
      return {
        ok: false,
        entries,
        brokenAt: entry.id,
        problem: explainBreak(db, entry, { id: entries, hash: previous }),
      }
    previous = entry.hash
    entries++
  }
  return { ok: true, entries, brokenAt: null, problem: null }
}
