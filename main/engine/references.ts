import type { CompiledRules, OutboundRule } from './compiled-rules.ts'
import { contributionsOf } from './contributions.ts'
import { applyDrift, type DriftBook, type DriftVerdict } from './drift.ts'
import type { Flow } from './flow.ts'
import { clearedBy } from './leave.ts'
import type { Memberships } from './membership.ts'
import type { CsObject, PlannedChange } from './model.ts'
import { judge } from './risk.ts'

/** An identity whose references must be worked out. */
export interface ReferringIdentity {
  readonly id: number
  readonly type: string
  readonly name: string
  readonly attributes: CsObject['attributes']
  readonly memberships: Memberships
  /** Accounts of which a rule lets nothing be written. */
  readonly refused: 'all' | ReadonlySet<number>
  readonly linked: readonly CsObject[]
  /** What the linked objects refer to, as their systems hold it (exports not yet read back laid over). */
  readonly observed: ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>
  /** No system keeps it alive: it is out of every scope. */
  readonly departed: boolean
  /** The day since which an account is out of scope, for those whose leaving takes several days. */
  readonly left: ReadonlyMap<number, string>
}

export interface ReferenceBatch {
  readonly identities: readonly ReferringIdentity[]
  readonly drift: Pick<DriftBook, 'values'>
  /** The metaverse object of a connector space object, for those that are linked. */
  mvOf(object: number): number | undefined
  /** The accounts of a metaverse object in a system. */
  accountsOf(mv: number, system: number): readonly number[]
}

export interface ReferenceResult {
  /** All references of each identity: what is not here is gone. */
  readonly references: ReadonlyMap<number, ReadonlyMap<string, readonly number[]>>
  /** The wanted reference changes of each account: pending ones that are not here are withdrawn. */
  readonly changes: ReadonlyMap<number, readonly PlannedChange[]>
  /** What became of references that were changed outside. */
  readonly drift: readonly DriftVerdict[]
}

/** Works out references between identities and from them what must change between accounts. Both ends must be linked. */
export function decideReferences(
  batch: ReferenceBatch,
  rules: CompiledRules,
  today: string,
): ReferenceResult {
  const references = new Map<number, ReadonlyMap<string, readonly number[]>>()
  const changes = new Map<number, readonly PlannedChange[]>()
  const drift: DriftVerdict[] = []
  for (const identity of batch.identities) {
    const own = inboundReferences(identity, batch, rules, today)
    references.set(identity.id, own)
    for (const account of identity.linked) {
      const outbound = rules.outbound.get(identity.type)?.get(account.system)
      if (outbound === undefined || account.deleted) continue
      if (identity.refused === 'all' || identity.refused.has(account.id)) {
        changes.set(account.id, [])
        continue
      }
      const ofType = outbound.filter((rule) => rule.csType === account.type)
      const inScope = identity.departed
        ? []
        : ofType.filter((rule) =>
            rule.inScope((name) => identity.attributes[name], today, identity.memberships),
          )
      const wanted =
        inScope.length === 0
          ? clearedReferences(identity, account, ofType, today)
          : accountReferences(identity, account, inScope, own, batch, rules)
      const rows = batch.drift.values(account.id).filter((row) => row.target !== undefined)
      const left = applyDrift(wanted, rows, ofType)
      changes.set(account.id, left.changes)
      drift.push(...left.verdicts)
    }
  }
  return { references, changes, drift }
}

/** What leaving has cleared by now. */
function clearedReferences(
  identity: ReferringIdentity,
  account: CsObject,
  ofType: readonly OutboundRule[],
  today: string,
): PlannedChange[] {
  const rule = ofType.find((candidate) => candidate.leave.length > 0)
  if (rule === undefined || account.unborn) return []
  const cleared = clearedBy(rule.leave, identity.left.get(account.id) ?? today, today)
  return [...cleared].flatMap((attribute) => {
    const held = identity.observed.get(account.id)?.get(attribute) ?? []
    return held.length === 0 ? [] : [referenceChange(identity, account, rule, attribute, held, [], undefined)]
  })
}

