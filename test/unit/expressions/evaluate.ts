import type { Value } from '../../../connectors/spi/value.ts'
import type { Dialect } from '../../../main/expressions/ast.ts'
import { compileExpression } from '../../../main/expressions/compile.ts'
import { ExpressionError } from '../../../main/expressions/error.ts'
import { parseExpression } from '../../../main/expressions/parse.ts'

export type Given = Readonly<Record<string, Value>>

export function evaluate(
  expression: string,
  attributes: Given = {},
  dialect: Dialect = 'entra',
): Value | undefined {
  const compiled = compileExpression(parseExpression(expression, { dialect }))
  return compiled.evaluate((name) => attributes[name], {
    today: '2026-01-31',
    parameters: { Forest: 'DC=contoso' },
  })
}

export function connect(expression: string, attributes: Given = {}): Value | undefined {
  return evaluate(expression, attributes, 'connect')
}

/** The error an expression gives; fails when it gives none. */
export function errorOf(
  expression: string,
  attributes: Given = {},
  dialect: Dialect = 'entra',
): ExpressionError {
  try {
    evaluate(expression, attributes, dialect)
  } catch (error) {
    if (error instanceof ExpressionError) return error
    throw error
  }
  throw new Error(`${expression} gave no error`)
}
