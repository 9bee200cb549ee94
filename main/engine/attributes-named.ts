import type { FlowSource, RuleSource } from '../config/rule-schema.ts'
import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'

/** Every attribute of the connected side that a rule names, and where in the rule. */
export function attributesNamed(
  rule: RuleSource,
): { readonly path: readonly PropertyKey[]; readonly name: string }[] {
  const inbound = rule.direction === 'inbound'
  const scope = rule.scope.flatMap((group, g) =>
    group.flatMap((clause, c) =>
      inbound && !clause.operator.endsWith('MEMBEROF')
        ? [{ path: ['scope', g, c, 'attribute'], name: clause.attribute }]
        : [],
    ),
  )
  const side = inbound ? 'from' : 'to'
  const join = rule.join.flatMap((group, g) =>
    group.map((condition, c) => ({ path: ['join', g, c, side], name: condition[side] })),
  )
  const flows = rule.flows.flatMap((flow, f): { path: readonly PropertyKey[]; name: string }[] => {
    if (!inbound) return [{ path: ['flows', f, 'to'], name: flow.to }]
    if (flow.from !== undefined) return [{ path: ['flows', f, 'from'], name: flow.from }]
    return readByExpression(rule, flow).map((name) => ({ path: ['flows', f, 'expression'], name }))
  })
  return [...scope, ...join, ...flows]
}

function readByExpression(rule: RuleSource, flow: FlowSource): readonly string[] {
  if (flow.expression === undefined) return []
  try {
    return compileExpression(parseExpression(flow.expression, { dialect: flow.dialect ?? rule.dialect }))
      .attributes
  } catch (error) {
    if (error instanceof ExpressionError) return []
    throw error
  }
}
