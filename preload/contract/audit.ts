import { z } from 'zod'

/** Whether the chain of the audit is whole, and what differs where it is not. */
export const auditState = z.object({
  ok: z.boolean(),
  /** How many entries were found whole. */
  entries: z.number().int(),
  /** The first entry that does not follow from the one before. */
  brokenAt: z.number().int().nullable(),
  problem: z
    .object({ kind: z.enum(['removed', 'reordered', 'content', 'hash', 'forged']), text: z.string() })
    .nullable(),
})
