import type { Scalar, Value } from '../../connectors/spi/value.ts'
import { fromBase64 } from './binary.ts'
import { toCondition, toInteger, toNumber, toText } from './conversion.ts'
import type { Instant } from './dates/instant.ts'
import { readDate } from './dates/read-date.ts'
import type { FlowOutcome } from './flow-signal.ts'
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
  return parameter('integer', name, toWhole, options)
}

/** A number: an integer too long for a double comes as its digits. */
export function number(name: string): Parameter<Scalar> {
  return parameter('number', name, toNumeral, {}) as Parameter<Scalar>
}

/** A date with or without a time, in any form that `readDate` knows. */
export function date(name: string): Parameter<Instant> {
  return parameter('date', name, toDate, {}) as Parameter<Instant>
}

/** The bytes of a binary value, which is Base64 text. */
export function binary(name: string): Parameter<Buffer> {
  return parameter('binary', name, toBytes, {}) as Parameter<Buffer>
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

/** Whatever there is, a signal to the flow included: only for arguments that become the result as they are. */
export function outcome(name: string, options: Open = { seesMissing: true }): Parameter<FlowOutcome> {
  return parameter('outcome', name, (value: Value) => value, options) as Parameter<FlowOutcome>
}

/** `$name`, which the next argument gives a value and the last one reads. */
export const variable: Parameter<never> = parameter(
  'variable',
  'variable',
  () => undefined,
) as Parameter<never>

/** One or more of the parameter at the end of a signature. */
export function repeating<T>(one: Parameter<T>): Repeating<T> {
  return { ...one, repeats: true } as unknown as Repeating<T>
}

function toNumeral(value: Value): Scalar | undefined {
  const long = toInteger(value)
  return long ?? toNumber(value)
}

function toWhole(value: Value): number | undefined {
  const converted = toNumber(value)
  return converted !== undefined && Number.isSafeInteger(converted) ? converted : undefined
}

function toDate(value: Value): Instant | undefined {
  const written = typeof value === 'boolean' ? undefined : toText(value)
  return written === undefined ? undefined : readDate(written)
}

function toBytes(value: Value): Buffer | undefined {
  const written = toText(value)
  return written === undefined ? undefined : fromBase64(written)
}

function toList(value: Value): readonly Scalar[] {
  return typeof value === 'object' ? value : [value]
}