/** For each attribute the contribution of lowest precedence number that refers to somebody known, or all of them where they are merged. */
function inboundReferences(
  identity: ReferringIdentity,
  batch: ReferenceBatch,
  rules: CompiledRules,
  today: string,
): ReadonlyMap<string, readonly number[]> {
  const result = new Map<string, Set<number>>()
  const settled = new Set<string>()
  const flows = contributionsOf(identity.linked, identity.type, rules, today).flatMap(({ rule, object }) =>
    rule.references.map((flow) => ({ flow, object })),
  )
  for (const { flow, object } of inOrder(flows)) {
    if (flow.from === undefined || settled.has(flow.to)) continue
    const targets = identity.observed.get(object.id)?.get(flow.from) ?? []
    const known = targets.flatMap((target) => batch.mvOf(target) ?? [])
    if (known.length > 0) result.set(flow.to, new Set([...(result.get(flow.to) ?? []), ...known]))
    if (known.length > 0 ? flow.merge === undefined : flow.authoritativeNull) settled.add(flow.to)
  }
  return new Map([...result].map(([attribute, known]) => [attribute, [...known]]))
}

function accountReferences(
  identity: ReferringIdentity,
  account: CsObject,
  inScope: readonly OutboundRule[],
  own: ReadonlyMap<string, readonly number[]>,
  batch: ReferenceBatch,
  rules: CompiledRules,
): PlannedChange[] {
  const byTarget = new Map<string, { flow: Flow; rule: OutboundRule }[]>()
  const flows = inScope.flatMap((rule) => rule.references.map((flow) => ({ flow, rule })))
  for (const one of inOrder(flows)) {
    if (one.flow.from === undefined || (one.flow.once && !account.unborn)) continue
    const list = byTarget.get(one.flow.to)
    if (list === undefined) byTarget.set(one.flow.to, [one])
    // The first decides alone, unless it merges.
    else if (list[0]?.flow.merge !== undefined) list.push(one)
  }
  return [...byTarget].flatMap(([attribute, list]) => {
    const [{ flow, rule }] = list as [{ flow: Flow; rule: OutboundRule }]
    const schema = rules.systems.get(account.system)?.types.get(account.type)?.attributes[attribute]
    const wanted = new Set(
      list.flatMap((one) =>
        (own.get(one.flow.from as string) ?? []).flatMap((mv) => batch.accountsOf(mv, account.system)),
      ),
    )
    // A single reference cannot hold two accounts of one person: the oldest stands.
    const targets = schema?.multi ? wanted : new Set([...wanted].sort((a, b) => a - b).slice(0, 1))
    const held = new Set(identity.observed.get(account.id)?.get(attribute) ?? [])
    const added = [...targets].filter((target) => !held.has(target))
    const removed =
      flow.ignoreNull && targets.size === 0 ? [] : [...held].filter((target) => !targets.has(target))
    if (added.length === 0 && removed.length === 0) return []
    return [referenceChange(identity, account, rule, attribute, removed, added, flow.from)]
  })
}

/** By the precedence of the flow, where one has its own; else as the rules come. */
const inOrder = <One extends { flow: Flow }>(flows: readonly One[]): readonly One[] =>
  [...flows].sort((a, b) => a.flow.precedence - b.flow.precedence)

/** One change of references; the ids in order, so that the same content has the same hash whoever works it out. */
export function referenceChange(
  identity: Pick<ReferringIdentity, 'id' | 'name'>,
  account: CsObject,
  rule: OutboundRule,
  attribute: string,
  removed: readonly number[],
  added: readonly number[],
  from: string | undefined,
): PlannedChange {
  return {
    object: account.id,
    mv: identity.id,
    system: account.system,
    type: account.type,
    operation: 'update',
    attribute,
    old: [...removed].sort(ascending),
    new: [...added].sort(ascending),
    rule: rule.name,
    from,
    risk: judge('update', attribute, added.length === 0).risk,
    name: identity.name,
    key: account.dn ?? account.anchor ?? identity.name,
  }
}

const ascending = (a: number, b: number): number => a - b
