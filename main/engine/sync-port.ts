import type { NewAccount } from './accounts.ts'
import type { Computed, ComputedGroups } from './computed-groups.ts'
import type { Writer } from './contest.ts'
import type { DriftBook, DriftRow, DriftVerdict } from './drift.ts'
import type { JoinAccount, JoinDecisions } from './join-decision.ts'
import type { LinkResult } from './link.ts'
import type { MembershipQuestion } from './membership.ts'
import type {
  CsObject,
  DisconnectorState,
  Finding,
  Link,
  LookupKey,
  Lookups,
  ObjectImage,
  PlannedChange,
  Provenance,
} from './model.ts'
import type { PairFacts, PairResult } from './reference-pairs.ts'
import type { Parting } from './soft-delete.ts'

/**
 * What synchronization needs of a store: whole batches in, whole batches out, never a call for each object.
 * Each `save…` is one transaction that also takes the batch off the queue, so a synchronization that is killed goes on where it was.
 */
export interface SyncPort {
  /** Puts every identity on the queue, and every object of these systems. */
  enqueueAll(systems: readonly number[]): void
  /** Objects of a type, from the first after an id on, at most `limit`, in the order of their ids. */
  objectsOf(system: number, type: string, after: number, limit: number): readonly CsObject[]
  /** The same of identities. */
  identitiesOf(
    type: string,
    after: number,
    limit: number,
  ): readonly { readonly id: number; readonly attributes: CsObject['attributes'] }[]
  /** Puts objects and identities on the queue. */
  enqueue(objects: readonly CsObject[], identities: readonly number[]): void
  /** Computed groups whose rule is gone, or finds them elsewhere now, go. */
  forgetOtherGroups(groups: ComputedGroups): void
  /** Members of objects that stand for computed groups, as `observedReferences` would give them: identities with their sign turned. */
  groupMembers(objects: readonly number[]): ReturnType<SyncPort['observedReferences']>
  /** Puts what is due by this day on the queue: objects and identities that some rule wanted to look at again then. */
  enqueueDue(today: string): void
  /** Puts identities on the queue that got no account because a value was taken: it may be free now. */
  enqueueBlocked(): void
  /** Objects of a system that wait, at most `limit`, in the order of their ids. */
  nextObjects(system: number, limit: number): CsObjectRow[]
  explicitDisconnectors(objects: readonly CsObject[]): ReadonlySet<number>
  /** Objects and identities whose groups have changed since they were last looked at are put on the queue. */
  enqueueMembers(): void
  /** Which of the questions hold for each object, by their keys; objects for which none does are left out. */
  memberships(
    side: 'connector-space' | 'metaverse',
    objects: readonly number[],
    questions: readonly MembershipQuestion[],
    system?: number,
  ): ReadonlyMap<number, ReadonlySet<string>>
  /** Who offered what for attributes whose last writer wins, and in which run. */
  writers(mv: readonly number[]): ReadonlyMap<number, readonly Writer[]>
  /** Identities, and accounts of identities, of which a rule lets nothing be written. */
  refused(mv: readonly number[]): {
    readonly identities: ReadonlySet<number>
    readonly accounts: ReadonlySet<number>
  }
  /** What persons decided over these objects. */
  joinDecisions(objects: readonly CsObject[]): JoinDecisions
  /** Living objects that decisions give to these identities, linked or not yet. */
  claimedAccounts(mv: readonly number[]): ReadonlyMap<number, readonly JoinAccount[]>
  nextMvId(): number
  nextObjectId(): number
  lookupMv(keys: readonly LookupKey[]): Lookups
  lookupCs(keys: readonly LookupKey[]): Lookups
  mvObjects(ids: readonly number[]): ReadonlyMap<number, MvRow>
  /** Objects linked to each metaverse object, those of staged deletions included. */
  linkedObjects(mv: readonly number[]): ReadonlyMap<number, CsObject[]>
  csObjects(
    ids: readonly number[],
  ): ReadonlyMap<number, { object: CsObject; state: DisconnectorState | undefined }>
  /** What is planned for accounts that were never written. */
  plannedImages(objects: readonly number[]): ReadonlyMap<number, ObjectImage>
  /** Since when identities are held by nobody, and accounts are out of scope, for those of them that are. */
  leaving(mv: readonly number[], objects: readonly number[]): LeavingSince
  /** Of these objects, those that stay linked for the soft-delete interval of their rule. */
  partings(objects: readonly number[]): ReadonlyMap<number, Parting>
  /** Of these objects, those that appeared in a system we write to after it had been read as a whole. */
  createdOutside(objects: readonly CsObject[]): ReadonlyMap<number, DriftRow['state']>
  drift(mv: readonly number[], objects: readonly number[]): DriftBook
  saveLinks(batch: SavedLinks): void
  /** Metaverse objects that wait, at most `limit`. */
  nextIdentities(stage: 0 | 1, limit: number): number[]
  /** @returns whether a planned account let something go that others may have been refused */
  saveAccounts(batch: SavedAccounts): boolean
  /** What linked objects refer to: object → attribute → targets. */
  observedReferences(objects: readonly number[]): ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>
  /** object → metaverse object, for those that are linked. */
  mvOf(objects: readonly number[]): ReadonlyMap<number, number>
  /** Metaverse object → its living accounts. */
  accountsOf(mv: readonly number[]): ReadonlyMap<number, readonly { object: number; system: number }[]>
  saveReferences(batch: SavedReferences): void
  nextPairs(limit: number): LoadedPairs
  savePairs(pairs: LoadedPairs['pairs'], result: PairResult): void
  /** Objects of these systems: what waits of one that is no longer configured waits for its return. */
  waitingObjects(systems: readonly number[]): number
  waitingIdentities(): number
}

