import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { Attributes, Scalar, Value } from '../../connectors/spi/value.ts'
import { computeAttributes, conform } from './attributes.ts'
import type { CompiledRules, EngineSystem, Environment, Flow, MvType, OutboundRule } from './compile.ts'
import { typeKey } from './compile.ts'
import { displayName } from './display.ts'
import { dnKey } from './dn-key.ts'
import { isEnabled, withEnabled } from './enabled.ts'
import { evaluateCandidates, evaluateFlow } from './evaluate.ts'
import { joinValue } from './link.ts'
import {
  type CsObject,
  csSpace,
  dnSpace,
  type Finding,
  type Link,
  type LookupKey,
  type Lookups,
  lookupValue,
  type ObjectImage,
  type Operation,
  type PlannedChange,
  type Provenance,
} from './model.ts'
import { judge } from './risk.ts'
import { sameValue } from './same-value.ts'

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
}

/** One target system's part of an identity, before the index was asked. */
interface Target {
  readonly system: EngineSystem
  readonly csType: string
  readonly rules: readonly OutboundRule[]
  readonly inScope: readonly OutboundRule[]
  readonly accounts: readonly CsObject[]
  /** Values of a new account; undefined when none may be needed. */
  readonly draft: Draft | undefined
  readonly joinKeys: readonly (readonly JoinKey[])[]
}

interface JoinKey {
  readonly cs: LookupKey
  readonly mv: LookupKey
  readonly attribute: string
  readonly value: Scalar
  readonly caseSensitive: boolean
}

interface Draft {
  readonly values: Readonly<Record<string, Value>>
  /** Flows whose value is the first that nobody has. */
  readonly unique: readonly { readonly to: string; readonly candidates: readonly string[] }[]
}

export interface PreparedIdentity {
  readonly identity: Identity
  readonly type: MvType
  readonly attributes: Attributes
  readonly provenance: Provenance
  readonly name: string
  readonly targets: readonly Target[]
  readonly findings: readonly Finding[]
}

/** An account that may be joined: what the index led to. */
export interface AccountCandidate {
  readonly object: CsObject
  readonly state: 'filtered' | 'unmatched' | 'ambiguous' | 'explicit' | undefined
}

export interface AccountBatch {
  readonly prepared: readonly PreparedIdentity[]
  readonly cs: Lookups
  readonly mv: Lookups
  readonly candidates: ReadonlyMap<number, AccountCandidate>
  readonly nextObject: number
}

export interface NewAccount {
  readonly id: number
  readonly system: number
  readonly type: string
  readonly dn: string | undefined
  readonly link: Link
  readonly lookups: readonly LookupKey[]
}

export interface AccountResult {
  /** Metaverse objects without any living connector. */
  readonly deleted: readonly Identity[]
  readonly created: readonly NewAccount[]
  readonly linked: readonly { readonly object: number; readonly link: Link }[]
  /** Accounts let go on purpose; they become explicit disconnectors. */
  readonly disconnected: readonly number[]
  /** Accounts that were planned and are not wanted any more. */
  readonly dropped: readonly number[]
  /** The whole wanted plan of each object: pending changes of values that are not here are withdrawn. */
  readonly changes: ReadonlyMap<number, readonly PlannedChange[]>
  /** New index entries of accounts that are planned already. */
  readonly lookups: readonly { readonly object: number; readonly keys: readonly LookupKey[] }[]
  readonly findings: readonly Finding[]
}

/** Works out an identity's values and what its accounts need to know; asks nothing. */
export function prepareIdentity(
  identity: Identity,
  rules: CompiledRules,
  environment: Environment,
): PreparedIdentity {
  const type = rules.types.get(identity.type) as MvType
  if (identity.fresh) return prepareTargets(identity, type, identity.before, [], [], rules, environment)
  const { attributes, provenance, findings } = computeAttributes(
    type,
    identity.id,
    identity.linked,
    rules,
    environment,
    identity.before,
  )
  return prepareTargets(identity, type, attributes, provenance, [...findings], rules, environment)
}

