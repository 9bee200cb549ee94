import { decideAccounts } from './accounts.ts'
import type { CompiledRules } from './compiled-rules.ts'
import type { Writer } from './contest.ts'
import { undoCreated } from './created-outside.ts'
import { displayName } from './display.ts'
import type { Environment } from './flow.ts'
import { FreshIdentities } from './fresh-identities.ts'
import type { JoinCandidate } from './fresh-objects.ts'
import type { Identity, PreparedIdentity } from './identity.ts'
import { identityRow, type RowContext } from './identity-row.ts'
import { accountsAfterDecisions } from './join-decision.ts'
import { disconnectorLookups, joinKeys, linkBatch } from './link.ts'
import { identityMemberships, linkedWithMemberships, withMemberships } from './load-memberships.ts'
import { type CsObject, type LookupKey, noLookups } from './model.ts'
import { accountKeys, prepareIdentity } from './prepare.ts'
import { decidePairs } from './reference-pairs.ts'
import { decideReferences, type ReferringIdentity } from './references.ts'
import type { MvRow, SyncPort } from './sync-port.ts'
import type { SyncControl, SyncOptions, SyncStatistics } from './sync-run.ts'
import { uniqueLookups } from './unique-lookups.ts'

/** One round over everything that waits: objects, then identities, then references. */
export class Pass {
  readonly #port: SyncPort
  readonly #rules: CompiledRules
  readonly #environment: Environment
  readonly #batch: number
  readonly #statistics: SyncStatistics
  readonly #control: SyncControl
  readonly #context: RowContext
  readonly #lastWriters: boolean
  #done = 0
  #freed = false
  /** Identities this run projected and nothing else has touched since. */
  readonly #fresh = new FreshIdentities()

