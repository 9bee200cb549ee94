import type { Attributes, Value } from '../../connectors/spi/value.ts'
import type { Memberships } from './membership.ts'

/** The engine's view of a connector space object: what its system holds, with exports that are not yet read back laid over. */
export interface CsObject {
  readonly id: number
  readonly system: number
  readonly type: string
  readonly anchor: string | undefined
  readonly dn: string | undefined
  readonly attributes: Attributes
  /** What its system was last seen to hold, where exports that are not yet read back are laid over it. */
  readonly confirmed?: Attributes
  /** `dn` or attribute → what it has for a moment only, while another object takes its name; `dn` and `attributes` are as before. */
  readonly aside?: Attributes
  /** Provisioned and never written: it exists only as a pending add. */
  readonly unborn: boolean
  /** Written and never read: it shows only what was written, so a filter cannot judge it yet. */
  readonly unread?: boolean
  readonly deleted: boolean
  readonly link: Link | undefined
  /** Of the groups that rules ask for, those that have it as a member; absent where none do. */
  readonly memberships?: Memberships
  /** On its way out, and kept for the soft-delete interval of its rule: the attributes its identity has from it, by rule. */
  readonly kept?: ReadonlyMap<string, readonly string[]>
}

export interface Link {
  readonly mv: number
  readonly kind: 'projected' | 'joined' | 'provisioned'
  readonly rule: string
}

export type DisconnectorState = 'filtered' | 'unmatched' | 'ambiguous' | 'explicit'

/** Which contribution gave which attributes: rule, connector space object, attribute names. */
export type Provenance = readonly (readonly [rule: string, object: number, attributes: readonly string[]])[]

export type Operation = 'add' | 'update' | 'move' | 'disable' | 'delete'
export type Risk = 'low' | 'medium' | 'high'

/** A change the plan wants in a connected system. */
export interface PlannedChange {
  readonly object: number
  readonly mv: number | undefined
  readonly system: number
  readonly type: string
  readonly operation: Operation
  /** Undefined for an add, a move and a delete. */
  readonly attribute: string | undefined
  /** The before-image; for a move the DN, for a delete the whole object. */
  readonly old: Value | ObjectImage | undefined
  readonly new: Value | ObjectImage | undefined
  readonly rule: string
  /** The metaverse attribute the value was taken from, when there is one. */
  readonly from: string | undefined
  readonly risk: Risk
  readonly name: string
  readonly key: string
}

/** A whole object, as an add carries it and a delete remembers it. */
export interface ObjectImage {
  readonly dn?: string
  readonly attributes: Attributes
}

/** Something a person should know or decide. */
export interface Finding {
  readonly code:
    | 'ambiguous-join'
    | 'already-joined'
    | 'join-decision-blocked'
    | 'ambiguous-account'
    | 'type-mismatch'
    | 'expression-failed'
    | 'identity-refused'
    | 'source-removed'
    | 'account-refused'
    | 'no-unique-value'
    | 'dn-taken'
    | 'dn-missing'
    | 'provisioning-loop'
  readonly severity: 'info' | 'warning' | 'error'
  readonly system: number | undefined
  readonly object: number | undefined
  readonly mv: number | undefined
  readonly attribute: string | undefined
  readonly message: string
  readonly advice: string
  /** Accounts that a person must decide on, where it is about several. */
  readonly accounts?: readonly number[]
}

/** Answers of the index tables for the keys a batch asked for. */
export interface Lookups {
  /** Nobody has any of the values that were asked for. */
  readonly empty: boolean
  /** Ids of the objects that have this value in this space; an empty array when none. */
  find(space: string, value: string): readonly number[]
}

export const noLookups: Lookups = { empty: true, find: () => [] }

export interface LookupKey {
  readonly space: string
  readonly value: string
}

/** Reads an object as scopes and flows see it: in a hierarchical system its DN is the attribute `dn`. */
export const readerOf =
  (object: CsObject): ((name: string) => Value | undefined) =>
  (name) =>
    object.attributes[name] ?? (name === 'dn' ? object.dn : undefined)

/** How values are compared when they are looked up. */
export const lookupValue = (value: string | number | boolean): string => String(value).trim().toLowerCase()

export const mvSpace = (type: string, attribute: string): string => `${type}:${attribute}`
export const csSpace = (system: number, type: string, attribute: string): string =>
  `${system}:${type}:${attribute}`
export const dnSpace = (system: number): string => `dn:${system}`
