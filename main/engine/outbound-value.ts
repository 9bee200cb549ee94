import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { Value } from '../../connectors/spi/value.ts'
import { authoritativeNull, type FlowOutcome, ignoreThisFlow } from '../expressions/expressions.ts'
import type { EngineSystem, OutboundRule } from './compiled-rules.ts'
import { evaluateFlow } from './evaluate.ts'
import { conform } from './fit.ts'
import type { Environment, Flow } from './flow.ts'
import type { Finding } from './model.ts'
import { union } from './union.ts'

export const schemaOf = (system: EngineSystem, type: string): ObjectSchema | undefined =>
  system.types.get(type)

/** Visits the flows of rules in scope in the order of precedence, that of a flow before that of its rule. */
export function eachFlow(
  inScope: readonly OutboundRule[],
  visit: (flow: Flow, rule: OutboundRule) => void,
): void {
  if (!inScope.some((rule) => rule.reordered)) {
    for (const rule of inScope) for (const flow of rule.flows) visit(flow, rule)
    return
  }
  const all = inScope.flatMap((rule) => rule.flows.map((flow) => ({ flow, rule })))
  all.sort((a, b) => a.flow.precedence - b.flow.precedence)
  for (const { flow, rule } of all) visit(flow, rule)
}

/** What a target attribute is to hold, as far as the flows visited have told. */
export interface Wanted {
  readonly value: Value | undefined
  /** Whose value it is, or whose the first is where values are merged. */
  readonly flow: Flow
  readonly rule: OutboundRule
  /** Flows of lower precedence have no say. */
  readonly settled: boolean
}

/** Whether a further flow may still say something. */
export const isOpen = (wanted: Wanted | undefined): boolean => wanted === undefined || !wanted.settled

/** What one more flow of an attribute makes of it; undefined when it leaves it as it was. */
export function withOutcome(
  wanted: Wanted | undefined,
  outcome: FlowOutcome,
  flow: Flow,
  rule: OutboundRule,
): Wanted | undefined {
  if (outcome === ignoreThisFlow) return wanted
  if (outcome === authoritativeNull) return { value: undefined, flow, rule, ...wanted, settled: true }
  const value = outcome as Value | undefined
  if (value === undefined)
    return wanted ?? (flow.ignoreNull ? undefined : { value, flow, rule, settled: false })
  if (flow.merge === undefined) return { value, flow, rule, settled: true }
  return wanted?.value === undefined
    ? { value: union(value, [], flow.merge), flow, rule, settled: false }
    : { ...wanted, value: union(wanted.value, value, flow.merge) }
}

/**
 * What a flow says of a target attribute, in the attribute's type. A value that does not fit becomes a finding, and the flow says nothing.
 * @param imported what the system is known to hold of the account
 */
export function outboundOutcome(
  flow: Flow,
  read: (name: string) => Value | undefined,
  environment: Environment,
  schema: ObjectSchema | undefined,
  about: { system: number; object: number | undefined; mv: number | undefined },
  findings: Finding[],
  imported: (name: string) => Value | undefined,
): FlowOutcome {
  const value = evaluateFlow(
    flow,
    read,
    flow.imports ? { ...environment, imported } : environment,
    about,
    findings,
  )
  const definition = schema?.attributes[flow.to]
  if (value === undefined || typeof value === 'symbol' || definition === undefined) return value
  const fitted = conform(value, { type: definition.type, multi: definition.multi ?? false })
  if (fitted !== undefined) return fitted
  findings.push({
    code: 'type-mismatch',
    severity: 'error',
    ...about,
    attribute: flow.to,
    message: `${JSON.stringify(value)} is not ${definition.multi ? 'a list of' : 'one'} ${definition.type} for ${flow.to}`,
    advice: 'Correct the flow, or the value it is made from',
  })
  return ignoreThisFlow
}