  constructor(
    port: SyncPort,
    rules: CompiledRules,
    environment: Environment,
    { batch, mode, change }: SyncOptions,
    statistics: SyncStatistics,
    control: SyncControl,
  ) {
    this.#port = port
    this.#rules = rules
    this.#environment = environment
    this.#batch = batch
    this.#statistics = statistics
    this.#control = control
    this.#context = {
      rules,
      referenceTypes: typesWithReferences(rules),
      otherRules: mode === 'full' || change !== undefined,
      today: environment.today,
    }
    this.#lastWriters = [...rules.types.values()].some((type) => type.lastWriter.size > 0)
  }

  /** @returns false when cancelled */
  links(): boolean {
    for (const system of this.#rules.linkOrder)
      for (;;) {
        if (this.#control.cancelled()) return false
        const objects = this.#port.nextObjects(system, this.#batch)
        if (objects.length === 0) break
        this.#link(withMemberships(this.#port, this.#rules, objects))
        this.#tick(objects.length)
      }
    return true
  }

  identities(): boolean {
    for (;;) {
      if (this.#control.cancelled()) return false
      const ids = this.#port.nextIdentities(0, this.#batch)
      if (ids.length === 0) {
        // Only now, in the next pass: who gets a name that came free must not depend on where a batch ends.
        if (this.#freed) this.#port.enqueueBlocked()
        this.#freed = false
        return true
      }
      this.#decide(ids)
      this.#tick(ids.length)
    }
  }

  references(): boolean {
    for (;;) {
      if (this.#control.cancelled()) return false
      const ids = this.#port.nextIdentities(1, this.#batch)
      if (ids.length === 0) return this.#pairs()
      this.#refer(ids)
      this.#tick(ids.length)
    }
  }

  /** Single references of large sets. */
  #pairs(): boolean {
    for (;;) {
      if (this.#control.cancelled()) return false
      const { pairs, facts } = this.#port.nextPairs(this.#batch)
      if (pairs.size === 0) return true
      const identities = this.#referring([...pairs.keys()])
      const batch = identities.map((identity) => ({ identity, objects: pairs.get(identity.id) ?? [] }))
      this.#port.savePairs(pairs, decidePairs(batch, facts, this.#rules, this.#environment.today))
      this.#tick(pairs.size)
    }
  }

  #tick(count: number): void {
    this.#done += count
    this.#control.progress(
      this.#done,
      () => this.#done + this.#port.waitingObjects(this.#rules.linkOrder) + this.#port.waitingIdentities(),
    )
  }

  #link(objects: readonly CsObject[]): void {
    const port = this.#port
    const rules = this.#rules
    const decisions = port.joinDecisions(objects)
    const keys = joinKeys(objects, decisions, rules, this.#environment.today)
    const lookups = port.lookupMv(keys)
    const candidateIds = new Set<number>()
    for (const decision of decisions.values()) if (decision.kind === 'join') candidateIds.add(decision.mv)
    if (!lookups.empty)
      for (const key of keys) for (const id of lookups.find(key.space, key.value)) candidateIds.add(id)
    const result = linkBatch(
      {
        objects,
        explicit: port.explicitDisconnectors(objects),
        decisions,
        lookups,
        candidates: candidateIds.size === 0 ? new Map() : this.#candidates([...candidateIds]),
        partings: port.partings(objects.map((object) => object.id)),
        nextMv: port.nextMvId(),
      },
      rules,
      this.#environment,
    )
    const disconnected = new Set(
      result.disconnectors
        .filter((d) => d.state === 'unmatched' || d.state === 'ambiguous')
        .map((d) => d.object.id),
    )
    const entries = new Map<number, readonly LookupKey[]>()
    for (const object of objects) {
      const keys = uniqueLookups(object, rules)
      if (disconnected.has(object.id)) keys.push(...disconnectorLookups(object, rules))
      entries.set(object.id, keys)
    }
    this.#fresh.note(result, objects, rules)
    port.saveLinks({
      batch: objects,
      result,
      changes: undoCreated(result.disconnectors, port.createdOutside(objects), rules),
      lookups: entries,
      waiting: rules.waiting,
      referenceTypes: this.#context.referenceTypes,
      scopedReferences: rules.scopedReferences,
    })
    const statistics = this.#statistics
    statistics.objects += objects.length
    statistics.projections += result.projected.length
    statistics.joins += result.linked.filter(({ link }) => link.kind === 'joined').length
    statistics.disconnects += result.unlinked.length
    for (const { state } of result.disconnectors) {
      if (state === 'filtered') statistics.filteredDisconnectors++
      else if (state === 'ambiguous') statistics.ambiguous++
      else statistics.disconnectors++
    }
  }

  #candidates(ids: readonly number[]): ReadonlyMap<number, JoinCandidate> {
    const rows = this.#port.mvObjects(ids)
    const linked = this.#port.linkedObjects(ids)
    const decisions = this.#port.joinDecisions([...linked.values()].flat())
    const claimed = this.#port.claimedAccounts(ids)
    return new Map(
      [...rows].map(([id, { type, attributes }]) => {
        const accounts = accountsAfterDecisions(linked.get(id) ?? [], decisions, claimed.get(id) ?? [])
        return [id, { id, type, attributes, accounts }]
      }),
    )
  }

  #decide(ids: readonly number[]): void {
    const port = this.#port
    const rules = this.#rules
    const rows = port.mvObjects(ids)
    const linked = linkedWithMemberships(
      port,
      rules,
      ids.filter((id) => !this.#fresh.has(id)),
    )
    const memberships = identityMemberships(port, rules, ids)
    const writers = this.#lastWriters ? port.writers(ids) : new Map<number, readonly Writer[]>()
    const images = port.plannedImages(
      [...linked.values()].flatMap((objects) => objects.filter((o) => o.unborn).map((o) => o.id)),
    )
    const objectIds = idsOf(linked)
    const { departed, left } = port.leaving(ids, objectIds)
    const prepared = [...rows.values()].map((row) => {
      const identity: Identity = {
        id: row.id,
        type: row.type,
        before: row.attributes,
        linked: linked.get(row.id) ?? [],
        fresh: this.#fresh.has(row.id),
        images,
        memberships: memberships.get(row.id),
        writers: writers.get(row.id) ?? [],
        departed: departed.get(row.id),
        left,
      }
      return prepareIdentity(identity, rules, this.#environment)
    })
    const keys = accountKeys(prepared)
    const cs = port.lookupCs(keys.cs)
    const candidateIds = new Set<number>()
    if (!cs.empty)
      for (const key of keys.cs) for (const id of cs.find(key.space, key.value)) candidateIds.add(id)
    const result = decideAccounts(
      {
        prepared,
        cs,
        mv: candidateIds.size === 0 ? noLookups : port.lookupMv(keys.mv),
        candidates: candidateIds.size === 0 ? new Map() : port.csObjects([...candidateIds]),
        nextObject: port.nextObjectId(),
        drift: port.drift(ids, objectIds),
      },
      rules,
      this.#environment,
    )
    this.#fresh.forget(ids)
    const deleted = new Set(result.deleted.map((identity) => identity.id))
    // Whoever was refused before this may be let through by it.
    const wereRefused = port.refused(ids)
    const identities = prepared
      .filter(({ identity }) => !deleted.has(identity.id))
      .map((one) =>
        identityRow(one, rows.get(one.identity.id) as MvRow, isRefused(one, wereRefused), this.#context),
      )
    const freed = port.saveAccounts({
      batch: ids,
      identities,
      groups: rules.computed,
      deleted: [...deleted],
      departed: result.departed,
      left: result.left,
      due: result.due,
      drift: result.drift,
      created: result.created,
      linked: result.linked,
      disconnected: result.disconnected,
      dropped: result.dropped,
      changes: result.changes,
      lookups: result.lookups,
      findings: result.findings,
      waiting: rules.waiting,
    })
    this.#freed ||= freed
    const statistics = this.#statistics
    statistics.identities += prepared.length
    statistics.mvUpdates += identities.filter((row) => row.json !== undefined).length
    statistics.mvDeletes += deleted.size
    statistics.provisioned += result.created.length
    statistics.joins += result.linked.length
    statistics.disconnects += result.disconnected.length
    statistics.flowErrors += result.findings.filter(({ code }) => flowErrors.has(code)).length
  }

  /** What is known of identities beside what they refer to. */
  #referring(ids: readonly number[]): readonly Omit<ReferringIdentity, 'observed'>[] {
    const port = this.#port
    const rows = port.mvObjects(ids)
    const linked = linkedWithMemberships(port, this.#rules, ids)
    const memberships = identityMemberships(port, this.#rules, ids)
    const refused = port.refused(ids)
    const { departed, left } = port.leaving(ids, idsOf(linked))
    return [...rows.values()].map((row) => ({
      id: row.id,
      type: row.type,
      name: displayName(row.attributes, this.#rules.types.get(row.type)?.display) ?? `#${row.id}`,
      attributes: row.attributes,
      memberships: memberships.get(row.id),
      refused: refused.identities.has(row.id) ? 'all' : refused.accounts,
      linked: linked.get(row.id) ?? [],
      departed: departed.has(row.id),
      left,
    }))
  }

  #refer(ids: readonly number[]): void {
    const port = this.#port
    const identities = this.#referring(ids)
    const linked = identities.flatMap((identity) => identity.linked.map((object) => object.id))
    const computed = this.#rules.computed === undefined ? undefined : port.groupMembers(linked)
    const staged = port.observedReferences(linked)
    const observed = computed === undefined ? staged : new Map([...staged, ...computed])
    const targets = new Set<number>()
    for (const attributes of observed.values())
      for (const list of attributes.values()) for (const target of list) targets.add(target)
    const objects = [...targets].filter((target) => target > 0)
    const members = [...targets].filter((target) => target < 0).map((target) => -target)
    const mvOf = port.mvOf(objects)
    const accounts = port.accountsOf([...new Set([...mvOf.values(), ...members])])
    const result = decideReferences(
      {
        identities: identities.map((identity) => ({ ...identity, observed })),
        drift: port.drift([], linked),
        mvOf: (object) => (object < 0 ? -object : mvOf.get(object)),
        accountsOf: (mv, system) =>
          (accounts.get(mv) ?? []).filter((a) => a.system === system).map((a) => a.object),
      },
      this.#rules,
      this.#environment.today,
    )
    port.saveReferences({
      identities: ids,
      references: result.references,
      changes: result.changes,
      drift: result.drift,
    })
  }
}

const flowErrors: ReadonlySet<string> = new Set([
  'expression-failed',
  'type-mismatch',
  'identity-refused',
  'account-refused',
])

const isRefused = ({ identity }: PreparedIdentity, refused: ReturnType<SyncPort['refused']>): boolean =>
  refused.identities.has(identity.id) || identity.linked.some(({ id }) => refused.accounts.has(id))

const idsOf = (linked: ReadonlyMap<number, readonly CsObject[]>): number[] =>
  [...linked.values()].flatMap((objects) => objects.map((object) => object.id))

/** Metaverse types some rule moves references of. */
function typesWithReferences(rules: CompiledRules): ReadonlySet<string> {
  const types = new Set<string>()
  for (const list of rules.inbound.values())
    for (const rule of list) if (rule.references.length > 0) types.add(rule.mvType)
  for (const [type, bySystem] of rules.outbound)
    for (const list of bySystem.values()) if (list.some((rule) => rule.references.length > 0)) types.add(type)
  return types
}
