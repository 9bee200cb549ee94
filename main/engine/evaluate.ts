import type { Value } from '../../connectors/spi/value.ts'
import { ExpressionError } from '../expressions/expressions.ts'
import type { Environment, Flow } from './compile.ts'
import type { Finding } from './model.ts'
import type { Read } from './scope.ts'

interface About {
  readonly system: number
  readonly object: number | undefined
  readonly mv: number | undefined
}

/** Evaluates a flow; an expression that fails becomes a finding and the flow gives nothing. Empty is no value. */
export function evaluateFlow(
  flow: Flow,
  read: Read,
  environment: Environment,
  about: About,
  findings: Finding[],
): Value | undefined {
  const value = attempt(() => flow.evaluate(read, environment), flow, about, findings)
  if (value === '' || (typeof value === 'object' && value.length === 0)) return undefined
  return value
}

/** The values a SelectUniqueValue flow tries, in order; none when its expression fails, which is a finding. */
export function evaluateCandidates(
  flow: Flow,
  read: Read,
  environment: Environment,
  about: About,
  findings: Finding[],
): readonly string[] {
  return attempt(() => flow.candidates?.(read, environment), flow, about, findings) ?? []
}

function attempt<T>(evaluate: () => T, flow: Flow, about: About, findings: Finding[]): T | undefined {
  try {
    return evaluate()
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
