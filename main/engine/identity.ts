import type { Attributes, Scalar, Value } from '../../connectors/spi/value.ts'
import type { EngineSystem, MvType, OutboundRule } from './compiled-rules.ts'
import type { Computed } from './computed-groups.ts'
import type { Writer } from './contest.ts'
import { dnKey } from './dn-key.ts'
import type { Memberships } from './membership.ts'
import {
  type CsObject,
  csSpace,
  dnSpace,
  type Finding,
  type LookupKey,
  lookupValue,
  type ObjectImage,
  type Provenance,
} from './model.ts'
import type { Normaliser } from './normalise.ts'

/** A metaverse object with everything that is linked to it. */
export interface Identity {
  readonly id: number
  readonly type: string
  /** The values now stored. */
  readonly before: Attributes
  readonly linked: readonly CsObject[]
  /** Projected a moment ago by one object that is no account: the values are worked out, and there is nothing else to load. */
  readonly fresh: boolean
  /** What is planned for accounts that were never written, by object id. */
  readonly images: ReadonlyMap<number, ObjectImage>
  /** Of the groups that rules ask for, those that have it as a member. */
  readonly memberships: Memberships
  /** Who offered what when its values were last worked out, where the last writer wins. */
  readonly writers: readonly Writer[]
  /** The day since which no system keeps it alive; undefined while one does. */
  readonly departed: string | undefined
  /** The day since which an account is out of scope, for those whose leaving takes several days. */
  readonly left: ReadonlyMap<number, string>
}

/** One target system's part of an identity, before the index was asked. */
export interface Target {
  readonly system: EngineSystem
  readonly csType: string
  readonly rules: readonly OutboundRule[]
  readonly inScope: readonly OutboundRule[]
  readonly accounts: readonly CsObject[]
  /** Values of a new account; undefined when none may be needed. */
  readonly draft: Draft | undefined
  readonly joinKeys: readonly (readonly JoinKey[])[]
}

export interface JoinKey {
  readonly cs: LookupKey
  readonly mv: LookupKey
  readonly attribute: string
  readonly value: Scalar
  readonly caseSensitive: boolean
  readonly normaliser: Normaliser
}

export interface Draft {
  readonly values: Readonly<Record<string, Value>>
  /** Flows whose value is the first that nobody has. */
  readonly unique: readonly { readonly to: string; readonly candidates: readonly string[] }[]
  /** A rule raised an Error: no account is made. */
  readonly refused: boolean
}

export interface PreparedIdentity {
  readonly identity: Identity
  readonly type: MvType
  readonly attributes: Attributes
  readonly provenance: Provenance
  readonly name: string
  readonly targets: readonly Target[]
  readonly findings: readonly Finding[]
  /** A system keeps it alive. Otherwise its values are the last ones, and it is out of every scope. */
  readonly held: boolean
  /** The next day on which a scope may decide otherwise with the same values. */
  readonly wakes: string | undefined
  /** A rule raised an Error over it: its values are the last ones, and nothing of it is written. */
  readonly refused: boolean
  /** Who offers what, where the last writer wins; undefined when that is not known anew. */
  readonly writers: readonly Writer[] | undefined
  /** In which groups it is; undefined where no rule computes any, or nothing may be said of it. */
  readonly computed: Computed | undefined
}

export const uniqueKey = (system: number, type: string, attribute: string, value: string): LookupKey =>
  attribute === 'dn'
    ? { space: dnSpace(system), value: dnKey(value) }
    : { space: csSpace(system, type, attribute), value: lookupValue(value) }
