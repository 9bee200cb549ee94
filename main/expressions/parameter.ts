import type { Scalar, Value } from '../../connectors/spi/value.ts'
import { toCondition, toNumber, toText } from './conversion.ts'
import type { Parameter, Repeating } from './function-entry.ts'

interface Plain {
  optional?: false
  seesMissing?: false
}
/** The function sees undefined: the argument may be left empty, or its attribute may have no value. */
type Open = { optional: true } | { seesMissing: true }

function parameter<T>(
  type: Parameter['type'],
  name: string,
  convert: (value: Value) => T | undefined,
  options: Plain | Open = {},
  missing?: T,
): Parameter<T | undefined> {
  const optional = 'optional' in options && options.optional === true
  const seesMissing = optional || ('seesMissing' in options && options.seesMissing === true)
  return { name, type, convert, missing, optional, seesMissing, repeats: false }
}

/** Text; numbers and booleans are written out (`True`), a list of one value is that value. */
export function text(name: string, options?: Plain): Parameter<string>
export function text(name: string, options: Open): Parameter<string | undefined>
export function text(name: string, options?: Plain | Open): Parameter<string | undefined> {
  return parameter('text', name, toText, options)
}

/** A whole number that a double holds exactly. */
export function integer(name: string, options?: Plain): Parameter<number>
export function integer(name: string, options: Open): Parameter<number | undefined>
export function integer(name: string, options?: Plain | Open): Parameter<number | undefined> {
  return parameter('integer', name, toInteger, options)
}

/** True or False; a missing value is False. */
export function condition(name: string): Parameter<boolean> {
  return parameter('condition', name, toCondition, { seesMissing: true }, false) as Parameter<boolean>
}

/** All values of an attribute; a single value is a list of one, a missing value an empty list. */
export function list(name: string): Parameter<readonly Scalar[]> {
  return parameter('list', name, toList, { seesMissing: true }, []) as Parameter<readonly Scalar[]>
}

/** Whatever there is, undefined included. */
export function any(name: string, options: Open = { seesMissing: true }): Parameter<Value | undefined> {
  return parameter('any', name, (value: Value) => value, options)
}

/** One or more of the parameter at the end of a signature. */
export function repeating<T>(one: Parameter<T>): Repeating<T> {
  return { ...one, repeats: true } as unknown as Repeating<T>
}

function toInteger(value: Value): number | undefined {
  const converted = toNumber(value)
  return converted !== undefined && Number.isSafeInteger(converted) ? converted : undefined
}

function toList(value: Value): readonly Scalar[] {
  return typeof value === 'object' ? value : [value]
}
