import { z } from 'zod'
import { systemTile } from './words.ts'

/** Identities: the persons and groups of the metaverse. */

export const identityRow = z.object({
  id: z.number().int(),
  type: z.string(),
  name: z.string(),
  /** What it is known by: values of indexed attributes. */
  identifiers: z.array(z.object({ attribute: z.string(), value: z.string() })),
  /** Systems it has an account or a record in. */
  systems: z.array(systemTile),
  /** Changes of its accounts that wait to be written. */
  pending: z.number().int(),
})
export type IdentityRow = z.infer<typeof identityRow>

export const identityPage = z.object({
  /** How many there are in all; of a search, at most as many as it finds. */
  total: z.number().int(),
  rows: z.array(identityRow),
  /** Every type with its identities, whatever is searched. */
  types: z.array(z.object({ type: z.string(), count: z.number().int() })),
  /** Identities whose names a search could not look at yet: they are being indexed. */
  unread: z.number().int(),
  /** The search has found as many as it looks for: there may be more. */
  cut: z.boolean(),
  /** By name, or, in large metaverses, as they came. */
  order: z.enum(['name', 'age']),
})
export type IdentityPage = z.infer<typeof identityPage>
