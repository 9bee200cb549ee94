import { z } from 'zod'

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
