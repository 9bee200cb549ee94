import { z } from 'zod'
import { change } from './changes.ts'
import { time, value } from './words.ts'

/** The connector space of a system: what it holds, as it was read, and what is on its way. */

/**
 * How an object stands to the metaverse. `new`: read, and no synchronization has seen it yet. `unborn`: planned as an add and not written.
 * `placeholder`: known only because another object refers to it. `gone`: the system no longer holds it; the next synchronization lets it go.
 */
export const spaceState = z.enum([
  'joined',
  'unmatched',
  'ambiguous',
  'filtered',
  'explicit',
  'new',
  'unborn',
  'placeholder',
  'gone',
])
export type SpaceState = z.infer<typeof spaceState>

/** What a list may be narrowed to: a state, or objects with changes that wait to be written, or to be read back. */
export const spaceFilter = z.enum([
  'joined',
  'unmatched',
  'ambiguous',
  'filtered',
  'explicit',
  'new',
  'placeholder',
  'pending',
  'unconfirmed',
])
export type SpaceFilter = z.infer<typeof spaceFilter>

export const spaceRow = z.object({
  id: z.number().int(),
  /** Empty for a placeholder. */
  type: z.string(),
  name: z.string(),
  anchor: z.string().nullable(),
  dn: z.string().nullable(),
  state: spaceState,
  /** Its staged values are newer than the last synchronization. */
  unsynchronized: z.boolean(),
  /** Changes that wait to be written, and those that were written and not yet read back. */
  pending: z.number().int(),
  unconfirmed: z.number().int(),
})
export type SpaceRow = z.infer<typeof spaceRow>

export const spacePage = z.object({
  /** How many there are in all; of a search, at most as many as it finds. */
  total: z.number().int(),
  rows: z.array(spaceRow),
  /** What the search looked at: every value, or, in large spaces, how identifiers begin. Null without a search. */
  searched: z.enum(['values', 'identifiers']).nullable(),
})
export type SpacePage = z.infer<typeof spacePage>

/** One attribute in each of the object's holograms. */
export const spaceAttribute = z.object({
  attribute: z.string(),
  /** As it was read last. */
  observed: value,
  /** Written and not yet read back. */
  unconfirmed: value.optional(),
  /** On the plan. */
  pending: value.optional(),
  /** Of references, more than the first are counted. */
  count: z.number().int().nullable(),
})
export type SpaceAttribute = z.infer<typeof spaceAttribute>

export const spaceObject = spaceRow.extend({
  /** Where it was read: a file and its line, a page. */
  origin: z.string().nullable(),
  attributes: z.array(spaceAttribute),
  /** Whom it is linked to, how and by which rule, and when if a run is known. */
  link: z
    .object({
      identity: z.number().int(),
      name: z.string(),
      kind: z.enum(['projected', 'joined', 'provisioned']),
      /** Empty when a person decided it. */
      rule: z.string(),
      at: time.nullable(),
    })
    .nullable(),
  changes: z.array(change),
  findings: z.array(z.string()),
})
export type SpaceObject = z.infer<typeof spaceObject>