function prepareTargets(
  identity: Identity,
  type: MvType,
  attributes: Attributes,
  provenance: Provenance,
  findings: Finding[],
  rules: CompiledRules,
  environment: Environment,
): PreparedIdentity {
  const read = (name: string): Value | undefined => attributes[name]
  const targets: Target[] = []
  for (const [systemId, all] of rules.outbound.get(identity.type) ?? []) {
    const system = rules.systems.get(systemId) as EngineSystem
    for (const csType of new Set(all.map((rule) => rule.csType))) {
      const ofType = all.filter((rule) => rule.csType === csType)
      const inScope = ofType.filter((rule) => rule.inScope(read))
      const accounts = identity.linked.filter((o) => o.system === systemId && o.type === csType && !o.deleted)
      const needsNew = inScope.length > 0 && !accounts.some((account) => !account.unborn)
      const image = accounts.map((account) => identity.images.get(account.id)).find((x) => x !== undefined)
      targets.push({
        system,
        csType,
        rules: ofType,
        inScope,
        accounts,
        draft: needsNew
          ? draftAccount(identity, attributes, inScope, image, system, environment, findings)
          : undefined,
        joinKeys: needsNew ? outboundJoinKeys(attributes, inScope) : [],
      })
    }
  }
  const name =
    displayName(attributes, type.display) ?? displayName(identity.before, type.display) ?? `#${identity.id}`
  return { identity, type, attributes, provenance, name, targets, findings }
}

/** The index entries `decideAccounts` needs. */
export function accountKeys(prepared: readonly PreparedIdentity[]): { cs: LookupKey[]; mv: LookupKey[] } {
  const cs: LookupKey[] = []
  const mv: LookupKey[] = []
  for (const { targets } of prepared)
    for (const target of targets) {
      for (const group of target.joinKeys)
        for (const key of group) {
          cs.push(key.cs)
          mv.push(key.mv)
        }
      if (target.draft === undefined) continue
      for (const { to, candidates } of target.draft.unique)
        for (const value of candidates) cs.push(uniqueKey(target.system.id, target.csType, to, value))
      const dn = target.draft.values.dn
      if (typeof dn === 'string') cs.push({ space: dnSpace(target.system.id), value: dnKey(dn) })
    }
  return { cs, mv }
}

/** Decides for each identity which accounts it joins, gets, keeps and loses, and what must change in them. */
export function decideAccounts(
  batch: AccountBatch,
  rules: CompiledRules,
  environment: Environment,
): AccountResult {
  const result = new Decisions(batch, rules, environment)
  for (const prepared of batch.prepared) result.decide(prepared)
  return result
}

class Decisions implements AccountResult {
  readonly deleted: Identity[] = []
  readonly created: NewAccount[] = []
  readonly linked: { object: number; link: Link }[] = []
  readonly disconnected: number[] = []
  readonly dropped: number[] = []
  readonly changes = new Map<number, readonly PlannedChange[]>()
  readonly lookups: { object: number; keys: LookupKey[] }[] = []
  readonly findings: Finding[] = []
  readonly #batch: AccountBatch
  readonly #rules: CompiledRules
  readonly #environment: Environment
  /** Values given away within this batch. */
  readonly #given = new Map<string, number>()
  readonly #taken = new Set<number>()
  #nextObject: number

  constructor(batch: AccountBatch, rules: CompiledRules, environment: Environment) {
    this.#batch = batch
    this.#rules = rules
    this.#environment = environment
    this.#nextObject = batch.nextObject
  }

  decide(prepared: PreparedIdentity): void {
    const { identity } = prepared
    this.findings.push(...prepared.findings)
    if (!identity.fresh && identity.linked.every((object) => object.unborn || object.deleted)) {
      this.deleted.push(identity)
      for (const object of identity.linked) if (object.unborn) this.dropped.push(object.id)
      return
    }
    // The rule that planned it is gone.
    for (const { id, unborn, system, type } of identity.linked)
      if (unborn && !prepared.targets.some((one) => one.system.id === system && one.csType === type))
        this.dropped.push(id)
    for (const target of prepared.targets) {
      if (target.inScope.length === 0) this.#leave(prepared, target)
      else if (target.draft === undefined) this.#keep(prepared, target, target.accounts)
      else this.#joinOrProvision(prepared, target, target.draft)
    }
  }

