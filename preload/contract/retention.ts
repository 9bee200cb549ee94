import { z } from 'zod'
import { pruned } from './audit.ts'
import { time } from './words.ts'

const count = z.number().int()

/** What may go of the two records; without `only` both, each as old as its own setting says, or before one time. */
export const pruneOrder = z.object({
  before: time.optional(),
  only: z.enum(['audit', 'history']).optional(),
  /** Says how much would go, and takes nothing. */
  dryRun: z.boolean().default(false),
})

/** Details of old sessions that went, or would go. */
export const prunedHistory = z.object({
  sessions: count,
  changes: count,
  runs: count,
  approvals: count,
  findings: count,
  /** What they take in the database, roughly. */
  bytes: count,
  /** Null: nothing went. */
  archive: z.string().nullable(),
  sha256: z.string().nullable(),
})

export const pruneResult = z.object({
  /** Null: not asked for, or nothing says how old entries must be. */
  audit: pruned.nullable(),
  history: prunedHistory.nullable(),
  /** Bytes of the database; `rebuilt` false: so little became free that new rows take its room. Null: nothing went. */
  file: z.object({ before: count, after: count, rebuilt: z.boolean() }).nullable(),
})

export const historyArchive = z.object({
  archive: z.string(),
  sha256: z.string(),
  at: time,
  by: z.string(),
  sessions: count,
  first: count.nullable(),
  last: count.nullable(),
  changes: count,
  runs: count,
  approvals: count,
  findings: count,
  /** Null: it was not looked at. */
  verdict: z.enum(['whole', 'changed', 'missing', 'unknown']).nullable(),
  text: z.string(),
})
export type HistoryArchiveState = z.infer<typeof historyArchive>

/** The session report, read back from an archive. */
export const archiveReport = z.object({ archive: z.string().max(4096), session: z.number().int().optional() })
