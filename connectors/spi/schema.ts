import type { AttributeType } from './value.ts'

/** What a connected system says of one attribute. */
export interface AttributeSchema {
  readonly type: AttributeType
  readonly multi?: boolean
  /** The system refuses an object without it. */
  readonly required?: boolean
  /** The system refuses two objects of the same type with the same value (compared case-insensitively). */
  readonly unique?: boolean
  /** Default `always`; `create` only while adding; `never` for what the system computes. */
  readonly writable?: 'always' | 'create' | 'never'
  readonly title?: string
}

/** How an object of this type says whether it is enabled; the engine plans disable and enable with it. */
export type EnabledMark =
  | { readonly attribute: string; readonly kind: 'boolean'; readonly enabled: boolean }
  /** A bit that is set when the account is disabled, such as 2 in userAccountControl. */
  | { readonly attribute: string; readonly kind: 'disabledBit'; readonly bit: number }

/** What marks an object as one whose holder rules over others. Such objects, and members of such groups, are protected by default. */
export interface PrivilegedMark {
  readonly attribute: string
  /** A regular expression over the value as text, in any case. */
  readonly matches: string
  /** Why, for a person: `Domain Admins and its like (well-known RID)`. */
  readonly reason: string
}

export interface ObjectSchema {
  /** The object type's name in its system, such as `user`. */
  readonly type: string
  readonly attributes: Readonly<Record<string, AttributeSchema>>
  /** The attribute that holds the anchor when the anchor is also an attribute. */
  readonly anchor?: string
  /** The attributes that name an object for a person, the first that has a value is taken. */
  readonly display?: readonly string[]
  readonly enabled?: EnabledMark
  readonly privileged?: readonly PrivilegedMark[]
}

export interface SystemSchema {
  readonly types: readonly ObjectSchema[]
}