  #leave(prepared: PreparedIdentity, target: Target): void {
    const rule = target.rules.find((candidate) => candidate.leave !== 'keep')
    for (const account of target.accounts) {
      if (account.unborn) {
        this.dropped.push(account.id)
        continue
      }
      this.changes.set(account.id, [])
      if (rule === undefined) continue
      if (rule.leave === 'disconnect') this.disconnected.push(account.id)
      else if (rule.leave === 'delete')
        this.changes.set(account.id, [
          change(prepared, account, rule, 'delete', undefined, imageOf(account), undefined, undefined),
        ])
      else
        this.changes.set(account.id, disable(prepared, account, rule, target.system.types.get(account.type)))
    }
  }

  #keep(prepared: PreparedIdentity, target: Target, accounts: readonly CsObject[]): void {
    const born = accounts.filter((account) => !account.unborn)
    for (const account of accounts) if (account.unborn) this.dropped.push(account.id)
    for (const account of born)
      this.changes.set(account.id, differences(prepared, target, account, this.#environment, this.findings))
  }

  #joinOrProvision(prepared: PreparedIdentity, target: Target, draft: Draft): void {
    const found = this.#findAccount(prepared, target)
    if (found === 'held') {
      for (const account of target.accounts) this.dropped.push(account.id)
      return
    }
    if (found !== undefined) {
      const rule = target.inScope.find((candidate) => candidate.join.length > 0) as OutboundRule
      const link: Link = { mv: prepared.identity.id, kind: 'joined', rule: rule.name }
      this.linked.push({ object: found.id, link })
      this.#taken.add(found.id)
      this.#keep(prepared, target, [...target.accounts, { ...found, link }])
      return
    }
    const rule = target.inScope.find((candidate) => candidate.link === 'provision')
    if (rule === undefined) {
      for (const account of target.accounts) this.dropped.push(account.id)
      return
    }
    const existing = target.accounts[0]
    const id = existing?.id ?? this.#nextObject
    const image = this.#complete(prepared, target, draft, id)
    if (image === undefined) {
      if (existing !== undefined) this.dropped.push(existing.id)
      return
    }
    const keys = this.#keysOf(target, image)
    for (const key of keys) this.#given.set(`${key.space}\0${key.value}`, id)
    const link: Link = { mv: prepared.identity.id, kind: 'provisioned', rule: rule.name }
    if (existing === undefined) {
      this.#nextObject++
      this.created.push({
        id,
        system: target.system.id,
        type: target.csType,
        dn: image.dn,
        link,
        lookups: keys,
      })
    } else this.lookups.push({ object: id, keys })
    const account: CsObject = existing ?? {
      id,
      system: target.system.id,
      type: target.csType,
      anchor: undefined,
      dn: image.dn,
      attributes: {},
      unborn: true,
      deleted: false,
      link,
    }
    this.changes.set(id, [change(prepared, account, rule, 'add', undefined, undefined, image, undefined)])
  }

  /** The one account that matches this identity and nobody else; `held` when that cannot be told without a person. */
  #findAccount(prepared: PreparedIdentity, target: Target): CsObject | 'held' | undefined {
    for (const group of target.joinKeys) {
      let matches: AccountCandidate[] | undefined
      for (const key of group) {
        const hits = this.#batch.cs.find(key.cs.space, key.cs.value).flatMap((id) => {
          const candidate = this.#batch.candidates.get(id)
          if (candidate === undefined || candidate.object.link !== undefined || candidate.object.deleted)
            return []
          if (candidate.state === 'filtered' || candidate.state === 'explicit') return []
          if (key.caseSensitive && joinValue(candidate.object.attributes[key.attribute]) !== key.value)
            return []
          return [candidate]
        })
        matches =
          matches === undefined
            ? hits
            : matches.filter((m) => hits.some((hit) => hit.object.id === m.object.id))
      }
      if (matches === undefined || matches.length === 0) continue
      // The account must match this identity alone, whichever of the two was looked at first.
      const others = group.map((key) => new Set(this.#batch.mv.find(key.mv.space, key.mv.value)))
      const rivals = [...(others[0] ?? [])].filter(
        (mv) => others.every((set) => set.has(mv)) && mv !== prepared.identity.id,
      )
      const [match] = matches as [AccountCandidate]
      if (
        matches.length === 1 &&
        rivals.length === 0 &&
        !this.#taken.has(match.object.id) &&
        match.state !== 'ambiguous'
      )
        return match.object
      if (match.state !== 'ambiguous')
        this.findings.push(this.#ambiguousAccount(prepared, target, matches, rivals.length, group))
      return 'held'
    }
    return undefined
  }

  /** Fills in unique values and checks the DN; undefined when the account cannot be made. */
  #complete(prepared: PreparedIdentity, target: Target, draft: Draft, id: number): ObjectImage | undefined {
    const values: Record<string, Value> = { ...draft.values }
    for (const { to, candidates } of draft.unique) {
      const free = candidates.find((value) =>
        this.#isFree(uniqueKey(target.system.id, target.csType, to, value), id),
      )
      if (free === undefined) {
        this.findings.push({
          code: 'no-unique-value',
          severity: 'error',
          system: target.system.id,
          object: undefined,
          mv: prepared.identity.id,
          attribute: to,
          message: `${prepared.name} gets no account in ${target.system.title}: every value for ${to} is taken (${candidates.join(', ')})`,
          advice: 'Add a further alternative to SelectUniqueValue, such as one with the employee number',
        })
        return undefined
      }
      values[to] = free
    }
    const { dn, ...attributes } = values
    if (!target.system.capabilities.hierarchical) return { attributes: attributes as Attributes }
    if (typeof dn !== 'string') {
      this.findings.push(
        this.#dnFinding(
          prepared,
          target,
          'dn-missing',
          `no flow gives it a DN`,
          'Add a flow to dn, or see why its expression is empty',
        ),
      )
      return undefined
    }
    if (!this.#isFree({ space: dnSpace(target.system.id), value: dnKey(dn) }, id)) {
      const advice = 'Make the DN unique, for example with SelectUniqueValue and the employee number'
      this.findings.push(
        this.#dnFinding(prepared, target, 'dn-taken', `${dn} is another object's DN`, advice),
      )
      return undefined
    }
    return { dn, attributes: attributes as Attributes }
  }

  #isFree(key: LookupKey, self: number): boolean {
    const given = this.#given.get(`${key.space}\0${key.value}`)
    if (given !== undefined && given !== self) return false
    return this.#batch.cs.find(key.space, key.value).every((object) => object === self)
  }

  #keysOf(target: Target, image: ObjectImage): LookupKey[] {
    const keys: LookupKey[] = []
    for (const attribute of this.#rules.uniqueAttributes.get(typeKey(target.system.id, target.csType)) ??
      []) {
      const value = joinValue(image.attributes[attribute])
      if (value !== undefined) keys.push(uniqueKey(target.system.id, target.csType, attribute, String(value)))
    }
    if (image.dn !== undefined) keys.push({ space: dnSpace(target.system.id), value: dnKey(image.dn) })
    return keys
  }

  #ambiguousAccount(
    prepared: PreparedIdentity,
    target: Target,
    matches: readonly AccountCandidate[],
    rivals: number,
    group: readonly JoinKey[],
  ): Finding {
    const by = group.map((key) => `${key.attribute} ${String(key.value)}`).join(' and ')
    const [first] = matches as [AccountCandidate]
    return {
      code: 'ambiguous-account',
      severity: 'warning',
      system: target.system.id,
      object: matches.length === 1 ? first.object.id : undefined,
      mv: prepared.identity.id,
      attribute: group.map((key) => key.attribute).join(', '),
      message:
        matches.length > 1
          ? `${prepared.name} matches ${matches.length} accounts in ${target.system.title} by ${by}`
          : `${prepared.name} and ${rivals || 1} more match one account in ${target.system.title} by ${by}`,
      advice: 'Decide which belong together; until then no account is created',
    }
  }

  #dnFinding(
    prepared: PreparedIdentity,
    target: Target,
    code: 'dn-missing' | 'dn-taken',
    why: string,
    advice: string,
  ): Finding {
    return {
      code,
      severity: 'error',
      system: target.system.id,
      object: undefined,
      mv: prepared.identity.id,
      attribute: 'dn',
      message: `${prepared.name} gets no account in ${target.system.title}: ${why}`,
      advice,
    }
  }
}

