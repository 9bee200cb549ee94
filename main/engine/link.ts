import type { Attributes } from '../../connectors/spi/value.ts'
import { computeAttributes } from './attributes.ts'
import { earlier } from './calendar.ts'
import {
  type CompiledRules,
  type InboundRule,
  type JoinCondition,
  type MvType,
  typeKey,
} from './compiled-rules.ts'
import { cannotProject, decidedButTaken } from './decision-findings.ts'
import type { Environment } from './flow.ts'
import { FreshObjects, type JoinCandidate } from './fresh-objects.ts'
import {
  decidedLink,
  isOpen,
  type JoinAccount,
  type JoinDecision,
  type JoinDecisions,
} from './join-decision.ts'
import { alreadyJoined, ambiguousJoin } from './join-findings.ts'
import { joinValue } from './join-value.ts'
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
import { type Parting, releaseDay } from './soft-delete.ts'
import { isSticky } from './sticky-join.ts'

export interface LinkBatch {
  /** Objects of one system whose staged state is new, in the order of their ids. */
  readonly objects: readonly CsObject[]
  readonly explicit: ReadonlySet<number>
  /** What persons decided over objects of this batch. */
  readonly decisions: JoinDecisions
  readonly lookups: Lookups
  readonly candidates: ReadonlyMap<number, JoinCandidate>
  /** Those that were on their way out when they were last looked at. */
  readonly partings: ReadonlyMap<number, Pick<Parting, 'since'>>
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
  /** Objects that stay linked for the soft-delete interval of their rule, and since when. */
  readonly partings: ReadonlyMap<number, string>
}

