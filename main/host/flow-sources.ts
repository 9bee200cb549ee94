import type { FlowSource, RuleSource } from '../config/rule-schema.ts'
import { compileExpression, parseExpression } from '../expressions/expressions.ts'

const known = new WeakMap<FlowSource, readonly string[]>()

/** The attributes that a rule makes a target attribute from: one of a direct flow, those an expression reads, none of a constant. */
export function flowSources(rule: RuleSource | undefined, attribute: string): readonly string[] {
  const flow = rule?.flows.find((candidate) => candidate.to === attribute)
  if (flow === undefined) return []
  let sources = known.get(flow)
  if (sources === undefined) {
    if (flow.from !== undefined) sources = [flow.from]
    else if (flow.expression !== undefined)
      sources = compileExpression(
        parseExpression(flow.expression, { dialect: flow.dialect ?? rule?.dialect ?? 'entra' }),
      ).attributes
    else sources = []
    known.set(flow, sources)
  }
  return sources
}
