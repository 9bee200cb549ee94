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

/** Whether the audit is whole, and what differs where it is not. */
export const auditState = z.object({
  /** The chain is whole, and every checkpoint is in it. */
  ok: z.boolean(),
  /** How many entries were found whole. */
  entries: z.number().int(),
  /** The first entry that does not follow from the one before. */
  brokenAt: z.number().int().nullable(),
  problem: z
    .object({ kind: z.enum(['removed', 'reordered', 'content', 'hash', 'forged']), text: z.string() })
    .nullable(),
  checkpoints: z.array(checkpointState),
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
