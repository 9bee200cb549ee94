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
    /** Changes that somebody has changed since and that are taken back all the same. */
    forced: z.array(z.number().int()).max(100_000).optional(),
    /** Changes that are left as they are. */
    except: z.array(z.number().int()).max(100_000).optional(),
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

/** `brief`: answers with counts alone, for a run of so many changes that nobody reads the answer. */
export const undoOrder = undoSelection.extend({ brief: z.boolean().default(false) }).strict()

export const undoPlan = undoPreview.extend({
  /** The changes that are on the plan now; empty when a brief answer was asked for. */
  planned: z.array(z.number().int()),
  /** How many they are. */
  count: z.number().int(),
})

const share = z.object({ system: z.string(), state: undoState, count: z.number().int() })

/** A look at a whole run: what its systems hold is read, which takes a while; then it is kept and read page by page. */
export const undoLookEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number().int(), total: z.number().int() }),
  z.object({
    type: z.literal('ready'),
    /** Under which `undo.items` knows it, as long as it is one of the last few. */
    look: z.string(),
    total: z.number().int(),
    counts: z.array(share),
    /** What does not come back with it, and of how many. */
    lost: z.array(z.object({ text: z.string(), count: z.number().int() })),
  }),
])
export type UndoLook = Extract<z.infer<typeof undoLookEvent>, { type: 'ready' }>

export const undoFilter = z
  .object({
    states: z.array(undoState).optional(),
    system: z.string().optional(),
    /** A part of a name, a DN or an attribute, in any case. */
    search: z.string().max(1000).optional(),
  })
  .strict()
export type UndoFilter = z.infer<typeof undoFilter>

export const undoPage = z.object({ total: z.number().int(), rows: z.array(undoItem) })
