import { z } from 'zod'
import { change } from './changes.ts'
import { operation, systemTile, time, value } from './words.ts'

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

const namedIdentity = z.object({ id: z.number().int(), name: z.string() })

/** Who gave a value, or offered one. */
export const valueGiver = z.object({
  system: systemTile,
  object: z.number().int(),
  /** Attributes of the record it was made from; none for a constant. */
  sources: z.array(z.string()),
  how: z.enum(['direct', 'constant', 'expression']),
  rule: z.string(),
  precedence: z.number(),
})
export type ValueGiver = z.infer<typeof valueGiver>

export const identityValue = z.object({
  attribute: z.string(),
  value,
  /** Of a reference: the first identities it names, and how many there are. */
  references: z.object({ count: z.number().int(), first: z.array(namedIdentity) }).nullable(),
  /** Several where values are merged. */
  from: z.array(valueGiver),
  /** Values that lost, in the order of precedence. */
  losers: z.array(valueGiver.extend({ value })),
  /** Pending changes that carry it to an account. */
  changes: z.array(z.number().int()),
})
export type IdentityValue = z.infer<typeof identityValue>

/** An object of a connected system that is linked to the identity. */
export const identityRecord = z.object({
  object: z.number().int(),
  system: systemTile,
  type: z.string(),
  name: z.string(),
  anchor: z.string().nullable(),
  dn: z.string().nullable(),
  kind: z.enum(['projected', 'joined', 'provisioned']),
  /** Null when a person decided it. */
  rule: z.string().nullable(),
  /** The join conditions that hold now: `mail equals email`, the second of two groups. Null when none does. */
  match: z.object({ words: z.string(), group: z.number().int(), groups: z.number().int() }).nullable(),
  run: z.number().int().nullable(),
  session: z.number().int().nullable(),
  at: time.nullable(),
  /** It gives values to the identity, or takes values from it. */
  gives: z.boolean(),
  takes: z.boolean(),
  /** Planned and not written yet; gone from its system. */
  unborn: z.boolean(),
  gone: z.boolean(),
  /** Changes that wait to be written. */
  pending: z.number().int(),
})
export type IdentityRecord = z.infer<typeof identityRecord>

export const identity = z.object({
  id: z.number().int(),
  type: z.string(),
  name: z.string(),
  /** Of the same type, in the order in which they came. */
  previous: z.number().int().nullable(),
  next: z.number().int().nullable(),
  values: z.array(identityValue),
  records: z.array(identityRecord),
  /** What waits to be written of its accounts. */
  changes: z.array(change),
  findings: z.array(z.string()),
})
export type Identity = z.infer<typeof identity>

export const identityReference = namedIdentity.extend({ type: z.string() })

/** Who refers to an identity: by which attribute, how many, and the first of them. */
export const identityReferrer = z.object({
  attribute: z.string(),
  /** Type of those who refer. */
  type: z.string(),
  count: z.number().int(),
  first: z.array(namedIdentity),
})
export type IdentityReferrer = z.infer<typeof identityReferrer>

/** Something that happened to an identity or an account of it. */
export const identityEvent = z.object({
  at: time.nullable(),
  kind: z.enum(['planned', 'written', 'failed', 'joined', 'made', 'decided', 'drift', 'values', 'approved']),
  /** Of what is planned or written, when it is of one kind. */
  operation: operation.nullable(),
  system: systemTile.nullable(),
  /** `department and title written` */
  title: z.string(),
  /** `Session 47, approved by Marta Lindqvist, confirmed` */
  detail: z.string(),
  session: z.number().int().nullable(),
})
export type IdentityEvent = z.infer<typeof identityEvent>

/** What a synchronization would do now, worked out and saved nowhere. References (manager, member) are left to it. */
export const identityPreview = z.object({
  gone: z.boolean(),
  values: z.array(z.object({ attribute: z.string(), old: value, new: value })),
  changes: z.array(
    z.object({
      system: systemTile,
      key: z.string(),
      operation,
      attribute: z.string().nullable(),
      old: value,
      new: value,
      rule: z.string(),
      /** On the plan already, just so. */
      planned: z.boolean(),
    }),
  ),
  /** Pending changes it would take off the plan. */
  dropped: z.array(change),
  findings: z.array(z.string()),
})
export type IdentityPreview = z.infer<typeof identityPreview>
