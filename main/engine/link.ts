import type { Attributes, Scalar } from '../../connectors/spi/value.ts'
import { computeAttributes } from './attributes.ts'
import { earlier } from './calendar.ts'
import { type CompiledRules, type InboundRule, type JoinCondition, type MvType, typeKey } from './compile.ts'
import { displayName } from './display.ts'
import type { Environment } from './flow.ts'
import {
  type CsObject,
  csSpace,
  type DisconnectorState,
  type Finding,
  type Link,
  type LookupKey,
  type Lookups,
  type Provenance,
  readerOf,
} from './model.ts'
import { normaliserOfSpace } from './normalise.ts'

/** A metaverse object a join may lead to, and what is already linked to it. */
export interface JoinCandidate {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  readonly accounts: readonly {
    readonly object: number
    readonly system: number
    readonly type: string
    readonly unborn: boolean
  }[]
}

export interface LinkBatch {
  /** Objects of one system whose staged state is new, in the order of their ids. */
  readonly objects: readonly CsObject[]
  readonly explicit: ReadonlySet<number>
  readonly lookups: Lookups
  readonly candidates: ReadonlyMap<number, JoinCandidate>
  readonly nextMv: number
}

export interface NewMvObject {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  readonly provenance: Provenance
  readonly lookups: readonly LookupKey[]
}

export interface LinkResult {
  readonly linked: readonly { readonly object: number; readonly link: Link }[]
  readonly unlinked: readonly number[]
  readonly disconnectors: readonly { readonly object: CsObject; readonly state: DisconnectorState }[]
  /** Objects their system no longer holds. */
  readonly removed: readonly number[]
  /** Accounts that were planned and never written; a real account takes their place. */
  readonly replaced: readonly number[]
  readonly projected: readonly NewMvObject[]
  /** Metaverse objects whose values or accounts must be worked out. */
  readonly work: ReadonlySet<number>
  readonly findings: readonly Finding[]
  /** The day on which an object must be looked at again though nothing about it has changed. */
  readonly due: ReadonlyMap<number, string>
}

/** The index entries a batch needs before `linkBatch` can decide. */
export function joinKeys(objects: readonly CsObject[], rules: CompiledRules, today: string): LookupKey[] {
  const keys: LookupKey[] = []
  for (const object of objects) {
    if (object.link !== undefined || object.deleted) continue
    for (const rule of joining(rulesInScope(object, rules, today)))
      for (const group of rule.join)
        for (const condition of group) {
          const value = joinValue(object.attributes[condition.from])
          const key = value === undefined ? undefined : condition.normaliser.key(value)
          if (key !== undefined) keys.push({ space: condition.mvSpace, value: key })
        }
  }
  return keys
}

/** Decides for each object whether it joins, projects, stays a disconnector, or is let go. */
export function linkBatch(batch: LinkBatch, rules: CompiledRules, environment: Environment): LinkResult {
  const linked: { object: number; link: Link }[] = []
  const unlinked: number[] = []
  const disconnectors: { object: CsObject; state: DisconnectorState }[] = []
  const removed: number[] = []
  const replaced: number[] = []
  const projected: NewMvObject[] = []
  const work = new Set<number>()
  const findings: Finding[] = []
  const fresh = new FreshObjects(batch.lookups, batch.candidates)
  const due = new Map<number, string>()
  let nextMv = batch.nextMv

  for (const object of batch.objects) {
    if (object.deleted) {
      removed.push(object.id)
      if (object.link !== undefined) work.add(object.link.mv)
      continue
    }
    const wakes = wakesOf(object, rules, environment)
    if (wakes !== undefined) due.set(object.id, wakes)
    const inScope = rulesInScope(object, rules, environment.today)
    const managed = rules.inbound.get(object.system)?.some((rule) => rule.csType === object.type) ?? false
    if (object.link !== undefined) {
      work.add(object.link.mv)
      // A target without inbound rules has no scope to leave.
      if (managed && inScope.length === 0 && !object.unborn && object.unread !== true) {
        unlinked.push(object.id)
        disconnectors.push({ object, state: 'filtered' })
      }
      continue
    }
    if (batch.explicit.has(object.id)) continue
    if (inScope.length === 0) {
      // Objects that no rule speaks of, such as organizational units, wait for nothing.
      if (managed) disconnectors.push({ object, state: 'filtered' })
      else if (rules.joinAttributes.has(typeKey(object.system, object.type)))
        disconnectors.push({ object, state: 'unmatched' })
      continue
    }
    const decision = join(object, inScope, fresh, rules)
    if (decision.kind === 'join') {
      linked.push({ object: object.id, link: { mv: decision.mv, kind: 'joined', rule: decision.rule } })
      replaced.push(...decision.replaces)
      fresh.attach(decision.mv, object)
      work.add(decision.mv)
    } else if (decision.kind === 'ambiguous') {
      disconnectors.push({ object, state: 'ambiguous' })
      findings.push(decision.finding)
      for (const mv of decision.among) work.add(mv)
    } else {
      const rule = inScope.find((candidate) => candidate.link === 'project')
      const type = rule === undefined ? undefined : rules.types.get(rule.mvType)
      if (rule === undefined || type === undefined) {
        disconnectors.push({ object, state: 'unmatched' })
        continue
      }
      const id = nextMv++
      const {
        attributes,
        provenance,
        findings: found,
      } = computeAttributes(type, id, [object], rules, environment, undefined)
      const created = { id, type: type.name, attributes, provenance, lookups: mvLookups(type, attributes) }
      projected.push(created)
      findings.push(...found)
      fresh.add(created, object)
      linked.push({ object: object.id, link: { mv: id, kind: 'projected', rule: rule.name } })
      work.add(id)
    }
  }
  return { linked, unlinked, disconnectors, removed, replaced, projected, work, findings, due }
}

