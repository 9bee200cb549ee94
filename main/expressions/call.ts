import type { Scalar, Value } from '../../connectors/spi/value.ts'
import type { FlowOutcome } from './flow-signal.ts'
import { type CallSite, type FunctionEntry, type Parameter, parameterAt } from './function-entry.ts'
import { maximumText } from './limits.ts'
import type { Scope } from './scope.ts'

/** A compiled part of an expression. */
export type Evaluate = (scope: Scope) => FlowOutcome

/** Results shorter than this are not worth counting. */
const countedText = 256

const requirements: Record<Parameter['type'], string> = {
  text: 'must be a single value',
  integer: 'must be an integer',
  number: 'must be a number',
  condition: 'must be True, False or a number',
  date: 'must be a date',
  binary: 'must be a binary value (Base64)',
  list: 'must be a list',
  any: 'must be a value',
  outcome: 'must be a value',
  variable: 'must be a variable',
}

const advices: Partial<Record<Parameter['type'], string>> = {
  text: 'Choose one value with Item, or put them together with Join.',
  date: 'Write it like 2026-03-10 or 2026-03-10T16:00:00+01:00.',
}

function converted(
  parameter: Parameter,
  raw: Evaluate,
  argument: number,
  site: CallSite,
): (scope: Scope) => unknown {
  const { convert, missing, type } = parameter
  if (type === 'outcome') return raw
  const advice = advices[type]
  const refuseSignal = (signal: FlowOutcome) =>
    site.fail(
      argument,
      signal,
      'must be a value',
      'It speaks to the flow as a whole: let it be the result, or a branch of IIF or Switch.',
    )
  if (type === 'any')
    return (scope) => {
      const value = raw(scope)
      return typeof value === 'symbol' ? refuseSignal(value) : value
    }
  return (scope) => {
    const value = raw(scope)
    if (value === undefined) return missing
    if (typeof value === 'symbol') return refuseSignal(value)
    return convert(value) ?? site.fail(argument, value, requirements[type], advice)
  }
}

function convertedArguments(entry: FunctionEntry, raw: readonly Evaluate[], site: CallSite) {
  return raw.map((one, index) => converted(parameterAt(entry, index)!, one, index, site))
}

/** How many parameters stand for one argument each. */
function fixedParameters({ parameters }: FunctionEntry): number {
  return parameters.at(-1)?.repeats ? parameters.length - 1 : parameters.length
}

/** A function whose arguments are all computed before it is called. */
export function eagerCall(entry: FunctionEntry, raw: readonly Evaluate[], site: CallSite): Evaluate {
  const { parameters } = entry
  const implementation = entry.call!
  const args = convertedArguments(entry, raw, site)
  const fixed = fixedParameters(entry)
  const needed = parameters.map(({ seesMissing }) => !seesMissing)
  return (scope) => {
    const values: unknown[] = []
    for (let index = 0; index < fixed; index++) {
      const value = args[index]?.(scope)
      if (value === undefined && needed[index]) return undefined
      values.push(value)
    }
    if (fixed < parameters.length) {
      const rest: unknown[] = []
      for (let index = fixed; index < args.length; index++) rest.push(args[index]!(scope))
      values.push(rest)
    }
    const result = implementation(values, site, scope)
    if (typeof result === 'string' ? result.length > countedText : typeof result === 'object')
      checkSize(result, scope, site)
    return result
  }
}

/** A function that computes the arguments it wants. */
export function lazyCall(entry: FunctionEntry, raw: readonly Evaluate[], site: CallSite): Evaluate {
  const { parameters } = entry
  const implementation = entry.choose!
  const args = convertedArguments(entry, raw, site)
  const fixed = fixedParameters(entry)
  return (scope) => {
    const lazy: unknown[] = args.map((argument) => () => argument(scope))
    const given = fixed < parameters.length ? [...lazy.slice(0, fixed), lazy.slice(fixed)] : lazy
    return implementation(given, site, scope)
  }
}

/** A function that names a value: `Select($item, from, within)`. */
export function boundCall(
  entry: FunctionEntry,
  slot: number,
  from: Evaluate,
  within: Evaluate,
  site: CallSite,
): Evaluate {
  const implementation = entry.bind!
  const source = converted({ ...entry.parameters[1]!, type: 'any' }, from, 1, site)
  return (scope) => {
    const body = (value: Value | undefined) => {
      spend(1, scope, site)
      scope.variables[slot] = value
      return within(scope)
    }
    const result = implementation(source(scope) as Value | undefined, body, site)
    if (typeof result === 'object') checkSize(result, scope, site)
    return result
  }
}

/** In `connect` a function given several values works on each of them. */
export function forEachValue(
  raw: readonly Evaluate[],
  site: CallSite,
  build: (raw: readonly Evaluate[]) => Evaluate,
): Evaluate {
  const [first, ...others] = raw
  let current: FlowOutcome
  const one = build([() => current, ...others])
  return (scope) => {
    const value = first!(scope)
    if (typeof value !== 'object' || value.length === 1) {
      current = value
      return one(scope)
    }
    spend(value.length, scope, site)
    const results: Scalar[] = []
    for (const element of value) {
      current = element
      const result = one(scope)
      if (typeof result === 'symbol') return site.fail(0, result, 'must be a value')
      if (typeof result === 'object') for (const each of result) results.push(each)
      else if (result !== undefined) results.push(result)
    }
    return results
  }
}

function checkSize(result: FlowOutcome, scope: Scope, site: CallSite): void {
  if (typeof result === 'string') {
    if (result.length > maximumText)
      site.fail(0, result, `makes a text of ${result.length} characters; ${maximumText} is the limit`)
    spend(result.length, scope, site)
  } else if (typeof result === 'object') spend(result.length, scope, site)
}

function spend(work: number, scope: Scope, site: CallSite): void {
  if (!scope.mayDo(work))
    site.fail(
      0,
      undefined,
      'asks for more work than one value may take',
      'Look at fewer values, or nest fewer Selects.',
    )
}
