import type { Scalar, Value } from '../../connectors/spi/value.ts'
import { type FlowOutcome, ignoreThisFlow } from './flow-signal.ts'

/** A list of one value counts as that value, as directories hold many single values in lists. */
function single(value: Value): Scalar | undefined {
  if (typeof value !== 'object') return value
  return value.length === 1 ? value[0] : undefined
}

/** Undefined when the value is a list of several. Booleans read `True` and `False`, as in both dialects. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value
  const scalar = single(value)
  if (typeof scalar === 'boolean') return scalar ? 'True' : 'False'
  return scalar === undefined ? undefined : String(scalar)
}

/** Undefined when the value is no number: text counts when it is written as a decimal number. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value
  const scalar = single(value)
  if (typeof scalar === 'number') return scalar
  if (typeof scalar !== 'string' || !/^\s*-?\d+(\.\d+)?\s*$/.test(scalar)) return undefined
  return Number(scalar)
}

/** A whole number, as a decimal string where a double would lose digits; undefined when it is none, or longer than 64 bits. */
export function toInteger(value: Value): Scalar | undefined {
  const scalar = single(value)
  if (typeof scalar === 'number') return Number.isSafeInteger(scalar) ? scalar : undefined
  if (typeof scalar !== 'string' || !/^\s*-?\d{1,19}\s*$/.test(scalar)) return undefined
  return integerValue(BigInt(scalar))
}

/** Undefined when it needs more than 64 bits. */
export function integerValue(value: bigint): Scalar | undefined {
  if (value < -(2n ** 63n) || value >= 2n ** 63n) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** Undefined when the value is neither a boolean, its name, nor a number (non-zero is true). */
export function toCondition(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value
  const scalar = single(value)
  if (typeof scalar === 'boolean') return scalar
  if (typeof scalar === 'string') {
    const lower = scalar.toLowerCase()
    if (lower === 'true') return true
    if (lower === 'false') return false
  }
  const number = scalar === undefined ? undefined : toNumber(scalar)
  return number === undefined ? undefined : number !== 0
}

/** How an error shows a value: quoted, and never more of it than so many characters. */
export function shown(value: FlowOutcome, longest = 60): string {
  if (value === undefined) return 'no value'
  if (typeof value === 'symbol') return value === ignoreThisFlow ? 'IgnoreThisFlow' : 'AuthoritativeNull'
  const text = typeof value === 'boolean' ? toText(value)! : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest - 3)}…` : text
}
