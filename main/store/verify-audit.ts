import { type ChainedEntry, chainHash, chainStart } from '../audit/chain.ts'
import { type ChainBreak, explainBreak } from './chain-break.ts'
import type { Db } from './database.ts'
import { baseOf, prunedParts } from './prune-audit.ts'
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

interface VerifyControl {
  progress(done: number, total: () => number): void
}

/** Recomputes the whole chain: from its beginning, or from where an archive ends. */
export function verifyAudit(db: Db, _input: null = null, control?: VerifyControl): ChainState {
  const first = sql<{ id: number | null }>(db, 'select min(id) as id from audit').get()?.id ?? 1
  let last = { id: 0, hash: chainStart }
  if (first > 1 && prunedParts(db).some(({ through }) => through === first - 1))
    last = { id: first - 1, hash: baseOf(db, first) }
  let entries = 0
  for (const entry of sql<ChainedEntry>(db, 'select * from audit order by id').iterate()) {
    if (entry.id !== last.id + 1 || !chainHash(last.hash, entry).equals(entry.hash))
      return { ok: false, entries, brokenAt: entry.id, problem: explainBreak(db, entry, last) }
    last = { id: entry.id, hash: entry.hash }
    entries++
    if (entries % 1000 === 0)
      control?.progress(
        entries,
        () => (sql<{ id: number }>(db, 'select max(id) as id from audit').get()?.id ?? 0) - first + 1,
      )
  }
  return { ok: true, entries, brokenAt: null, problem: null }
}