/** The index entries a batch needs before `linkBatch` can decide. */
export function joinKeys(
  objects: readonly CsObject[],
  decisions: JoinDecisions,
  rules: CompiledRules,
  today: string,
): LookupKey[] {
  const keys: LookupKey[] = []
  for (const object of objects) {
    if (!isOpen(object, decisions)) continue
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
  const partings = new Map<number, string>()
  let nextMv = batch.nextMv

  const unlink = (object: CsObject): void => {
    if (object.link === undefined) return
    unlinked.push(object.id)
    fresh.detach(object.link.mv, object)
  }

  /** @returns whether it stays for now, because its rule has a soft-delete interval that is not over */
  const part = (object: CsObject): boolean => {
    const since = batch.partings.get(object.id)?.since
    const day = releaseDay(object, since, rules, environment.today)
    if (day === undefined) return false
    partings.set(object.id, since ?? environment.today)
    due.set(object.id, earlier(due.get(object.id), day) as string)
    return true
  }

  for (const object of batch.objects) {
    if (object.link !== undefined) work.add(object.link.mv)
    if (object.deleted) {
      if (!part(object)) removed.push(object.id)
      continue
    }
    const wakes = wakesOf(object, rules, environment)
    if (wakes !== undefined) due.set(object.id, wakes)
    const outcome = decideLink(object, batch, fresh, rules, environment.today)
    switch (outcome.kind) {
      case 'leave':
        break
      case 'none':
        unlink(object)
        break
      case 'wait':
        if (outcome.state === 'filtered' && part(object)) break
        unlink(object)
        disconnectors.push({ object, state: outcome.state })
        if (outcome.finding !== undefined) findings.push(outcome.finding)
        for (const mv of outcome.among ?? []) work.add(mv)
        break
      case 'link': {
        const { link } = outcome
        if (object.link?.mv !== link.mv) {
          unlink(object)
          fresh.attach(link.mv, object)
        }
        linked.push({ object: object.id, link })
        replaced.push(...outcome.replaces)
        work.add(link.mv)
        break
      }
      case 'project': {
        unlink(object)
        const { type } = outcome
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
        linked.push({ object: object.id, link: { mv: id, kind: 'projected', rule: outcome.rule } })
        work.add(id)
      }
    }
  }
  return { linked, unlinked, disconnectors, removed, replaced, projected, work, findings, due, partings }
}

type LinkOutcome =
  /** As it is. */
  | { kind: 'leave' }
  /** Linked to nobody, and waiting for nobody. */
  | { kind: 'none' }
  | { kind: 'wait'; state: DisconnectorState; finding?: Finding; among?: readonly number[] }
  | { kind: 'link'; link: Link; replaces: readonly number[] }
  | { kind: 'project'; type: MvType; rule: string }

const asItIs: LinkOutcome = { kind: 'leave' }

function decideLink(
  object: CsObject,
  batch: LinkBatch,
  fresh: FreshObjects,
  rules: CompiledRules,
  today: string,
): LinkOutcome {
  const inScope = rulesInScope(object, rules, today)
  const decision = batch.decisions.get(object.id)
  if (decision !== undefined) {
    const outcome = byDecision(object, decision, inScope, fresh, rules)
    if (outcome !== undefined) return outcome
  }
  if (isOpen(object, batch.decisions))
    return batch.explicit.has(object.id) ? asItIs : byRules(object, inScope, fresh, rules)
  // A target without inbound rules has no scope to leave.
  const leaves =
    isManaged(object, rules) &&
    inScope.length === 0 &&
    !object.unborn &&
    object.unread !== true &&
    !isSticky(object, rules)
  return leaves ? { kind: 'wait', state: 'filtered' } : asItIs
}

const isManaged = (object: CsObject, rules: CompiledRules): boolean =>
  rules.inbound.get(object.system)?.some((rule) => rule.csType === object.type) ?? false

/** What a person decided, as far as it can be done; undefined when the rules have the say. */
function byDecision(
  object: CsObject,
  decision: JoinDecision,
  inScope: readonly InboundRule[],
  fresh: FreshObjects,
  rules: CompiledRules,
): LinkOutcome | undefined {
  if (decision.kind === 'disconnect') return { kind: 'wait', state: 'explicit' }
  if (decision.kind === 'join') {
    const { mv } = decision
    // Wherever a scope ends: a person has said whose it is.
    if (object.link?.mv === mv) return asItIs
    const identity = fresh.get(mv)
    if (identity === undefined) return { kind: 'wait', state: 'unmatched' }
    const taken = othersOf(identity, object)
    if (taken.some((account) => !account.unborn))
      return { kind: 'wait', state: 'ambiguous', finding: decidedButTaken(object, identity, rules) }
    const link: Link = { mv, kind: 'joined', rule: decidedLink }
    return { kind: 'link', link, replaces: taken.map((account) => account.object) }
  }
  if (object.link?.kind === 'projected') return undefined
  const type = projectionOf(inScope, rules)?.type
  if (type !== undefined) return { kind: 'project', type, rule: decidedLink }
  if (inScope.length === 0)
    return { kind: 'wait', state: isManaged(object, rules) ? 'filtered' : 'unmatched' }
  return { kind: 'wait', state: 'ambiguous', finding: cannotProject(object, rules) }
}

function byRules(
  object: CsObject,
  inScope: readonly InboundRule[],
  fresh: FreshObjects,
  rules: CompiledRules,
): LinkOutcome {
  if (inScope.length === 0) {
    // Objects that no rule speaks of, such as organizational units, wait for nothing.
    if (isManaged(object, rules)) return { kind: 'wait', state: 'filtered' }
    const awaited = rules.joinAttributes.has(typeKey(object.system, object.type))
    return awaited ? { kind: 'wait', state: 'unmatched' } : { kind: 'none' }
  }
  const match = join(object, inScope, fresh, rules)
  if (match.kind === 'join')
    return {
      kind: 'link',
      link: { mv: match.mv, kind: 'joined', rule: match.rule },
      replaces: match.replaces,
    }
  if (match.kind === 'ambiguous')
    return { kind: 'wait', state: 'ambiguous', finding: match.finding, among: match.among }
  const projection = projectionOf(inScope, rules)
  if (projection === undefined) return { kind: 'wait', state: 'unmatched' }
  const { type, rule } = projection
  // A new identity a person asked for is one the rules would make as well: it stays the same.
  if (object.link?.kind === 'projected')
    return { kind: 'link', link: { mv: object.link.mv, kind: 'projected', rule }, replaces: [] }
  return { kind: 'project', type, rule }
}

function projectionOf(
  inScope: readonly InboundRule[],
  rules: CompiledRules,
): { type: MvType; rule: string } | undefined {
  const rule = inScope.find((candidate) => candidate.link === 'project')
  const type = rule === undefined ? undefined : rules.types.get(rule.mvType)
  return rule === undefined || type === undefined ? undefined : { type, rule: rule.name }
}

/** Accounts of the same kind an identity has besides this object. */
const othersOf = (identity: JoinCandidate, object: CsObject): readonly JoinAccount[] =>
  identity.accounts.filter(
    (account) =>
      account.system === object.system && account.type === object.type && account.object !== object.id,
  )

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

type RuleMatch =
  | { kind: 'none' }
  | { kind: 'join'; mv: number; rule: string; replaces: readonly number[] }
  | { kind: 'ambiguous'; finding: Finding; among: readonly number[] }

function join(
  object: CsObject,
  inScope: readonly InboundRule[],
  fresh: FreshObjects,
  rules: CompiledRules,
): RuleMatch {
  for (const rule of joining(inScope))
    for (const group of rule.join) {
      const matches = match(object, rule.mvType, group, fresh)
      if (matches.length === 0) continue
      if (matches.length > 1)
        return {
          kind: 'ambiguous',
          finding: ambiguousJoin(object, group, matches, rules),
          among: matches.map((m) => m.id),
        }
      const [hit] = matches as [JoinCandidate]
      const taken = othersOf(hit, object)
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
      if (candidate.type !== type || isOwnShadow(candidate, object)) return false
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

/** An identity that was made of this object and has nothing else would match it, and is gone with it. */
const isOwnShadow = (candidate: JoinCandidate, object: CsObject): boolean =>
  object.link?.kind === 'projected' &&
  object.link.mv === candidate.id &&
  candidate.accounts.every((account) => account.unborn || account.object === object.id)
