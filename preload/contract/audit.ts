import { z } from 'zod'
import { operation, time, value } from './words.ts'

/** What a checkpoint proves of the chain today. Everything but `contained` and `archived` is a finding. */
export const checkpointState = z.object({
  file: z.string(),
  entry: z.number().int(),
  time: z.string(),
  author: z.string(),
  /** Of whose key it is signed with. */
  key: z.string(),
  verdict: z.enum([
    'contained',
    'archived',
    'cut-off',
    'rewritten',
    'bad-signature',
    'unknown-key',
    'other-workspace',
  ]),
  text: z.string(),
})
export type CheckpointState = z.infer<typeof checkpointState>

/** Whether an archive is what the audit says went into it. */
export const archiveState = z.object({
  file: z.string(),
  first: z.number().int(),
  through: z.number().int(),
  verdict: z.enum(['whole', 'changed', 'unknown']),
  text: z.string(),
})
export type ArchiveState = z.infer<typeof archiveState>

/** Whether the audit is whole, and what differs where it is not. */
export const auditState = z.object({
  /** The chain is whole, every checkpoint is in it, and every archive that was named is as it was. */
  ok: z.boolean(),
  /** How many entries were found whole. */
  entries: z.number().int(),
  /** The first entry that does not follow from the one before. */
  brokenAt: z.number().int().nullable(),
  problem: z
    .object({ kind: z.enum(['removed', 'reordered', 'content', 'hash', 'forged']), text: z.string() })
    .nullable(),
  checkpoints: z.array(checkpointState),
  /** Entries up to this one have gone into archives; 0: none. */
  prunedThrough: z.number().int(),
  archives: z.array(archiveState),
})

export const checkpointFile = z.object({
  /** Where the workspace keeps it. */
  path: z.string(),
  /** The whole file, to be kept elsewhere. */
  text: z.string(),
  entry: z.number().int(),
  hash: z.string(),
  key: z.string(),
})

/** A checkpoint that somebody kept elsewhere: what it is called, and the whole file. */
export const givenCheckpoint = z.object({ file: z.string().max(4096), text: z.string().max(16_384) })

export const pruned = z.object({
  pruned: z.number().int(),
  through: z.number().int().nullable(),
  archive: z.string().nullable(),
  sha256: z.string().nullable(),
})

/** How far a verification is, in entries. */
export const auditProgress = z.object({ done: z.number().int(), total: z.number().int() })

export const auditFilter = z
  .object({
    /** Part of what an entry says, of its author or its kind, in any case. */
    text: z.string().max(1000).optional(),
    event: z.string().max(100).optional(),
    author: z.string().max(1000).optional(),
    from: time.optional(),
    /** Inclusive. */
    to: time.optional(),
  })
  .strict()
export type AuditFilter = z.infer<typeof auditFilter>

export const auditEntry = z.object({
  id: z.number().int(),
  at: time,
  author: z.string(),
  event: z.string(),
  /** The kind in words: `Written`. */
  kind: z.string(),
  /** What happened, as a sentence. */
  words: z.string(),
  system: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof auditEntry>

/** One value that an entry tells of. */
export const auditChange = z.object({
  change: z.number().int().nullable(),
  operation: operation.nullable(),
  attribute: z.string().nullable(),
  old: value,
  new: value,
  /** The outbound rule, and where the value came from. */
  why: z.string().nullable(),
  approval: z.number().int().nullable(),
})
export type AuditChange = z.infer<typeof auditChange>

export const auditEntryDetail = auditEntry.extend({
  reason: z.string().nullable(),
  changes: z.array(auditChange),
  /** Everything else that it says. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Hexadecimal. */
  hash: z.string(),
  session: z.number().int().nullable(),
})
export type AuditEntryDetail = z.infer<typeof auditEntryDetail>

/** What there is to choose from, and where the audit begins and ends. */
export const auditFacets = z.object({
  events: z.array(z.object({ event: z.string(), kind: z.string() })),
  authors: z.array(z.string()),
  first: z.object({ id: z.number().int(), at: time }).nullable(),
  last: z.object({ id: z.number().int(), at: time }).nullable(),
  /** The newest entry that tells of a checkpoint. */
  checkpoint: auditEntry.nullable(),
})
