import type { Value } from '../../../connectors/spi/value.ts'
import type { Dialect } from '../../../main/expressions/ast.ts'
import { compileExpression } from '../../../main/expressions/compile.ts'
import { ExpressionError } from '../../../main/expressions/error.ts'
import type { FlowOutcome } from '../../../main/expressions/flow-signal.ts'
import { parseExpression } from '../../../main/expressions/parse.ts'
import type { Environment } from '../../../main/expressions/scope.ts'

export type Given = Readonly<Record<string, Value>>

export const environment: Environment = {
  today: '2026-01-31',
  seed: 'a seed for tests',
  parameters: { Forest: 'DC=contoso' },
}

export function evaluate(
  expression: string,
  attributes: Given = {},
  dialect: Dialect = 'entra',
): Value | undefined {
  const compiled = compileExpression(parseExpression(expression, { dialect }))
  return compiled.evaluate((name) => attributes[name], environment)
}

export function outcomeOf(
  expression: string,
  attributes: Given = {},
  dialect: Dialect = 'connect',
  around: Partial<Environment> = {},
): FlowOutcome {
  const compiled = compileExpression(parseExpression(expression, { dialect }))
  return compiled.outcome((name) => attributes[name], { ...environment, ...around })
}

export function connect(expression: string, attributes: Given = {}): Value | undefined {
  return evaluate(expression, attributes, 'connect')
}

/** The error an expression gives; fails when it gives none. */
export function errorOf(
  expression: string,
  attributes: Given = {},
  dialect: Dialect = 'entra',
  around: Partial<Environment> = {},
): ExpressionError {
  try {
    outcomeOf(expression, attributes, dialect, around)
  } catch (error) {
    if (error instanceof ExpressionError) return error
    throw error
  }
  throw new Error(`${expression} gave no error`)
}
