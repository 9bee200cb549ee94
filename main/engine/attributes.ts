import type { Attributes, Value } from '../../connectors/spi/value.ts'
import type { MetaverseAttribute } from '../config/workspace-schema.ts'
import { authoritativeNull, type FlowOutcome, ignoreThisFlow } from '../expressions/expressions.ts'
import type { CompiledRules, MvType } from './compiled-rules.ts'
import { decideContest, type Offer, type Writer } from './contest.ts'
import { type Contribution, contributionsOf } from './contributions.ts'
import { evaluateFlow, isRefusal } from './evaluate.ts'
import { conform } from './fit.ts'
import type { Environment, Flow } from './flow.ts'
import { type CsObject, type Finding, type Provenance, readerOf } from './model.ts'

export interface Computed {
  readonly attributes: Attributes
  readonly provenance: Provenance
  readonly findings: readonly Finding[]
  /** A rule raised an Error: the values are not to be used, and nothing of the identity is to be written. */
  readonly refused: boolean
  /** Who offers what for attributes whose last writer wins; undefined where the type has none. */
  readonly writers: readonly Writer[] | undefined
}

/** A value that lost, for the person who asks why. */
export interface Candidate {
  readonly attribute: string
  readonly value: Value
  readonly rule: string
  readonly precedence: number
  readonly object: number
  readonly system: number
}

/** What is known of an identity before its values are worked out. */
export interface Held {
  /** The values now held; a flow marked `once` keeps them. */
  readonly attributes: Attributes
  /** Who offered what when the values were last worked out. */
  readonly writers: readonly Writer[]
}

/**
 * Works out a metaverse object's values from the objects linked to it: for each attribute the contribution of lowest precedence number
 * that has a value. Equal precedence is settled by rule name, then anchor, so that the order of imports never shows. Attributes over
 * which the order of the rules alone does not decide (see Flow.contested) are decided once all their offers are known.
 */
export function computeAttributes(
  type: MvType,
  mv: number,
  linked: readonly CsObject[],
  rules: CompiledRules,
  environment: Environment,
  held: Held | undefined,
): Computed {
  // By the place of the attribute in its type: a million identities are worked out here.
  const values: (Value | undefined)[] = new Array(type.attributes.length)
  const winners: (Contribution | undefined)[] = new Array(type.attributes.length)
  const offers = new Map<string, Offer[]>()
  const findings: Finding[] = []
  const before = held?.attributes
  for (const contribution of contributionsOf(linked, type.name, rules, environment.today)) {
    const read = readerOf(contribution.object)
    for (const flow of contribution.rule.flows) {
      if (flow.contested) {
        const offer = {
          contribution,
          flow,
          outcome: () => inboundOutcome(flow, read, environment, contribution, mv, findings, before),
        }
        const known = offers.get(flow.to)
        if (known === undefined) offers.set(flow.to, [offer])
        else known.push(offer)
        continue
      }
      const place = type.places.get(flow.to)
      if (place === undefined || winners[place] !== undefined) continue
      const value = inboundOutcome(flow, read, environment, contribution, mv, findings, before)
      if (value === undefined || value === ignoreThisFlow) continue
      winners[place] = contribution
      if (value !== authoritativeNull) values[place] = value as Value
    }
  }
  const shared = new Map<string, readonly Contribution[]>()
  const writers: Writer[] = []
  for (const [attribute, all] of offers) {
    const decided = decideContest(
      all,
      type.lastWriter.has(attribute)
        ? (held?.writers.filter((one) => one.attribute === attribute) ?? [])
        : undefined,
    )
    writers.push(...decided.writers)
    const [first] = decided.contributors
    const place = type.places.get(attribute)
    if (decided.value === undefined || first === undefined || place === undefined) continue
    values[place] = decided.value
    winners[place] = first
    if (decided.contributors.length > 1) shared.set(attribute, decided.contributors)
  }
  return {
    ...arrange(type, mv, values, winners, shared, findings),
    findings,
    refused: findings.length > 0 && findings.some(isRefusal),
    writers: type.lastWriter.size === 0 ? undefined : writers,
  }
}

