import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { computeAttributes } from './attributes.ts'
import { earlier } from './calendar.ts'
import type { CompiledRules, EngineSystem, MvType, OutboundRule } from './compiled-rules.ts'
import { computeGroups, noGroups } from './computed-groups.ts'
import { displayName } from './display.ts'
import { dnKey } from './dn-key.ts'
import { evaluateCandidates, isRefusal } from './evaluate.ts'
import type { Environment } from './flow.ts'
import {
  type Draft,
  type Identity,
  type JoinKey,
  type PreparedIdentity,
  type Target,
  uniqueKey,
} from './identity.ts'
import { joinValue } from './join-value.ts'
import { isHeld } from './lifetime.ts'
import { dnSpace, type Finding, type LookupKey, type ObjectImage, type Provenance } from './model.ts'
import { eachFlow, isOpen, outboundOutcome, schemaOf, type Wanted, withOutcome } from './outbound-value.ts'
import { removedSource, removedSourceFinding } from './removed-source.ts'

/** Works out an identity's values and what its accounts need to know; asks nothing. */
export function prepareIdentity(
  identity: Identity,
  rules: CompiledRules,
  environment: Environment,
): PreparedIdentity {
  const type = rules.types.get(identity.type) as MvType
  const left = removedSource(identity, type, rules, environment.today)
  if (left !== undefined) {
    const name = nameOf(identity, identity.before, type)
    return refusedIdentity(identity, type, [removedSourceFinding(identity.id, name, left)])
  }
  if (!isHeld(identity, type, rules, environment.today)) return departed(identity, type, rules, environment)
  if (identity.fresh) return prepareTargets(identity, type, identity.before, [], [], rules, environment, true)
  const { attributes, provenance, findings, refused, writers } = computeAttributes(
    type,
    identity.id,
    identity.linked,
    rules,
    environment,
    { attributes: identity.before, writers: identity.writers },
  )
  if (refused) return refusedIdentity(identity, type, findings)
  return {
    ...prepareTargets(identity, type, attributes, provenance, [...findings], rules, environment, true),
    writers,
  }
}

/** A rule raised an Error, or who brought it in is not asked any more: the values stay as they were, and nothing is decided that could be written. */
function refusedIdentity(identity: Identity, type: MvType, findings: readonly Finding[]): PreparedIdentity {
  return {
    identity,
    type,
    attributes: identity.before,
    provenance: [],
    name: nameOf(identity, identity.before, type),
    targets: [],
    findings,
    held: true,
    refused: true,
    writers: undefined,
    wakes: undefined,
    computed: undefined,
  }
}

const nameOf = (identity: Identity, attributes: Attributes, type: MvType): string =>
  displayName(attributes, type.display) ?? displayName(identity.before, type.display) ?? `#${identity.id}`

/** Who is gone keeps the last values, so that whoever comes back is recognised, and is out of every scope. */
function departed(
  identity: Identity,
  type: MvType,
  rules: CompiledRules,
  environment: Environment,
): PreparedIdentity {
  return prepareTargets(identity, type, identity.before, [], [], rules, environment, false)
}

function prepareTargets(
  identity: Identity,
  type: MvType,
  attributes: Attributes,
  provenance: Provenance,
  findings: Finding[],
  rules: CompiledRules,
  environment: Environment,
  held: boolean,
): PreparedIdentity {
  const read = (name: string): Value | undefined => attributes[name]
  const targets: Target[] = []
  let wakes: string | undefined
  for (const { system, csType, rules: ofType } of rules.targets.get(identity.type) ?? []) {
    const inScope = held
      ? ofType.filter((rule) => rule.inScope(read, environment.today, identity.memberships))
      : []
    if (held)
      for (const rule of ofType)
        wakes = earlier(wakes, rule.wakes?.(read, environment.today, identity.memberships))
    const accounts = identity.linked.filter((o) => o.system === system.id && o.type === csType && !o.deleted)
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
  const name = nameOf(identity, attributes, type)
  const member =
    rules.computed === undefined || !held
      ? undefined
      : computeGroups(identity, attributes, rules.computed, environment, findings)
  return {
    identity,
    type,
    attributes,
    provenance,
    name,
    targets,
    findings,
    held,
    refused: false,
    writers: undefined,
    wakes: earlier(wakes, member?.wakes),
    computed: member?.groups ?? (rules.computed === undefined ? undefined : noGroups(rules.computed)),
  }
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
  const chosen = new Map<string, Wanted>()
  const about = { system: system.id, object: undefined, mv: identity.id }
  const read = (name: string): Value | undefined => attributes[name]
  const failures = findings.length
  eachFlow(inScope, (flow, rule) => {
    const held = chosen.get(flow.to)
    if (!isOpen(held)) return
    const planned = flow.to === 'dn' ? image?.dn : image?.attributes[flow.to]
    if (flow.candidates !== undefined) {
      const candidates = evaluateCandidates(flow, read, environment, about, findings)
      // A value that was planned stays, unless somebody has taken it since.
      const first = flow.once && typeof planned === 'string' ? [planned] : []
      const all = [...new Set([...first, ...candidates])]
      if (all.length === 0) return
      unique.push({ to: flow.to, candidates: all })
      chosen.set(flow.to, { value: undefined, flow, rule, settled: true })
      return
    }
    const outcome =
      flow.once && planned !== undefined
        ? planned
        : outboundOutcome(
            flow,
            read,
            environment,
            schemaOf(system, rule.csType),
            about,
            findings,
            nothingImported,
          )
    const next = withOutcome(held, outcome, flow, rule)
    if (next === undefined) return
    chosen.set(flow.to, next)
    if (next.value !== undefined) values[flow.to] = next.value
  })
  const mark = schemaOf(system, inScope[0]?.csType ?? '')?.enabled
  if (mark?.kind === 'boolean' && values[mark.attribute] === undefined) values[mark.attribute] = mark.enabled
  return { values, unique, refused: findings.length > failures && findings.slice(failures).some(isRefusal) }
}

/** An account that is not there yet. */
const nothingImported = (): undefined => undefined

function outboundJoinKeys(attributes: Attributes, inScope: readonly OutboundRule[]): JoinKey[][] {
  const groups: JoinKey[][] = []
  for (const rule of inScope)
    for (const group of rule.join) {
      const keys = group.flatMap((condition): JoinKey[] => {
        const value = joinValue(attributes[condition.from])
        const folded = value === undefined ? undefined : condition.normaliser.key(value)
        if (value === undefined || folded === undefined) return []
        return [
          {
            cs: { space: condition.csSpace, value: folded },
            mv: { space: condition.mvSpace, value: folded },
            attribute: condition.to,
            value,
            caseSensitive: condition.caseSensitive,
            normaliser: condition.normaliser,
          },
        ]
      })
      if (keys.length === group.length) groups.push(keys)
    }
  return groups
}