function draftAccount(
  identity: Identity,
  attributes: Attributes,
  inScope: readonly OutboundRule[],
  image: ObjectImage | undefined,
  system: EngineSystem,
  environment: Environment,
  findings: Finding[],
): Draft {
  const values: Record<string, Value> = {}
  const unique: { to: string; candidates: readonly string[] }[] = []
  const chosen = new Set<string>()
  const about = { system: system.id, object: undefined, mv: identity.id }
  const read = (name: string): Value | undefined => attributes[name]
  for (const rule of inScope)
    for (const flow of rule.flows) {
      if (chosen.has(flow.to)) continue
      const planned = flow.to === 'dn' ? image?.dn : image?.attributes[flow.to]
      if (flow.candidates !== undefined) {
        const candidates = evaluateCandidates(flow, read, environment, about, findings)
        // A value that was planned stays, unless somebody has taken it since.
        const first = flow.once && typeof planned === 'string' ? [planned] : []
        const all = [...new Set([...first, ...candidates])]
        if (all.length === 0) continue
        unique.push({ to: flow.to, candidates: all })
      } else if (flow.once && planned !== undefined) values[flow.to] = planned
      else {
        const value = outboundValue(flow, read, environment, schemaOf(system, rule.csType), about, findings)
        if (value === undefined) continue
        values[flow.to] = value
      }
      chosen.add(flow.to)
    }
  const mark = schemaOf(system, inScope[0]?.csType ?? '')?.enabled
  if (mark?.kind === 'boolean' && values[mark.attribute] === undefined) values[mark.attribute] = mark.enabled
  return { values, unique }
}

