import type { CompiledRules, OutboundRule } from './compiled-rules.ts'
import { contributionsOf } from './contributions.ts'
import { applyDrift, type DriftRow, type DriftVerdict } from './drift.ts'
import type { Flow } from './flow.ts'
import type { CsObject, PlannedChange } from './model.ts'
import { type ReferringIdentity, referenceChange } from './references.ts'

/** An identity with a large set of references, and the objects about which it must be looked at again. */
export interface PairIdentity {
  readonly identity: Omit<ReferringIdentity, 'observed'>
  /** Objects of connector spaces; an identity with its sign turned. */
  readonly objects: readonly number[]
}

/** What a batch of pairs must know: all of it is asked about the objects concerned, nothing about the whole set. */
export interface PairFacts {
  /** Who holds a reference to an object, as the systems have it, exports laid over: source object → attributes. With its sign turned, an identity: the objects of computed groups that have it as a member. */
  observed(object: number): ReadonlyMap<number, readonly string[]>
  /** Which identities refer to an identity: source identity → attributes. */
  held(mv: number): ReadonlyMap<number, readonly string[]>
  mvOf(object: number): number | undefined
  /** What is linked to an identity. */
  linkedTo(mv: number): readonly number[]
  /** Living accounts of an identity in a system. */
  accountsOf(mv: number, system: number): readonly number[]
  /** What is planned for an attribute of an account already. */
  pending(
    object: number,
    attribute: string,
  ): { readonly old: readonly number[]; readonly new: readonly number[] }
  drift(object: number, attribute: string, target: number): readonly DriftRow[]
}

export interface PairResult {
  /** References of identities that came or went. */
  readonly references: readonly {
    readonly source: number
    readonly attribute: string
    readonly target: number
    readonly present: boolean
  }[]
  /** The whole change wanted of an account's attribute; undefined: none any more. */
  readonly changes: readonly {
    readonly object: number
    readonly attribute: string
    readonly change: PlannedChange | undefined
  }[]
  readonly drift: readonly DriftVerdict[]
  /** Identities of which single values do not tell enough: they are looked at as a whole. */
  readonly whole: readonly number[]
}

/**
 * Works out single references of large sets: at the cost of what changed, whatever the size of the set. Where the whole set decides (several
 * contributions to one attribute, single-valued attributes, an identity out of scope), it says so instead.
 */
export function decidePairs(
  batch: readonly PairIdentity[],
  facts: PairFacts,
  rules: CompiledRules,
  today: string,
): PairResult {
  const result = { references: [], changes: [], drift: [], whole: [] } as Mutable
  for (const one of batch) {
    const plan = planOf(one.identity, rules, today)
    if (plan === undefined) result.whole.push(one.identity.id)
    else decideIdentity(one, plan, facts, result)
  }
  return result
}

type Mutable = { -readonly [K in keyof PairResult]: PairResult[K][number][] }

interface Inbound {
  readonly object: number
  readonly from: string
}

interface Outbound {
  readonly account: CsObject
  readonly attribute: string
  /** The attribute of the identity that it follows. */
  readonly from: string
  readonly rule: OutboundRule
  readonly ofType: readonly OutboundRule[]
}

interface Plan {
  /** Attribute of the identity → where it comes from. */
  readonly inbound: ReadonlyMap<string, readonly Inbound[]>
  readonly outbound: readonly Outbound[]
}

