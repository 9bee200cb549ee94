import {
  authoritativeNull,
  ExpressionError,
  type FlowOutcome,
  ignoreThisFlow,
  RaisedError,
} from '../expressions/expressions.ts'
import type { Environment, Flow } from './flow.ts'
import type { Finding } from './model.ts'
import type { Read } from './scope.ts'

interface About {
  readonly system: number
  readonly object: number | undefined
  readonly mv: number | undefined
}

/**
 * Evaluates a flow. Empty is no value. An expression that fails becomes a finding and the flow says nothing at all (IgnoreThisFlow): a
 * mistake in a rule must clear nothing. One that raises an Error becomes the finding that keeps everything of the object back.
 */
export function evaluateFlow(
  flow: Flow,
  read: Read,
  environment: Environment,
  about: About,
  findings: Finding[],
): FlowOutcome {
  const value =
    flow.from === undefined
      ? attempt(
          () => flow.evaluate(read, drawing(flow, environment, about)),
          flow,
          about,
          findings,
          ignoreThisFlow,
        )
      : read(flow.from)
  const empty = value === undefined || value === '' || (typeof value === 'object' && value.length === 0)
  if (!empty) return value
  return flow.authoritativeNull ? authoritativeNull : undefined
}

/** The values a SelectUniqueValue flow tries, in order; none when its expression fails, which is a finding. */
export function evaluateCandidates(
  flow: Flow,
  read: Read,
  environment: Environment,
  about: About,
  findings: Finding[],
): readonly string[] {
  return attempt(
    () => flow.candidates?.(read, drawing(flow, environment, about)) ?? [],
    flow,
    about,
    findings,
    [],
  )
}

/** Each identity and each attribute draws for itself, and draws the same again: a second synchronization changes nothing. */
function drawing(flow: Flow, environment: Environment, { system, mv, object }: About): Environment {
  if (!flow.draws || environment.secret === undefined) return environment
  const whom = mv === undefined ? `object ${object}` : `identity ${mv}`
  return { ...environment, seed: JSON.stringify([environment.secret, whom, system, flow.to]) }
}

/** An Error was raised: nothing may be done with the identity, or with the account. */
export const isRefusal = ({ code }: Finding): boolean =>
  code === 'identity-refused' || code === 'account-refused'

function attempt<T>(evaluate: () => T, flow: Flow, about: About, findings: Finding[], failed: T): T {
  try {
    return evaluate()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    findings.push(
      error instanceof RaisedError
        ? {
            code: flow.refusal,
            severity: 'error',
            ...about,
            attribute: flow.to,
            message: `a rule refuses it (${flow.to}): ${error.message}`,
            advice:
              error.advice ??
              'Correct the data the rule complains about; until then nothing of it is written',
          }
        : {
            code: 'expression-failed',
            severity: 'error',
            ...about,
            attribute: flow.to,
            message: `the expression for ${flow.to} failed: ${error.message}`,
            advice: error.advice ?? 'Correct the expression, or the value it is made from',
          },
    )
    return failed
  }
}