const schemaOf = (system: EngineSystem, type: string): ObjectSchema | undefined => system.types.get(type)

function outboundValue(
  flow: Flow,
  read: (name: string) => Value | undefined,
  environment: Environment,
  schema: ObjectSchema | undefined,
  about: { system: number; object: number | undefined; mv: number | undefined },
  findings: Finding[],
): Value | undefined {
  const value = evaluateFlow(flow, read, environment, about, findings)
  const definition = schema?.attributes[flow.to]
  if (value === undefined || definition === undefined) return value
  const fitted = conform(value, { type: definition.type, multi: definition.multi ?? false })
  if (fitted === undefined)
    findings.push({
      code: 'type-mismatch',
      severity: 'error',
      ...about,
      attribute: flow.to,
      message: `${JSON.stringify(value)} is not ${definition.multi ? 'a list of' : 'one'} ${definition.type} for ${flow.to}`,
      advice: 'Correct the flow, or the value it is made from',
    })
  return fitted
}

function outboundJoinKeys(attributes: Attributes, inScope: readonly OutboundRule[]): JoinKey[][] {
  const groups: JoinKey[][] = []
  for (const rule of inScope)
    for (const group of rule.join) {
      const keys = group.flatMap((condition): JoinKey[] => {
        const value = joinValue(attributes[condition.from])
        if (value === undefined) return []
        const folded = lookupValue(value)
        return [
          {
            cs: { space: condition.csSpace, value: folded },
            mv: { space: condition.mvSpace, value: folded },
            attribute: condition.to,
            value,
            caseSensitive: condition.caseSensitive,
          },
        ]
      })
      if (keys.length === group.length) groups.push(keys)
    }
  return groups
}

