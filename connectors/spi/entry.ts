import type { Attributes, References } from './value.ts'

/** An object as a connected system holds it, whole. */
export interface ObjectItem {
  readonly kind: 'object'
  readonly type: string
  readonly anchor: string
  /** Present exactly when `capabilities.hierarchical`. */
  readonly dn?: string
  readonly attributes: Attributes
  readonly references?: References
  /** Where it was read, for a person: `hr-employees.csv line 318`. */
  readonly origin?: string
}

/** What a delta read says of an object the connector space already holds: only what changed. */
export interface ChangeItem {
  readonly kind: 'change'
  readonly type: string
  readonly anchor: string
  /** The new DN, when it was renamed or moved. */
  readonly dn?: string
  /** Attributes with their whole new value. */
  readonly set: Attributes
  /** Attributes that have no value any more. */
  readonly clear: readonly string[]
  /** Reference attributes by value; `replace` gives the whole new list. */
  readonly references?: Readonly<
    Record<
      string,
      | { readonly add: readonly string[]; readonly remove: readonly string[] }
      | { readonly replace: readonly string[] }
    >
  >
  readonly origin?: string
}

export interface DeleteItem {
  readonly kind: 'delete'
  readonly anchor: string
}

/** Something that could not be read: it becomes a finding, and nothing is inferred from its absence. */
export interface RejectedItem {
  readonly kind: 'rejected'
  /** The anchor where it could be told: the object keeps its last state and is not deleted. */
  readonly anchor?: string
  /** `hr-employees.csv line 212, column hire_date` */
  readonly where: string
  /** `"31.02.2026" is not a date` */
  readonly reason: string
  /** `Correct the cell, or add the format to dateFormats` */
  readonly advice: string
}

export type ReadItem = ObjectItem | ChangeItem | DeleteItem | RejectedItem

/** One page of a read. Pages are staged one by one, each in one transaction. */
export interface Batch {
  readonly items: readonly ReadItem[]
  /** Opaque to everything but the connector; stored with the last batch of a complete read. */
  readonly watermark?: string
  /** How many items the read will give in all, as far as the connector can tell. */
  readonly estimate?: number
  /** True on the last batch of a read that saw everything. Only then may a full read imply deletions. */
  readonly complete: boolean
  /**
   * What this read turned out to be; a delta request may be answered with a full read. A full read from a replica that lags behind is a
   * `delta`: it gives everything there is, and what it does not give is not taken for deleted. Absent: what was asked for.
   */
  readonly scope?: 'full' | 'delta'
  /** What the admin should know of this read, such as orphans and cycles; each becomes a finding. */
  readonly notes?: readonly ReadNote[]
}

export interface ReadNote {
  readonly code: string
  readonly where: string
  readonly text: string
  readonly advice: string
}