/** The index entries of a metaverse object. */
export function mvLookups(type: MvType, attributes: Attributes): LookupKey[] {
  const keys: LookupKey[] = []
  for (const [attribute, space, normaliser] of type.indexed) {
    const value = attributes[attribute]
    if (value === undefined) continue
    for (const one of typeof value === 'object' ? value : [value]) {
      const key = normaliser.key(one)
      if (key !== undefined) keys.push({ space, value: key })
    }
  }
  return keys
}

/** The index entries of a disconnector, so that a metaverse object that comes later finds it. */
export function disconnectorLookups(object: CsObject, rules: CompiledRules): LookupKey[] {
  const attributes = rules.joinAttributes.get(`${object.system}:${object.type}`) ?? []
  return attributes.flatMap((form) => {
    const { attribute, normaliser } = normaliserOfSpace(form)
    const value = joinValue(object.attributes[attribute])
    const key = value === undefined ? undefined : normaliser.key(value)
    return key === undefined ? [] : [{ space: csSpace(object.system, object.type, form), value: key }]
  })
}

/** A rule that links nothing lends its flows only. */
const joining = (inScope: readonly InboundRule[]): readonly InboundRule[] =>
  inScope.filter((rule) => rule.link !== 'none')

export function rulesInScope(object: CsObject, rules: CompiledRules, today: string): readonly InboundRule[] {
  const candidates = rules.inbound.get(object.system)
  if (candidates === undefined) return []
  return candidates.filter(
    (rule) => rule.csType === object.type && rule.inScope(readerOf(object), today, object.memberships),
  )
}

/** The next day on which some rule may have the object in scope, or no more, as it is. */
function wakesOf(object: CsObject, rules: CompiledRules, { today }: Environment): string | undefined {
  let day: string | undefined
  for (const rule of rules.inbound.get(object.system) ?? [])
    if (rule.wakes !== undefined && rule.csType === object.type)
      day = earlier(day, rule.wakes(readerOf(object), today, object.memberships))
  return day
}

/** A join compares one value; a list of one counts as its value, a longer one cannot identify anybody. */
export function joinValue(value: CsObject['attributes'][string] | undefined): Scalar | undefined {
  if (typeof value !== 'object') return value === '' ? undefined : value
  return value.length === 1 ? value[0] : undefined
}

type JoinDecision =
  | { kind: 'none' }
  | { kind: 'join'; mv: number; rule: string; replaces: readonly number[] }
  | { kind: 'ambiguous'; finding: Finding; among: readonly number[] }

function join(
  object: CsObject,
  inScope: readonly InboundRule[],
  fresh: FreshObjects,
  rules: CompiledRules,
): JoinDecision {
  for (const rule of joining(inScope))
    for (const group of rule.join) {
      const matches = match(object, rule.mvType, group, fresh)
      if (matches.length === 0) continue
      if (matches.length > 1)
        return {
          kind: 'ambiguous',
          finding: ambiguous(object, group, matches, rules),
          among: matches.map((m) => m.id),
        }
      const [hit] = matches as [JoinCandidate]
      const taken = hit.accounts.filter(
        (account) =>
          account.system === object.system && account.type === object.type && account.object !== object.id,
      )
      if (taken.some((account) => !account.unborn))
        return { kind: 'ambiguous', finding: alreadyJoined(object, group, hit, rules), among: [hit.id] }
      return { kind: 'join', mv: hit.id, rule: rule.name, replaces: taken.map((account) => account.object) }
    }
  return { kind: 'none' }
}

