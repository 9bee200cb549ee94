import type { ConnectorError } from './error.ts'
import type { Attributes, References, Value } from './value.ts'

export interface AttributeChange {
  readonly attribute: string
  /** The before-image: what the connector space held when the change was planned. */
  readonly old?: Value
  /** Absent: the attribute is cleared. */
  readonly new?: Value
}

export interface ReferenceChange {
  readonly attribute: string
  readonly add: readonly string[]
  readonly remove: readonly string[]
  /** True for a single-valued reference such as manager: `add` replaces what is there. */
  readonly single: boolean
  /** Single-valued: it referred to nothing when the change was planned, so anything that is there now is somebody else's. */
  readonly wasEmpty?: boolean
}

/** One write to one object. `id` is echoed in its result; it stays the same when a write is tried again. */
export type WriteRequest =
  | {
      readonly id: string
      readonly operation: 'add'
      readonly type: string
      readonly dn?: string
      readonly attributes: Attributes
      readonly references: References
      /**
       * The anchor of the object this account was, which somebody deleted in the system. A system that keeps what was deleted may bring it
       * back, as the request says, instead of making another one.
       */
      readonly restores?: string
    }
  | {
      readonly id: string
      readonly operation: 'update'
      readonly type: string
      readonly anchor: string
      readonly dn?: string
      /** Present when the object is renamed or moved. */
      readonly newDn?: string
      readonly attributes: readonly AttributeChange[]
      readonly references: readonly ReferenceChange[]
    }
  | {
      readonly id: string
      readonly operation: 'delete'
      readonly type: string
      readonly anchor: string
      readonly dn?: string
    }

/** One result for each request, in any order. */
export type WriteResult =
  | {
      readonly id: string
      readonly ok: true
      /** The anchor the system gave; required after an add. */
      readonly anchor?: string
      readonly dn?: string
      /** What a person should know of how it was written; it goes into the audit. */
      readonly note?: string
    }
  | { readonly id: string; readonly ok: false; readonly error: ConnectorError }