/** How each attribute comes about, when every value of it can be told by itself. */
function planOf(identity: PairIdentity['identity'], rules: CompiledRules, today: string): Plan | undefined {
  if (identity.departed || identity.refused === 'all') return undefined
  const inbound = new Map<string, Inbound[]>()
  const alone = new Set<string>()
  for (const { rule, object } of contributionsOf(identity.linked, identity.type, rules, today))
    for (const flow of rule.references) {
      if (flow.from === undefined) continue
      if (!isMulti(rules, identity.type, flow.to)) return undefined
      // Where contributions are merged, each value is in when one of them has it; else the first that has any decides over all.
      const merged = flow.merge !== undefined && !flow.authoritativeNull
      const others = inbound.get(flow.to)
      if (others !== undefined && (!merged || alone.has(flow.to))) return undefined
      if (!merged) alone.add(flow.to)
      inbound.set(flow.to, [...(others ?? []), { object: object.id, from: flow.from }])
    }
  const outbound: Outbound[] = []
  for (const account of identity.linked) {
    const all = rules.outbound.get(identity.type)?.get(account.system)
    if (all === undefined || account.deleted) continue
    const ofType = all.filter((rule) => rule.csType === account.type)
    const inScope = ofType.filter((rule) =>
      rule.inScope((name) => identity.attributes[name], today, identity.memberships),
    )
    if (inScope.length === 0 || identity.refused.has(account.id)) return undefined
    const schema = rules.systems.get(account.system)?.types.get(account.type)
    const seen = new Set<string>()
    for (const rule of inScope)
      for (const flow of rule.references) {
        if (flow.from === undefined) continue
        if (seen.has(flow.to) || !isPlain(flow) || schema?.attributes[flow.to]?.multi !== true)
          return undefined
        seen.add(flow.to)
        outbound.push({ account, attribute: flow.to, from: flow.from, rule, ofType })
      }
  }
  return { inbound, outbound }
}

const isPlain = (flow: Flow): boolean => !flow.once && !flow.ignoreNull && flow.merge === undefined

const isMulti = (rules: CompiledRules, type: string, attribute: string): boolean =>
  rules.types.get(type)?.attributes.find(([name]) => name === attribute)?.[1].multi === true

function decideIdentity(
  { identity, objects }: PairIdentity,
  plan: Plan,
  facts: PairFacts,
  result: Mutable,
): void {
  /** Attribute of the identity → identities it refers to now, as far as they were looked at. */
  const refers = new Map<string, Set<number>>()
  const concerned = new Set(objects.filter((object) => object > 0))
  const identities = objects.flatMap((one) => (one < 0 ? -one : (facts.mvOf(one) ?? [])))
  for (const mv of new Set(identities))
    for (const [attribute, sources] of plan.inbound) {
      const present = [-mv, ...facts.linkedTo(mv)].some((object) =>
        sources.some((source) => facts.observed(object).get(source.object)?.includes(source.from) === true),
      )
      const held = facts.held(mv).get(identity.id)?.includes(attribute) === true
      if (present) setOf(refers, attribute).add(mv)
      if (present === held) continue
      result.references.push({ source: identity.id, attribute, target: mv, present })
      for (const object of facts.linkedTo(mv)) concerned.add(object)
    }
  for (const target of plan.outbound) decideAccount(identity, target, concerned, refers, plan, facts, result)
}

function decideAccount(
  identity: PairIdentity['identity'],
  { account, attribute, from, rule, ofType }: Outbound,
  objects: ReadonlySet<number>,
  refers: ReadonlyMap<string, ReadonlySet<number>>,
  plan: Plan,
  facts: PairFacts,
  result: Mutable,
): void {
  const pending = facts.pending(account.id, attribute)
  const old = new Set(pending.old)
  const next = new Set(pending.new)
  for (const object of objects) {
    const mv = facts.mvOf(object)
    const wanted =
      mv !== undefined &&
      plan.inbound.has(from) &&
      refers.get(from)?.has(mv) === true &&
      facts.accountsOf(mv, account.system).includes(object)
    const held = facts.observed(object).get(account.id)?.includes(attribute) === true
    old.delete(object)
    next.delete(object)
    const rows = facts.drift(account.id, attribute, object)
    const change =
      wanted === held
        ? []
        : [
            referenceChange(
              identity,
              account,
              rule,
              attribute,
              held ? [object] : [],
              wanted ? [object] : [],
              from,
            ),
          ]
    const left = applyDrift(change, rows, ofType)
    result.drift.push(...left.verdicts)
    if (left.changes.length === 0) continue
    if (wanted) next.add(object)
    else old.add(object)
  }
  result.changes.push({
    object: account.id,
    attribute,
    change:
      old.size + next.size === 0
        ? undefined
        : referenceChange(identity, account, rule, attribute, [...old], [...next], from),
  })
}

function setOf<K>(map: Map<K, Set<number>>, key: K): Set<number> {
  const held = map.get(key)
  if (held !== undefined) return held
  const made = new Set<number>()
  map.set(key, made)
  return made
}
