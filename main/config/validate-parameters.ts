import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import type { ConfigProblem } from './config-error.ts'
import { leaveSteps } from './leave-schema.ts'
import type { MembershipRuleSource } from './membership-schema.ts'
import { nearest } from './nearest-name.ts'
import { ruleProblem } from './rule-problem.ts'
import type { FlowSource, RuleSource } from './rule-schema.ts'
import type { RulePlace } from './validate.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

interface Placed {
  readonly rule: RuleSource | MembershipRuleSource
  readonly place: RulePlace
}

/** An expression of a rule, where it stands, and the dialect it is written in. */
interface Written {
  readonly path: readonly PropertyKey[]
  readonly expression: string
  readonly dialect: NonNullable<FlowSource['dialect']>
}

/** Every `%parameter%` of an expression must be given by its rule or by the workspace: without a value the expression fails for every object. */
export function validateParameters(workspace: WorkspaceSource, rules: readonly Placed[]): ConfigProblem[] {
  return rules.flatMap((placed) => {
    const known = Object.keys({ ...workspace.parameters, ...placed.rule.parameters })
    return expressionsOf(placed.rule).flatMap((written) =>
      missing(written, known).map((name) =>
        ruleProblem(
          placed,
          'error',
          written.path,
          `the parameter %${name}% has no value`,
          `${nearest(name, known)}Define it under parameters, of the rule or in workspace.yaml${known.length === 0 ? '' : `. Known: ${known.join(', ')}`}`,
        ),
      ),
    )
  })
}

function expressionsOf(rule: RuleSource | MembershipRuleSource): Written[] {
  const written: Written[] = []
  const add = (
    path: readonly PropertyKey[],
    expression: string | undefined,
    dialect = rule.dialect,
  ): void => {
    if (expression !== undefined) written.push({ path, expression, dialect })
  }
  rule.flows.forEach((flow, index) => {
    add(['flows', index, 'expression'], flow.expression, flow.dialect)
  })
  if (rule.direction === 'membership') add(['key', 'expression'], rule.key.expression)
  if (rule.direction === 'outbound')
    leaveSteps(rule.leave).forEach((step, index) => {
      if (step.do === 'move') add(['leave', index, 'to'], step.to)
    })
  return written
}

/** What is no expression at all is told by the check of the rule it stands in. */
function missing({ expression, dialect }: Written, known: readonly string[]): readonly string[] {
  try {
    const { parameters } = compileExpression(parseExpression(expression, { dialect }))
    return parameters.filter((name) => !known.includes(name))
  } catch (error) {
    if (error instanceof ExpressionError) return []
    throw error
  }
}