/** What must change in an account that exists. */
function differences(
  prepared: PreparedIdentity,
  target: Target,
  account: CsObject,
  environment: Environment,
  findings: Finding[],
): PlannedChange[] {
  const changes: PlannedChange[] = []
  const schema = schemaOf(target.system, account.type)
  const read = (name: string): Value | undefined => prepared.attributes[name]
  const about = { system: account.system, object: account.id, mv: prepared.identity.id }
  const wanted = new Map<string, { value: Value | undefined; flow: Flow; rule: OutboundRule }>()
  for (const rule of target.inScope)
    for (const flow of rule.flows) {
      if (flow.once || wanted.get(flow.to)?.value !== undefined) continue
      if (
        schema?.attributes[flow.to]?.writable === 'never' ||
        schema?.attributes[flow.to]?.writable === 'create'
      )
        continue
      const failures = findings.length
      const value = outboundValue(flow, read, environment, schema, about, findings)
      // A flow that failed says nothing: clearing the value would make a mistake in a rule a loss of data.
      if (findings.length > failures || (value === undefined && flow.ignoreNull)) continue
      wanted.set(flow.to, { value, flow, rule })
    }
  for (const [attribute, { value, flow, rule }] of wanted) {
    if (attribute === 'dn') {
      if (typeof value === 'string' && account.dn !== undefined && dnKey(value) !== dnKey(account.dn))
        changes.push(change(prepared, account, rule, 'move', undefined, account.dn, value, flow.from))
      continue
    }
    const old = account.attributes[attribute]
    if (sameValue(old, value)) continue
    const mark = schema?.enabled
    const disables =
      mark?.attribute === attribute &&
      value !== undefined &&
      isEnabled(mark, { [attribute]: value }) === false
    changes.push(
      change(prepared, account, rule, disables ? 'disable' : 'update', attribute, old, value, flow.from),
    )
  }
  const enabling = target.inScope.find((rule) => rule.enable)
  const mark = schema?.enabled
  if (
    enabling !== undefined &&
    mark !== undefined &&
    !wanted.has(mark.attribute) &&
    isEnabled(mark, account.attributes) === false
  )
    changes.push(
      change(
        prepared,
        account,
        enabling,
        'update',
        mark.attribute,
        account.attributes[mark.attribute],
        withEnabled(mark, account.attributes, true),
        undefined,
      ),
    )
  return changes
}

function disable(
  prepared: PreparedIdentity,
  account: CsObject,
  rule: OutboundRule,
  schema: ObjectSchema | undefined,
): PlannedChange[] {
  const mark = schema?.enabled
  if (mark === undefined || isEnabled(mark, account.attributes) === false) return []
  const old = account.attributes[mark.attribute]
  return [
    change(
      prepared,
      account,
      rule,
      'disable',
      mark.attribute,
      old,
      withEnabled(mark, account.attributes, false),
      undefined,
    ),
  ]
}

function change(
  prepared: PreparedIdentity,
  account: CsObject,
  rule: OutboundRule,
  operation: Operation,
  attribute: string | undefined,
  old: PlannedChange['old'],
  next: PlannedChange['new'],
  from: string | undefined,
): PlannedChange {
  const added = operation === 'add' ? (next as ObjectImage) : undefined
  return {
    object: account.id,
    mv: prepared.identity.id,
    system: account.system,
    type: account.type,
    operation,
    attribute,
    old,
    new: next,
    rule: rule.name,
    from,
    risk: judge(operation, attribute, next === undefined).risk,
    name: prepared.name,
    key: (added === undefined ? (account.dn ?? account.anchor) : added.dn) ?? prepared.name,
  }
}

const imageOf = (account: CsObject): ObjectImage =>
  account.dn === undefined
    ? { attributes: account.attributes }
    : { dn: account.dn, attributes: account.attributes }

const uniqueKey = (system: number, type: string, attribute: string, value: string): LookupKey =>
  attribute === 'dn'
    ? { space: dnSpace(system), value: dnKey(value) }
    : { space: csSpace(system, type, attribute), value: lookupValue(value) }
