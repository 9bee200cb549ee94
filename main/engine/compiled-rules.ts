import type { Capabilities } from '../../connectors/spi/connector.ts'
import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { InboundRuleSource, OutboundRuleSource } from '../config/rule-schema.ts'
import type { MetaverseAttribute } from '../config/workspace-schema.ts'
import type { ComputedGroups } from './computed-groups.ts'
import type { Flow } from './flow.ts'
import type { LeaveStep } from './leave-steps.ts'
import type { MembershipQuestion } from './membership.ts'
import type { NameLists } from './name-lists.ts'
import type { Normaliser } from './normalise.ts'
import type { Predicate, Wakes } from './scope.ts'

export interface JoinCondition {
  readonly from: string
  readonly to: string
  readonly caseSensitive: boolean
  readonly csSpace: string
  readonly mvSpace: string
  readonly normaliser: Normaliser
}

interface CommonRule {
  readonly name: string
  readonly system: number
  readonly precedence: number
  readonly inScope: Predicate
  /** It has a scope; without one it is always in scope. */
  readonly scoped: boolean
  /** When the date alone brings an object into scope or out of it; undefined where no clause looks at the date. */
  readonly wakes: Wakes | undefined
  readonly join: readonly (readonly JoinCondition[])[]
  /** Flows of values, and flows of references. */
  readonly flows: readonly Flow[]
  readonly references: readonly Flow[]
  readonly csType: string
  readonly mvType: string
  /** Days for which what left its scope is kept as it was; those of an outbound rule are in its `leave` steps already. */
  readonly softDelete: number
}

export interface InboundRule extends CommonRule {
  /** The attributes it gave of late. */
  readonly given: NameLists
  readonly link: InboundRuleSource['link']
}

export interface OutboundRule extends CommonRule {
  readonly link: OutboundRuleSource['link']
  /** What happens to an account out of scope, in order; nothing for `keep`. */
  readonly leave: readonly LeaveStep[]
  readonly enable: boolean
  readonly drift: OutboundRuleSource['drift']
  /** A flow has a precedence that is not the rule's. */
  readonly reordered: boolean
}

export interface MvType {
  readonly name: string
  /** In canonical order. */
  readonly attributes: readonly (readonly [name: string, definition: MetaverseAttribute])[]
  /** The place of an attribute in that order. */
  readonly places: ReadonlyMap<string, number>
  readonly indexed: readonly (readonly [attribute: string, space: string, normaliser: Normaliser])[]
  readonly display: readonly string[]
  /** Attributes of which the contribution that changed last wins among equals. */
  readonly lastWriter: ReadonlySet<string>
  /** The systems that keep an identity alive, or `last`: any; `sources`: whatever a projecting or sticky-joining rule speaks of. */
  readonly holders: ReadonlySet<number> | 'last' | 'sources'
  /** Where groups are computed: what stands for a group that its rule does not keep alive. */
  readonly bystanders: { readonly system: number; readonly types: ReadonlySet<string> } | undefined
  /** Days an identity is kept after nobody holds it any more. */
  readonly keptFor: number
}

/** What the engine knows of a connected system. */
export interface EngineSystem {
  readonly id: number
  readonly name: string
  readonly title: string
  readonly capabilities: Pick<Capabilities, 'hierarchical' | 'delete' | 'write'>
  readonly types: ReadonlyMap<string, ObjectSchema>
}

/** The rules for accounts of one type in one system. */
export interface TargetRules {
  readonly system: EngineSystem
  readonly csType: string
  readonly rules: readonly OutboundRule[]
}

/** The rules, ready to run. All lists are in the order of precedence. */
export interface CompiledRules {
  readonly systems: ReadonlyMap<number, EngineSystem>
  /** System ids in the order their objects are linked: those that project first. */
  readonly linkOrder: readonly number[]
  readonly inbound: ReadonlyMap<number, readonly InboundRule[]>
  /** By metaverse type, then system. */
  readonly outbound: ReadonlyMap<string, ReadonlyMap<number, readonly OutboundRule[]>>
  /** The same by metaverse type, in the order in which accounts are decided. */
  readonly targets: ReadonlyMap<string, readonly TargetRules[]>
  readonly types: ReadonlyMap<string, MvType>
  /** Connector space attributes that joins look up, by system and object type, each with the form it is looked up in. */
  readonly joinAttributes: ReadonlyMap<string, readonly string[]>
  /** Connector space attributes whose values are looked up for uniqueness, by system and object type. */
  readonly uniqueAttributes: ReadonlyMap<string, readonly string[]>
  /** Those of them that must be free in the live system, too. */
  readonly liveUnique: readonly {
    readonly system: number
    readonly type: string
    readonly attributes: readonly string[]
  }[]
  /** Which connector space lookups may match a new value in a metaverse space. */
  readonly waiting: ReadonlyMap<string, readonly string[]>
  readonly precedence: ReadonlyMap<string, number>
  /** Object types, by system, whose references flow in only while a scope holds. */
  readonly scopedReferences: ReadonlySet<string>
  /** What scopes ask of groups: of connector space objects by system, of identities. */
  readonly memberships: {
    readonly inbound: ReadonlyMap<number, readonly MembershipQuestion[]>
    readonly outbound: readonly MembershipQuestion[]
  }
  /** Systems that are no longer configured though rules took people from them: what they brought in is not theirs to lose. */
  readonly removedSources: ReadonlySet<number>
  /** Rules that say who is in which group; undefined in a workspace that never had any. */
  readonly computed: ComputedGroups | undefined
}

export const typeKey = (system: number, type: string): string => `${system}:${type}`
