import { regularExpression } from '../engine/regular-expression.ts'
import { parseRelativeDay } from '../engine/relative-day.ts'
import { datedOperators } from '../engine/scope.ts'
import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import type { ConfigProblem } from './config-error.ts'
import { mvTypesOf, type PlacedRule, ruleProblem } from './rule-problem.ts'
import type { Clause, JoinConditionSource } from './rule-schema.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** What a scope compares with, and how a join compares: expressions, days and bits that must be what they are meant to be. */
export function validateClauses(workspace: WorkspaceSource, rules: readonly PlacedRule[]): ConfigProblem[] {
  return rules.flatMap((placed) => [
    ...placed.rule.scope.flatMap((group, g) =>
      group.flatMap((clause, c) => {
        const wrong = clauseProblem(clause) ?? groupProblem(clause, placed, workspace)
        return wrong === undefined
          ? []
          : [ruleProblem(placed, 'error', ['scope', g, c, wrong.at], wrong.message, wrong.advice)]
      }),
    ),
    ...placed.rule.join.flatMap((group, g) =>
      group.flatMap((condition, c) => {
        const wrong = conditionProblem(condition)
        return wrong === undefined
          ? []
          : [
              ruleProblem(
                placed,
                'error',
                ['join', g, c, wrong.at],
                wrong.message,
                wrong.advice,
                wrong.within,
              ),
            ]
      }),
    ),
  ])
}

interface Wrong {
  readonly at: string
  readonly message: string
  readonly advice: string
  /** Of an expression: the character that is wrong, from 0. */
  readonly within?: number
}

export function clauseProblem({ operator, value }: Clause): Wrong | undefined {
  if (operator.endsWith('MATCHES')) {
    const compiled = regularExpression(String(value))
    return compiled.ok
      ? undefined
      : {
          at: 'value',
          message: `it is no regular expression: ${compiled.reason}`,
          advice: 'The syntax is that of RE2: without look-around and back-references',
        }
  }
  if (operator.includes('BIT') && !/^\d+$/.test(String(value)))
    return {
      at: 'value',
      message: `${operator} needs a whole number of bits, such as 2`,
      advice: 'Write the bits in decimal: 2 is the second one',
    }
  if (
    datedOperators.has(operator) &&
    typeof value === 'string' &&
    /^today\b/i.test(value.trim()) &&
    parseRelativeDay(value) === undefined
  )
    return {
      at: 'value',
      message: `"${value}" is no day relative to today`,
      advice: 'Write today, or today + 7d, - 2w, + 1m or + 1y',
    }
  return undefined
}

/** Outbound, the members of a group are references of some metaverse type. */
function groupProblem(
  { attribute, operator }: Clause,
  { rule }: PlacedRule,
  workspace: WorkspaceSource,
): Wrong | undefined {
  if (rule.direction === 'inbound' || !operator.endsWith('MEMBEROF')) return undefined
  const types = Object.values(workspace.metaverse.types)
  if (types.some((type) => type.attributes[attribute]?.type === 'reference')) return undefined
  return {
    at: 'attribute',
    message: `no metaverse type has a reference attribute "${attribute}"`,
    advice: 'Name the attribute of the group that holds its members, such as member',
  }
}

function conditionProblem({ expression }: JoinConditionSource): Wrong | undefined {
  if (expression === undefined) return undefined
  try {
    const { attributes, unique } = compileExpression(parseExpression(expression))
    const others = attributes.filter((name) => name !== 'value')
    if (!unique && others.length === 0) return undefined
    return {
      at: 'expression',
      message: unique ? 'SelectUniqueValue compares nothing' : `it reads [${others[0]}]`,
      advice: 'The expression sees one value at a time, as [value]',
    }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return {
      at: 'expression',
      message: `the expression is wrong at character ${error.offset + 1}: ${error.message}`,
      advice: error.advice ?? 'See docs/expressions.md',
      within: error.offset,
    }
  }
}

/** `*` stands for every type, where a rule can be about every type. */
export function validateWildcards(workspace: WorkspaceSource, rules: readonly PlacedRule[]): ConfigProblem[] {
  return rules.flatMap((placed): ConfigProblem[] => {
    const { rule } = placed
    if (rule.direction === 'outbound' && rule.to === '*')
      return [
        ruleProblem(
          placed,
          'error',
          ['to'],
          'an account has one type',
          'Name the object type; one rule for each type',
        ),
      ]
    if (
      rule.direction === 'inbound' &&
      rule.to === '*' &&
      rule.link === 'project' &&
      mvTypesOf(rule, workspace).length > 1
    )
      return [
        ruleProblem(
          placed,
          'error',
          ['link'],
          'a new metaverse object has one type',
          'Name the type in to, or use link: join',
        ),
      ]
    return []
  })
}
