import type { AttributeType, Scalar, Value } from '../../connectors/spi/value.ts'
import type { Dialect } from './ast.ts'
import type { FlowOutcome } from './flow-signal.ts'
import type { Scope } from './scope.ts'

/** What a call knows of its place. Arguments count from 0. */
export interface CallSite {
  fail(argument: number, value: FlowOutcome, problem: string, advice?: string): never
  /** Complains about the call as a whole. */
  refuse(message: string, advice: string): never
  /** Complains in the rule author's own words. */
  raise(message: string): never
  /** What an argument is known to give before it is computed; undefined when nothing is known. */
  typeOf(argument: number): AttributeType | undefined
}

/** An argument that is computed only when asked for. */
type Lazy<T> = () => T

/** `outcome` is a value, none or a signal to the flow: the function hands it on without looking at it. */
export type ParameterType =
  | 'text'
  | 'integer'
  | 'number'
  | 'condition'
  | 'date'
  | 'binary'
  | 'list'
  | 'any'
  | 'outcome'
  | 'variable'

export interface Parameter<T = unknown> {
  readonly name: string
  readonly type: ParameterType
  /** May be left out at the end or left empty in the middle; the function then gets undefined. */
  readonly optional: boolean
  /** The function gets undefined when there is no value; otherwise its result then is "no value" without a call. */
  readonly seesMissing: boolean
  /** Only on the last parameter: the function gets an array of all further arguments. */
  readonly repeats: boolean
  /** What stands for a missing value where the function sees one. */
  readonly missing: T | undefined
  /** Turns a value into the parameter's type; undefined when it cannot be. Never called without a value. */
  readonly convert: (value: Value) => T | undefined
}

/** One or more arguments of one kind at the end of a signature. */
export interface Repeating<T> extends Parameter<readonly T[]> {
  readonly repeats: true
}

/** The types a function gets for its parameters, in order. */
export type Arguments<P extends readonly Parameter[]> = {
  [K in keyof P]: P[K] extends Parameter<infer T> ? T : never
}
type LazyArguments<P extends readonly Parameter[]> = {
  [K in keyof P]: P[K] extends Repeating<infer T>
    ? readonly Lazy<T>[]
    : P[K] extends Parameter<infer T>
      ? Lazy<T>
      : never
}

export interface Example {
  readonly expression: string
  readonly attributes?: Readonly<Record<string, Value>>
  readonly parameters?: Readonly<Record<string, Value>>
  /** What the target holds, for ImportedValue. */
  readonly imported?: Readonly<Record<string, Value>>
  /** Absent: no value, or one of those below. */
  readonly result?: Value
  /** The result is different each time, but of this form. */
  readonly like?: { readonly sample: string; readonly form: RegExp }
  readonly signal?: 'IgnoreThisFlow' | 'AuthoritativeNull'
  /** The message of the error it ends with. */
  readonly error?: string
  /** What the example teaches, where that is not plain. */
  readonly note?: string
}

/** Fields of the environment that belong to one object and one flow; see `Environment`. */
export type Wanted = 'imported' | 'seed'

interface Described<P> {
  readonly name: string
  readonly dialects: readonly Dialect[]
  readonly parameters: P
  readonly documentation: string
  readonly examples: readonly [Example, ...Example[]]
  /** Repeating arguments come in pairs. */
  readonly pairs?: boolean
  /** A text written as its first argument is the name of an attribute, as the rules of Entra Connect write it. */
  readonly namesAttribute?: true
  /** At least so many arguments, where the parameters do not say it. */
  readonly atLeast?: number
  readonly topLevelOnly?: boolean
  /** What the result is, where a value does not show it: binary values, dates and references are texts. */
  readonly returns?: AttributeType
  /** What it takes from the environment that not every evaluation has ready. */
  readonly asksFor?: Wanted
  /** Error messages about what is inside do not show it. */
  readonly confidential?: boolean
  /** In `connect`: all values of a list go into one call, instead of each into a call of its own. */
  readonly takesLists?: boolean
  /** Looks at the arguments that are written as literals, once, when the expression is compiled. */
  readonly checkLiterals?: (literals: readonly (Scalar | undefined)[], site: CallSite) => void
}

type Answer = Value | undefined

export interface FunctionEntry extends Described<readonly Parameter[]> {
  /** Exactly one of `call` (all arguments are computed first), `choose` (each is computed when asked for) and `bind`. */
  // biome-ignore lint/suspicious/noExplicitAny: `entry` and `choosing` below keep each implementation in step with its parameters
  readonly call?: (args: any, site: CallSite, scope: Scope) => FlowOutcome
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly choose?: (args: any, site: CallSite, scope: Scope) => FlowOutcome
  /** The first argument is a variable: `within` computes the third with it set to a value. */
  readonly bind?: Bind
}

type Bind = (source: Answer, within: (value: Answer) => FlowOutcome, site: CallSite) => FlowOutcome

/** One function of the library whose arguments are all computed before the call. */
export function entry<const P extends readonly Parameter[]>(
  described: Described<P> & { call: (args: Arguments<P>, site: CallSite, scope: Scope) => FlowOutcome },
): FunctionEntry {
  return described
}

/** One function of the library that computes only the arguments it needs. */
export function choosing<const P extends readonly Parameter[]>(
  described: Described<P> & {
    choose: (args: LazyArguments<P>, site: CallSite, scope: Scope) => FlowOutcome
  },
): FunctionEntry {
  return described
}

/** One function of the library that names a value for its last argument. */
export function binding<const P extends readonly [Parameter, Parameter, Parameter]>(
  described: Described<P> & { bind: Bind },
): FunctionEntry {
  return described
}

export function parameterAt(entry: FunctionEntry, index: number): Parameter | undefined {
  const last = entry.parameters.at(-1)
  return entry.parameters[index] ?? (last?.repeats ? last : undefined)
}

/** What is wrong with so many arguments, in words that follow the function's name; undefined when nothing is. */
export function argumentCount(entry: FunctionEntry, count: number): string | undefined {
  const { parameters } = entry
  const lastRequired = parameters.findLastIndex(({ optional }) => !optional)
  const minimum = Math.max(lastRequired + 1, entry.atLeast ?? 0)
  const repeats = parameters.at(-1)?.repeats ?? false
  if (count < minimum) return `needs at least ${counted(minimum)}, not ${count}`
  if (!repeats && count > parameters.length)
    return `takes at most ${counted(parameters.length)}, not ${count}`
  if (entry.pairs && (count - parameters.length + 1) % 2 !== 0) {
    return `needs ${parameters.at(-1)?.name} in pairs after the first ${counted(parameters.length - 1)}`
  }
  return undefined
}

function counted(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`
}

/** `Left(source, count)`; optional parameters carry a question mark, repeating ones an ellipsis. */
export function signature(entry: FunctionEntry): string {
  const parameters = entry.parameters.map(
    ({ name, optional, repeats }) => `${name}${optional ? '?' : ''}${repeats ? ', …' : ''}`,
  )
  return `${entry.name}(${parameters.join(', ')})`
}
