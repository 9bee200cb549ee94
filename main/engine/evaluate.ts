import type { Value } from '../../connectors/spi/value.ts'
import { ExpressionError } from '../expressions/expressions.ts'
import type { Environment, Flow } from './compile.ts'
import type { Finding } from './model.ts'
import type { Read } from './scope.ts'

/** Evaluates a flow; an expression that fails becomes a finding and the flow gives nothing. Empty is no value. */
export function evaluateFlow(
  flow: Flow,
  read: Read,
  environment: Environment,
  about: { system: number; object: number | undefined; mv: number | undefined },
  findings: Finding[],
): Value | undefined {
  try {
    const value = flow.evaluate(read, environment)
    if (value === '' || (typeof value === 'object' && value.length === 0)) return undefined
    return value
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    findings.push({
      code: 'expression-failed',
      severity: 'error',
      ...about,
      attribute: flow.to,
      message: `the expression for ${flow.to} failed: ${error.message}`,
      advice: error.advice ?? 'Correct the expression, or the value it is made from',
    })
    return undefined
  }
}
