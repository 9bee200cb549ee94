import type { Attributes, Scalar, Value } from '../../connectors/spi/value.ts'
import type { MetaverseAttribute } from '../config/workspace-schema.ts'
import type { CompiledRules, Environment, Flow, InboundRule, MvType } from './compile.ts'
import { evaluateFlow } from './evaluate.ts'
import type { CsObject, Finding, Provenance } from './model.ts'

export interface Computed {
  readonly attributes: Attributes
  readonly provenance: Provenance
  readonly findings: readonly Finding[]
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

interface Contribution {
  readonly rule: InboundRule
  readonly object: CsObject
}

/**
 * Works out a metaverse object's values from the objects linked to it: for each attribute the contribution of lowest precedence number
 * that has a value. Equal precedence is settled by rule name, then anchor, so that the order of imports never shows.
 * @param before the values now held; a flow marked `once` keeps them
 */
export function computeAttributes(
  type: MvType,
  mv: number,
  linked: readonly CsObject[],
  rules: CompiledRules,
  environment: Environment,
  before: Attributes | undefined,
): Computed {
  const contributions = contributionsOf(linked, rules, environment.today)
  const values: Record<string, Value> = {}
  const winners: Record<string, Contribution> = {}
  const findings: Finding[] = []
  for (const contribution of contributions) {
    const { attributes } = contribution.object
    const read = (name: string): Value | undefined => attributes[name]
    for (const flow of contribution.rule.flows) {
      if (winners[flow.to] !== undefined) continue
      const value = inboundValue(flow, read, environment, contribution.object, mv, findings, before)
      if (value === undefined) continue
      values[flow.to] = value
      winners[flow.to] = contribution
    }
  }
  return { ...arrange(type, mv, values, winners, findings), findings }
}

/** Every contribution to every attribute, winners and losers, in the order of precedence. */
export function candidatesOf(
  linked: readonly CsObject[],
  rules: CompiledRules,
  environment: Environment,
): readonly Candidate[] {
  return contributionsOf(linked, rules, environment.today).flatMap(({ rule, object }) =>
    rule.flows.flatMap((flow) => {
      const value = inboundValue(
        flow,
        (name) => object.attributes[name],
        environment,
        object,
        0,
        [],
        undefined,
      )
      return value === undefined
        ? []
        : [
            {
              attribute: flow.to,
              value,
              rule: rule.name,
              precedence: rule.precedence,
              object: object.id,
              system: object.system,
            },
          ]
    }),
  )
}

/** The contributions in order: inbound rules in scope of living objects. */
export function contributionsOf(
  linked: readonly CsObject[],
  rules: CompiledRules,
  today: string,
): readonly Contribution[] {
  const contributions: Contribution[] = []
  for (const object of linked) {
    // What was never written says nothing; what is gone says nothing any more.
    if (object.deleted || object.unborn) continue
    const candidates = rules.inbound.get(object.system)
    if (candidates === undefined) continue
    for (const rule of candidates)
      if (
        rule.csType === object.type &&
        rule.inScope((name) => object.attributes[name], today, object.memberships)
      )
        contributions.push({ rule, object })
  }
  if (contributions.length > 1) contributions.sort(byPrecedence)
  return contributions
}

function byPrecedence(a: Contribution, b: Contribution): number {
  return (
    a.rule.precedence - b.rule.precedence ||
    order(a.rule.name, b.rule.name) ||
    order(a.object.anchor ?? '', b.object.anchor ?? '')
  )
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

function inboundValue(
  flow: Flow,
  read: (name: string) => Value | undefined,
  environment: Environment,
  object: CsObject,
  mv: number,
  findings: Finding[],
  before: Attributes | undefined,
): Value | undefined {
  if (flow.once && before?.[flow.to] !== undefined) return before[flow.to]
  return evaluateFlow(
    flow,
    read,
    environment,
    { system: object.system, object: object.id, mv: mv === 0 ? undefined : mv },
    findings,
  )
}

/** Canonical key order, values fitted to the schema, provenance grouped by contribution. */
function arrange(
  type: MvType,
  mv: number,
  values: Readonly<Record<string, Value>>,
  winners: Readonly<Record<string, Contribution>>,
  findings: Finding[],
): { attributes: Attributes; provenance: Provenance } {
  const attributes: Record<string, Value> = {}
  const groups = new Map<Contribution, string[]>()
  for (const [name, definition] of type.attributes) {
    const value = values[name]
    if (value === undefined) continue
    const contribution = winners[name] as Contribution
    const fitted = conform(value, definition)
    if (fitted === undefined) {
      findings.push(mismatch(name, value, definition, contribution, mv))
      continue
    }
    attributes[name] = fitted
    const group = groups.get(contribution)
    if (group === undefined) groups.set(contribution, [name])
    else group.push(name)
  }
  const provenance = [...groups].map(([{ rule, object }, names]) => [rule.name, object.id, names] as const)
  return { attributes, provenance }
}

/** The value in the attribute's type, or undefined when it cannot be. A single value becomes a list of one where lists are kept. */
export function conform(
  value: Value,
  definition: Pick<MetaverseAttribute, 'type' | 'multi'>,
): Value | undefined {
  if (typeof value === 'object') {
    if (definition.multi) {
      const all = value.map((one) => fitScalar(one, definition.type))
      return all.some((one) => one === undefined) ? undefined : (all as Scalar[])
    }
    return value.length === 1 ? fitScalar(value[0] as Scalar, definition.type) : undefined
  }
  const fitted = fitScalar(value, definition.type)
  return definition.multi && fitted !== undefined ? [fitted] : fitted
}

function fitScalar(value: Scalar, type: MetaverseAttribute['type']): Scalar | undefined {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value
      if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
      return undefined
    case 'integer':
      if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
      if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
      return typeof value === 'string' && /^-?\d+$/.test(value) ? value : undefined
    default:
      return typeof value === 'string' ? value : String(value)
  }
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
