import type { MembershipRuleSource } from '../config/membership-schema.ts'
import type { FlowSource, InboundRuleSource, OutboundRuleSource, RuleSource } from '../config/rule-schema.ts'
import { compileExpression, parseExpression } from '../expressions/expressions.ts'
import type { Operation } from './model.ts'

/** Which rule made a change, and of what. */
export interface ChangeOrigin {
  readonly rule: string
  readonly operation: Operation
  /** Null for an add, a move and a delete. */
  readonly attribute: string | null
}

export interface RuleTexts {
  readonly rules: readonly RuleSource[]
  readonly memberships?: readonly MembershipRuleSource[]
}

/**
 * The part of the rules that makes a change what it is, as text: the outbound rule as far as it concerns the change, and all inbound rules
 * that could give the values it takes. An approval stands as long as this is the same. Names and whatever speaks of other attributes do not
 * count. Undefined when there is no such rule any more.
 */
export function ruleBasis({ rules, memberships = [] }: RuleTexts, origin: ChangeOrigin): string | undefined {
  const rule = rules.find(
    (one): one is OutboundRuleSource => one.direction === 'outbound' && one.name === origin.rule,
  )
  if (rule === undefined) return undefined
  const outbound = origin.operation === 'add' ? writingBeside(rule, rules) : [rule]
  const flows = flowsOf(rule, origin)
  const read = new Set(
    outbound.flatMap((one) => flowsOf(one, origin).flatMap((flow) => attributesRead(flow, one))),
  )
  return JSON.stringify([
    outbound.map((one) => concerning(one, flowsOf(one, origin))),
    // A value that no flow gives comes from leaving the scope, or from coming back into it.
    flows.length === 0 || origin.operation === 'disable' ? [rule.leave, rule.enable] : null,
    rules.flatMap((one) => (one.direction === 'inbound' ? (givingTo(rule.from, read, one) ?? []) : [])),
    memberships.filter((one) => one.to === rule.from && read.has(one.into)),
  ])
}

function flowsOf(rule: OutboundRuleSource, { operation, attribute }: ChangeOrigin): readonly FlowSource[] {
  if (operation === 'add') return rule.flows
  if (operation === 'delete') return []
  const target = attribute ?? 'dn'
  return rule.flows.filter((flow) => flow.to === target)
}

/** Several rules make one new account: all that write to objects of its type. */
const writingBeside = (
  rule: OutboundRuleSource,
  rules: readonly RuleSource[],
): readonly OutboundRuleSource[] =>
  rules.filter(
    (one): one is OutboundRuleSource =>
      one.direction === 'outbound' &&
      one.system === rule.system &&
      one.to === rule.to &&
      (one.from === rule.from || one.from === '*'),
  )

/** What is done about drift decides whether there is a change, never what it writes. */
const concerning = (rule: OutboundRuleSource, flows: readonly FlowSource[]): unknown => ({
  ...rule,
  name: undefined,
  leave: undefined,
  enable: undefined,
  drift: undefined,
  softDelete: undefined,
  flows: flows.map((flow) => ({ ...flow, drift: undefined })),
})

function givingTo(type: string, names: ReadonlySet<string>, rule: InboundRuleSource): unknown {
  if (rule.to !== type && rule.to !== '*') return undefined
  const flows = rule.flows.filter((flow) => names.has(flow.to))
  return flows.length === 0 ? undefined : { ...rule, name: undefined, flows }
}

/** The metaverse attributes a flow takes its value from. */
function attributesRead(flow: FlowSource, rule: OutboundRuleSource): readonly string[] {
  if (flow.from !== undefined) return [flow.from]
  if (flow.expression === undefined) return []
  const dialect = flow.dialect ?? rule.dialect
  return [...compileExpression(parseExpression(flow.expression, { dialect })).attributes]
}