function match(
  object: CsObject,
  type: string,
  group: readonly JoinCondition[],
  fresh: FreshObjects,
): JoinCandidate[] {
  let matches: JoinCandidate[] | undefined
  for (const condition of group) {
    const value = joinValue(object.attributes[condition.from])
    const key = value === undefined ? undefined : condition.normaliser.key(value)
    if (value === undefined || key === undefined) return []
    const { form } = condition.normaliser
    const found = fresh.find(condition.mvSpace, key).filter((candidate) => {
      if (candidate.type !== type) return false
      if (!condition.caseSensitive) return true
      const held = candidate.attributes[condition.to]
      const wanted = form(value)
      return (typeof held === 'object' ? held : [held]).some(
        (one) => one !== undefined && form(one) === wanted,
      )
    })
    matches = matches === undefined ? found : matches.filter((candidate) => found.includes(candidate))
    if (matches.length === 0) return []
  }
  return matches ?? []
}

/** What the index says, with the objects of this very batch laid over it. */
class FreshObjects {
  readonly #lookups: Lookups
  readonly #candidates: Map<number, JoinCandidate>
  readonly #added = new Map<string, number[]>()

  constructor(lookups: Lookups, candidates: ReadonlyMap<number, JoinCandidate>) {
    this.#lookups = lookups
    this.#candidates = new Map(candidates)
  }

  find(space: string, value: string): JoinCandidate[] {
    const added = this.#added.get(`${space}\0${value}`)
    const stored = this.#lookups.find(space, value)
    if (added === undefined && stored.length === 0) return []
    return [...stored, ...(added ?? [])].flatMap((id) => this.#candidates.get(id) ?? [])
  }

  add(created: NewMvObject, object: CsObject): void {
    this.#candidates.set(created.id, {
      id: created.id,
      type: created.type,
      attributes: created.attributes,
      accounts: [{ object: object.id, system: object.system, type: object.type, unborn: false }],
    })
    for (const { space, value } of created.lookups) {
      const key = `${space}\0${value}`
      const list = this.#added.get(key)
      if (list === undefined) this.#added.set(key, [created.id])
      else list.push(created.id)
    }
  }

  attach(mv: number, object: CsObject): void {
    const candidate = this.#candidates.get(mv)
    if (candidate === undefined) return
    const account = { object: object.id, system: object.system, type: object.type, unborn: false }
    this.#candidates.set(mv, { ...candidate, accounts: [...candidate.accounts, account] })
  }
}

function ambiguous(
  object: CsObject,
  group: readonly JoinCondition[],
  matches: readonly JoinCandidate[],
  rules: CompiledRules,
): Finding {
  const system = rules.systems.get(object.system)
  const names = matches.map((m) => displayName(m.attributes, rules.types.get(m.type)?.display) ?? `#${m.id}`)
  return {
    code: 'ambiguous-join',
    severity: 'warning',
    system: object.system,
    object: object.id,
    mv: undefined,
    attribute: group.map((condition) => condition.from).join(', '),
    message: `${objectName(object, rules)} in ${system?.title ?? object.system} matches ${matches.length} identities by ${describe(object, group)}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
    advice: 'Decide which of them it belongs to, or correct the value that they share',
  }
}

function alreadyJoined(
  object: CsObject,
  group: readonly JoinCondition[],
  hit: JoinCandidate,
  rules: CompiledRules,
): Finding {
  const system = rules.systems.get(object.system)
  const name = displayName(hit.attributes, rules.types.get(hit.type)?.display) ?? `#${hit.id}`
  return {
    code: 'already-joined',
    severity: 'warning',
    system: object.system,
    object: object.id,
    mv: hit.id,
    attribute: group.map((condition) => condition.from).join(', '),
    message: `${objectName(object, rules)} in ${system?.title ?? object.system} matches ${name} by ${describe(object, group)}, who already has an account there`,
    advice: 'Decide which of the two accounts is the right one; remove or correct the other',
  }
}

const describe = (object: CsObject, group: readonly JoinCondition[]): string =>
  group
    .map((condition) => `${condition.from} ${String(joinValue(object.attributes[condition.from]))}`)
    .join(' and ')

export function objectName(object: CsObject, rules: CompiledRules): string {
  const display = rules.systems.get(object.system)?.types.get(object.type)?.display
  return displayName(object.attributes, display) ?? object.dn ?? object.anchor ?? `#${object.id}`
}
