import { z } from 'zod'
import { operation, value } from './words.ts'

/** Taking back what an export run wrote. */

export const undoSelection = z
  .object({
    /** The number of an export run. */
    run: z.number().int(),
    /** Only these of the changes it wrote. */
    changes: z.array(z.number().int()).min(1).max(100_000).optional(),
    /** Only what it wrote to this object: its DN, anchor or name. */
    object: z.string().min(1).max(2000).optional(),
    /** Take back even what somebody has changed since. */
    force: z.boolean().default(false),
  })
  .strict()

/**
 * `planned`: it goes back. `changed`: the system holds neither what was written nor what was before; it is left alone. `done`: the system holds
 * what was before. `impossible`: see `reason`.
 */
export const undoState = z.enum(['planned', 'changed', 'done', 'impossible'])

export const undoItem = z.object({
  /** The exported change. */
  change: z.number().int(),
  system: z.string(),
  type: z.string(),
  name: z.string(),
  key: z.string(),
  /** What takes it back. */
  operation: operation,
  attribute: z.string().nullable(),
  state: undoState,
  /** Before the export, as it was written, and now; of an object its DN, of references DNs or anchors. */
  before: value,
  written: value,
  now: value,
  reason: z.string().nullable(),
  /** What does not come back with it. */
  lost: z.array(z.string()),
})
export type UndoItem = z.infer<typeof undoItem>

export const undoPreview = z.object({ run: z.number().int(), items: z.array(undoItem) })