/**
 * Every contribution to every attribute, winners and losers, in the order of precedence.
 * @param type of the metaverse object; undefined: whatever its rules speak of
 */
export function candidatesOf(
  linked: readonly CsObject[],
  type: string | undefined,
  rules: CompiledRules,
  environment: Environment,
): readonly Candidate[] {
  const all = contributionsOf(linked, type, rules, environment.today).flatMap(({ rule, object }) =>
    rule.flows.flatMap((flow) => {
      const value = inboundOutcome(flow, readerOf(object), environment, { rule, object }, 0, [], undefined)
      return value === undefined || typeof value === 'symbol'
        ? []
        : [
            {
              attribute: flow.to,
              value,
              rule: rule.name,
              precedence: flow.precedence,
              object: object.id,
              system: object.system,
            },
          ]
    }),
  )
  return all.sort((a, b) => a.precedence - b.precedence)
}

function inboundOutcome(
  flow: Flow,
  read: (name: string) => Value | undefined,
  environment: Environment,
  { rule, object }: Contribution,
  mv: number,
  findings: Finding[],
  before: Attributes | undefined,
): FlowOutcome {
  if (object.kept !== undefined)
    return object.kept.get(rule.name)?.includes(flow.to) ? before?.[flow.to] : undefined
  if (flow.once && before?.[flow.to] !== undefined) return before[flow.to]
  return evaluateFlow(
    flow,
    read,
    flow.imports
      ? { ...environment, imported: (name) => (object.confirmed ?? object.attributes)[name] }
      : environment,
    { system: object.system, object: object.id, mv: mv === 0 ? undefined : mv },
    findings,
  )
}

/** Canonical key order, values fitted to the schema, provenance grouped by contribution. */
function arrange(
  type: MvType,
  mv: number,
  values: readonly (Value | undefined)[],
  winners: readonly (Contribution | undefined)[],
  shared: ReadonlyMap<string, readonly Contribution[]>,
  findings: Finding[],
): { attributes: Attributes; provenance: Provenance } {
  const attributes: Record<string, Value> = {}
  const groups = new Map<Contribution, string[]>()
  let latest: Contribution | undefined
  let latestNames: string[] = []
  const credit = (contribution: Contribution, name: string): void => {
    if (contribution !== latest) {
      latest = contribution
      latestNames = groups.get(contribution) ?? []
      groups.set(contribution, latestNames)
    }
    latestNames.push(name)
  }
  for (const [place, [name, definition]] of type.attributes.entries()) {
    const value = values[place]
    if (value === undefined) continue
    const contribution = winners[place] as Contribution
    const fitted = conform(value, definition)
    if (fitted === undefined) {
      findings.push(mismatch(name, value, definition, contribution, mv))
      continue
    }
    attributes[name] = fitted
    const together = shared.size === 0 ? undefined : shared.get(name)
    if (together === undefined) credit(contribution, name)
    else for (const one of together) credit(one, name)
  }
  const provenance = [...groups].map(
    ([{ rule, object }, names]) => [rule.name, object.id, rule.given.same(names)] as const,
  )
  return { attributes, provenance }
}

function mismatch(
  attribute: string,
  value: Value,
  definition: MetaverseAttribute,
  { rule, object }: Contribution,
  mv: number,
): Finding {
  return {
    code: 'type-mismatch',
    severity: 'error',
    system: object.system,
    object: object.id,
    mv,
    attribute,
    message: `${JSON.stringify(value)} is not ${definition.multi ? 'a list of' : 'one'} ${definition.type} for ${attribute} (rule "${rule.name}", object ${object.anchor ?? object.id})`,
    advice: 'Correct the value in the source, or the flow, or the type of the attribute in workspace.yaml',
  }
}
