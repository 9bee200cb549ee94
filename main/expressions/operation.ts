import type { Scalar, Value } from '../../connectors/spi/value.ts'
import type { Dialect, Operator } from './ast.ts'
import type { Evaluate } from './call.ts'
import { shown, toCondition, toText } from './conversion.ts'
import type { FlowOutcome } from './flow-signal.ts'
import { maximumText } from './limits.ts'
import { arithmetic, equal, inOrder } from './operators.ts'

type Fail = (message: string, advice?: string) => never
type Given = Value | undefined

/** Compiles `left operator right`. */
export function operation(
  operator: Operator,
  left: Evaluate,
  right: Evaluate,
  dialect: Dialect,
  fail: Fail,
): Evaluate {
  const value = (given: FlowOutcome): Given =>
    typeof given === 'symbol'
      ? fail(
          `${shown(given)} cannot be a side of ${operator}`,
          'It speaks to the flow as a whole: let it be the result, or a branch of IIF or Switch.',
        )
      : given
  const truth = (given: FlowOutcome): boolean => {
    const one = value(given)
    return one === undefined ? false : (toCondition(one) ?? wrong('a condition', one))
  }
  const wrong = (wanted: string, given: Value): never =>
    fail(
      `Both sides of ${operator} must be ${wanted}; ${shown(given)} is not`,
      dialect === 'connect' && wanted === 'a condition'
        ? '&& and || work strictly from left to right: put what belongs together in parentheses.'
        : undefined,
    )
  if (operator === '&&') return (scope) => truth(left(scope)) && truth(right(scope))
  if (operator === '||') return (scope) => truth(left(scope)) || truth(right(scope))
  const compute = computation(operator, wrong, fail)
  if (dialect === 'entra') return (scope) => compute(value(left(scope)), value(right(scope)))
  return (scope) => {
    const [a, b] = [value(left(scope)), value(right(scope))]
    if (!isSeveral(a) && !isSeveral(b)) return compute(a, b)
    if (!scope.mayDo((isSeveral(a) ? a.length : 0) + (isSeveral(b) ? b.length : 0)))
      return fail('This asks for more work than one value may take', 'Look at fewer values.')
    return eachOf(a, b, compute, wrong)
  }
}

function isSeveral(value: Given): value is readonly Scalar[] {
  return typeof value === 'object' && value.length > 1
}

/** A list beside one value: the operator works on each. Two lists can only be the same or not. */
function eachOf(
  a: Given,
  b: Given,
  compute: (a: Given, b: Given) => Given,
  wrong: (wanted: string, given: Value) => never,
): Given {
  if (isSeveral(a) && isSeveral(b)) {
    const whole = compute(a, b)
    return typeof whole === 'boolean' ? whole : wrong('a single value', a)
  }
  const results: Scalar[] = []
  const several = isSeveral(a) ? a : (b as readonly Scalar[])
  for (const one of several) {
    const result = isSeveral(a) ? compute(one, b) : compute(a, one)
    if (result !== undefined) results.push(result as Scalar)
  }
  return results
}

function computation(
  operator: Exclude<Operator, '&&' | '||'>,
  wrong: (wanted: string, given: Value) => never,
  fail: Fail,
): (a: Given, b: Given) => Given {
  const compared = (holds: (order: number) => boolean) => (a: Given, b: Given) =>
    a !== undefined && b !== undefined && holds(inOrder(a, b))
  const calculated = (sign: '+' | '-' | '*') => (a: Given, b: Given) => {
    if (a === undefined || b === undefined) return undefined
    const result = arithmetic(a, b, sign)
    if (typeof result !== 'object') return result
    if ('wrong' in result) return wrong('a number', result.wrong)
    return fail(`${shown(a)} ${sign} ${shown(b)} is out of the range of numbers`, 'Integers have 64 bits.')
  }
  const part = (given: Given): string =>
    given === undefined ? '' : (toText(given) ?? wrong('a single value', given))
  const together = (a: string, b: string): string =>
    a.length + b.length <= maximumText
      ? a + b
      : fail(`This makes a text of ${a.length + b.length} characters; ${maximumText} is the limit`)
  const sum = calculated('+')
  switch (operator) {
    case '=':
      return equal
    case '<>':
      return (a, b) => !equal(a, b)
    case '<':
      return compared((order) => order < 0)
    case '<=':
      return compared((order) => order <= 0)
    case '>':
      return compared((order) => order > 0)
    case '>=':
      return compared((order) => order >= 0)
    case '-':
      return calculated('-')
    case '*':
      return calculated('*')
    case '&':
      return (a, b) => together(part(a), part(b))
    case '+':
      return (a, b) => (typeof a === 'string' && typeof b === 'string' ? together(a, b) : sum(a, b))
  }
}