/** Single references of large sets that wait: identity → objects; and what must be known to decide about them. */
export interface LoadedPairs {
  readonly pairs: ReadonlyMap<number, readonly number[]>
  readonly facts: PairFacts
}

export interface LeavingSince {
  readonly departed: ReadonlyMap<number, string>
  readonly left: ReadonlyMap<number, string>
}

/** A staged object, before its document is laid over with what was exported and not read back. */
export type CsObjectRow = CsObject

export interface MvRow {
  readonly id: number
  readonly type: string
  readonly attributes: CsObject['attributes']
  readonly json: string
  /** As it was saved, with the run that gave each contribution. */
  readonly provenance: string
}

export interface SavedLinks {
  readonly batch: readonly CsObject[]
  readonly result: LinkResult
  /** What is wanted of objects that belong to nobody. */
  readonly changes: ReadonlyMap<number, readonly PlannedChange[]>
  /** Index entries each processed object must have: uniqueness and, for disconnectors, joins. */
  readonly lookups: ReadonlyMap<number, readonly LookupKey[]>
  /** Which waiting disconnectors a new metaverse value may concern: metaverse space → connector spaces. */
  readonly waiting: ReadonlyMap<string, readonly string[]>
  readonly referenceTypes: ReadonlySet<string>
  /** Object types, by system, whose references flow in only while a scope holds. */
  readonly scopedReferences: ReadonlySet<string>
}

export interface SavedAccounts {
  /** What `nextIdentities` gave. */
  readonly batch: readonly number[]
  readonly identities: readonly {
    readonly id: number
    /** Undefined when neither the values nor their sources changed. */
    readonly json: string | undefined
    readonly provenance: Provenance
    /** Undefined where they stay as they are. */
    readonly writers: readonly Writer[] | undefined
    readonly removedLookups: readonly LookupKey[]
    readonly addedLookups: readonly LookupKey[]
    /** Its references must be worked out: `whole`, or only where the set is small enough not to be followed value by value. */
    readonly referring: 'no' | 'if-small' | 'whole'
    /** In which groups it is; undefined: as it was. */
    readonly computed: Computed | undefined
  }[]
  /** Undefined where no rule computes any. */
  readonly groups: ComputedGroups | undefined
  readonly deleted: readonly number[]
  readonly departed: ReadonlyMap<number, string>
  readonly left: ReadonlyMap<number, string | undefined>
  readonly due: ReadonlyMap<number, string>
  readonly drift: readonly DriftVerdict[]
  readonly created: readonly NewAccount[]
  readonly linked: readonly { readonly object: number; readonly link: Link }[]
  readonly disconnected: readonly number[]
  readonly dropped: readonly number[]
  readonly changes: ReadonlyMap<number, readonly PlannedChange[]>
  readonly lookups: readonly { readonly object: number; readonly keys: readonly LookupKey[] }[]
  readonly findings: readonly Finding[]
  readonly waiting: ReadonlyMap<string, readonly string[]>
}

export interface SavedReferences {
  readonly identities: readonly number[]
  readonly references: ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>
  readonly changes: ReadonlyMap<number, readonly PlannedChange[]>
  readonly drift: readonly DriftVerdict[]
}
