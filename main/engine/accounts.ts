import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { ambiguousAccount, dnFinding, noUniqueValue } from './account-findings.ts'
import { earlier } from './calendar.ts'
import type { CompiledRules, OutboundRule } from './compiled-rules.ts'
import { dnKey } from './dn-key.ts'
import { applyDrift, type DriftBook, type DriftVerdict, judgeDeleted } from './drift.ts'
import type { Environment } from './flow.ts'
import {
  type Draft,
  type Identity,
  type JoinKey,
  type PreparedIdentity,
  type Target,
  uniqueKey,
} from './identity.ts'
import { decidedLink } from './join-decision.ts'
import { joinValue } from './join-value.ts'
import { hasGrace, leaveAccount } from './leave.ts'
import { departure } from './lifetime.ts'
import {
  type CsObject,
  dnSpace,
  type Finding,
  type Link,
  type LookupKey,
  type Lookups,
  type ObjectImage,
  type PlannedChange,
} from './model.ts'
import { change, differences } from './planned-changes.ts'
import { UniqueValues } from './unique-values.ts'

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
  readonly drift: DriftBook
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
  /** Identities that nobody holds any more, whose time is over. */
  readonly deleted: readonly Identity[]
  /** Identities that nobody holds any more and that are kept for now, and since when. */
  readonly departed: ReadonlyMap<number, string>
  /** Accounts out of scope whose leaving takes several days, and since when; undefined: back in scope. */
  readonly left: ReadonlyMap<number, string | undefined>
  /** The day on which an identity must be looked at again though nothing has changed. */
  readonly due: ReadonlyMap<number, string>
  /** What became of what was changed outside. */
  readonly drift: readonly DriftVerdict[]
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
  readonly departed = new Map<number, string>()
  readonly left = new Map<number, string | undefined>()
  readonly due = new Map<number, string>()
  readonly drift: DriftVerdict[] = []
  readonly created: NewAccount[] = []
  readonly linked: { object: number; link: Link }[] = []
  readonly disconnected: number[] = []
  readonly dropped: number[] = []
  readonly changes = new Map<number, readonly PlannedChange[]>()
  readonly lookups: { object: number; keys: LookupKey[] }[] = []
  readonly findings: Finding[] = []
  readonly #batch: AccountBatch
  readonly #environment: Environment
  readonly #values: UniqueValues
  readonly #taken = new Set<number>()
  #nextObject: number

  constructor(batch: AccountBatch, rules: CompiledRules, environment: Environment) {
    this.#batch = batch
    this.#values = new UniqueValues(rules, batch.cs)
    this.#environment = environment
    this.#nextObject = batch.nextObject
  }

  decide(prepared: PreparedIdentity): void {
    const { identity } = prepared
    this.findings.push(...prepared.findings)
    if (!prepared.held) {
      this.#depart(prepared)
      return
    }
    if (prepared.refused) {
      this.#withhold(identity)
      return
    }
    // The rule that planned it is gone.
    for (const account of identity.linked)
      if (
        account.unborn &&
        !prepared.targets.some((one) => one.system.id === account.system && one.csType === account.type)
      )
        this.#drop(identity, account)
    let next = prepared.wakes
    for (const target of prepared.targets) {
      if (target.inScope.length === 0 || target.draft === undefined) this.#settleDeleted(prepared, target)
      if (target.inScope.length === 0) next = earlier(next, this.#leave(prepared, target).next)
      else if (target.draft === undefined) this.#keep(prepared, target, target.accounts)
      else this.#joinOrProvision(prepared, target, target.draft)
    }
    if (next !== undefined) this.due.set(identity.id, next)
  }

  /** Nothing of it may be written: what was planned is withdrawn. */
  #withhold(identity: Identity): void {
    for (const account of identity.linked) {
      if (account.unborn) this.#drop(identity, account)
      else this.changes.set(account.id, [])
    }
  }

  /** Nobody holds it any more: its accounts leave, and it goes when its time is over and nothing is left to do. */
  #depart(prepared: PreparedIdentity): void {
    const { identity, type } = prepared
    const { today } = this.#environment
    const { since, end } = departure(identity, type, today)
    const leaving = prepared.targets.map((target) => this.#leave(prepared, target))
    for (const account of identity.linked)
      if (account.unborn && !this.dropped.includes(account.id)) this.#drop(identity, account)
    if (end <= today && !leaving.some(({ busy }) => busy)) {
      this.deleted.push(identity)
      return
    }
    this.departed.set(identity.id, since)
    const next = leaving.reduce(
      (day: string | undefined, one) => earlier(day, one.next),
      end > today ? end : undefined,
    )
    if (next !== undefined) this.due.set(identity.id, next)
  }

  /** @returns the day of the next step, and whether something is still to be done */
  #leave(prepared: PreparedIdentity, target: Target): { next: string | undefined; busy: boolean } {
    const rule = target.rules.find((candidate) => candidate.leave.length > 0)
    let next: string | undefined
    let busy = false
    for (const account of target.accounts) {
      if (account.unborn) {
        this.#drop(prepared.identity, account)
        continue
      }
      if (rule === undefined) {
        this.#plan(account, [], [])
        continue
      }
      const since = prepared.identity.left.get(account.id) ?? this.#environment.today
      if (hasGrace(rule)) this.left.set(account.id, since)
      const leaving = leaveAccount(prepared, target, account, rule, since, this.#environment, this.findings)
      if (leaving.disconnect) {
        this.#plan(account, [], [])
        // Whose it is was decided by a person, and stays so until that is taken back.
        if (account.link?.rule !== decidedLink) this.disconnected.push(account.id)
      } else this.#plan(account, leaving.changes, [rule], 'enforce')
      busy ||= leaving.changes.length > 0 || leaving.next !== undefined
      next = earlier(next, leaving.next)
    }
    return { next, busy }
  }

  #keep(prepared: PreparedIdentity, target: Target, accounts: readonly CsObject[]): void {
    const born = accounts.filter((account) => !account.unborn)
    for (const account of accounts) if (account.unborn) this.#drop(prepared.identity, account)
    for (const account of born) {
      if (prepared.identity.left.has(account.id)) this.left.set(account.id, undefined)
      this.#plan(
        account,
        differences(prepared, target, account, this.#environment, this.findings),
        target.inScope,
      )
    }
  }

  /** What is wanted of an account, but for what somebody else changed in it and a person decides about. */
  #plan(
    account: CsObject,
    wanted: readonly PlannedChange[],
    rules: readonly OutboundRule[],
    always?: 'enforce',
  ): void {
    const { changes, verdicts } = applyDrift(
      wanted,
      this.#batch.drift.values(account.id).filter((row) => row.target === undefined),
      rules,
      always,
    )
    this.changes.set(account.id, changes)
    this.drift.push(...verdicts)
  }

  /** Whether an account that somebody else deleted may be made anew. */
  #mayReplace(prepared: PreparedIdentity, target: Target): boolean {
    const rows = this.#batch.drift.deleted(prepared.identity.id, target.system.id, target.csType)
    const judged = rows.map((row) => judgeDeleted(row, target.inScope, prepared.name))
    this.drift.push(...judged.map(({ verdict }) => verdict))
    return judged.every(({ provision }) => provision)
  }

  /** With an account, or out of scope, it does not matter any more that one was deleted. */
  #settleDeleted(prepared: PreparedIdentity, target: Target): void {
    for (const { id } of this.#batch.drift.deleted(prepared.identity.id, target.system.id, target.csType))
      this.drift.push({ id, state: 'settled' })
  }

  #joinOrProvision(prepared: PreparedIdentity, target: Target, draft: Draft): void {
    const found = this.#findAccount(prepared, target)
    if (found === 'held') {
      for (const account of target.accounts) this.#drop(prepared.identity, account)
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
    if (rule === undefined || draft.refused || !this.#mayReplace(prepared, target)) {
      for (const account of target.accounts) this.#drop(prepared.identity, account)
      return
    }
    const existing = target.accounts[0]
    const id = existing?.id ?? this.#nextObject
    const image = this.#complete(prepared, target, draft, id)
    if (image === undefined) {
      if (existing !== undefined) this.#drop(prepared.identity, existing)
      return
    }
    const keys = this.#values.keysOf({ system: target.system.id, type: target.csType }, image)
    if (existing !== undefined) this.#values.release(prepared.identity, existing, keys)
    this.#values.give(keys, id)
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
          if (key.caseSensitive && !sameForm(key, candidate.object)) return []
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
        this.findings.push(ambiguousAccount(prepared, target, matches, rivals.length, group))
      return 'held'
    }
    return undefined
  }

  /** Fills in unique values and checks the DN; undefined when the account cannot be made. */
  #complete(prepared: PreparedIdentity, target: Target, draft: Draft, id: number): ObjectImage | undefined {
    const values: Record<string, Value> = { ...draft.values }
    for (const { to, candidates } of draft.unique) {
      const free = candidates.find((value) =>
        this.#values.isFree(uniqueKey(target.system.id, target.csType, to, value), id),
      )
      if (free === undefined) {
        this.findings.push(noUniqueValue(prepared, target, to, candidates))
        return undefined
      }
      values[to] = free
    }
    const { dn, ...attributes } = values
    if (!target.system.capabilities.hierarchical) return { attributes: attributes as Attributes }
    if (typeof dn !== 'string') {
      this.findings.push(
        dnFinding(
          prepared,
          target,
          'dn-missing',
          `no flow gives it a DN`,
          'Add a flow to dn, or see why its expression is empty',
        ),
      )
      return undefined
    }
    if (!this.#values.isFree({ space: dnSpace(target.system.id), value: dnKey(dn) }, id)) {
      const advice = 'Make the DN unique, for example with SelectUniqueValue and the employee number'
      this.findings.push(dnFinding(prepared, target, 'dn-taken', `${dn} is another object's DN`, advice))
      return undefined
    }
    return { dn, attributes: attributes as Attributes }
  }

  /** Takes a planned account back. */
  #drop(identity: Identity, account: CsObject): void {
    this.dropped.push(account.id)
    this.#values.release(identity, account, [])
  }
}

function sameForm({ attribute, value, normaliser }: JoinKey, object: CsObject): boolean {
  const held = joinValue(object.attributes[attribute])
  return held !== undefined && normaliser.form(held) === normaliser.form(value)
}
