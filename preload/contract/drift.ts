import { z } from 'zod'
import { time, value } from './words.ts'

/** What an import found changed in a system and nobody here had exported. */

export const driftKind = z.enum(['value', 'reference-added', 'reference-removed', 'deleted', 'created'])

/** `open` waits for a person; `enforced`: the way back is planned; `accepted`: it stands. */
export const driftState = z.enum(['open', 'enforced', 'accepted'])

export const driftFilter = z
  .object({
    system: z.string().optional(),
    state: driftState.optional(),
    kind: driftKind.optional(),
    /** `dn` for moves. */
    attribute: z.string().optional(),
    /** Part of a name, or of a DN or anchor. */
    search: z.string().max(1000).optional(),
  })
  .strict()
export type DriftFilter = z.infer<typeof driftFilter>

export const drift = z.object({
  id: z.number().int(),
  system: z.string(),
  /** In the connector space; where it was deleted, it may be gone from there. */
  object: z.number().int(),
  type: z.string(),
  kind: driftKind,
  state: driftState,
  /** The person or group it concerns; null for an object that belongs to nobody. */
  name: z.string().nullable(),
  /** DN or anchor. */
  key: z.string(),
  /** `dn` for a move; null for a whole object. */
  attribute: z.string().nullable(),
  /** Of a reference, the DN or anchor of what it names. */
  target: z.string().nullable(),
  was: value,
  now: value,
  wanted: value,
  rule: z.string().nullable(),
  /** What happened, as a sentence. */
  words: z.string(),
  /** When the import found it, and which. */
  since: time,
  run: z.number().int(),
  /** Who last changed the object and when, where the system tells: what was found changed may be older. */
  changedBy: z.string().nullable(),
  changedAt: time.nullable(),
  decision: z.object({ author: z.string(), at: time, reason: z.string().nullable() }).nullable(),
})
export type Drift = z.infer<typeof drift>

/** What was changed in the same way: one kind, of one attribute. */
export const driftGroup = z.object({
  kind: driftKind,
  attribute: z.string().nullable(),
  count: z.number().int(),
  open: z.number().int(),
})
export type DriftGroup = z.infer<typeof driftGroup>

export const driftCount = z.object({ system: z.string(), state: driftState, count: z.number().int() })
