import type { Scalar, Value } from '../../connectors/spi/value.ts'
import { integerValue, toInteger, toNumber, toText } from './conversion.ts'
import { readDate } from './dates/read-date.ts'

/** Text is compared character by character, upper and lower case apart; a number makes the comparison numeric. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  if (typeof left === 'object' && typeof right === 'object') {
    return left.length === right.length && left.every((value, index) => equal(value, right[index]))
  }
  return ordered(left, right) === 0
}

/**
 * Negative, zero or positive as in a sort; NaN when the two cannot be compared. Integers too long for a double
 * (AD's time stamps) are compared exactly.
 */
export function ordered(left: Value, right: Value): number {
  if (typeof left === 'boolean' || typeof right === 'boolean') {
    return sign((toText(left) ?? '').toLowerCase(), (toText(right) ?? '').toLowerCase())
  }
  const [a, b] = [toText(left), toText(right)]
  if (a === undefined || b === undefined) return Number.NaN
  if (isLong(a) || isLong(b)) {
    return isInteger(a) && isInteger(b) ? sign(BigInt(a), BigInt(b)) : sign(a, b)
  }
  if (typeof left === 'string' && typeof right === 'string') return sign(a, b)
  const [x, y] = [toNumber(left), toNumber(right)]
  return x === undefined || y === undefined ? Number.NaN : x - y
}

/** As `ordered`, but texts that our date functions have written are compared as dates: `9/1/2026 …` comes before `10/1/2026 …`. */
export function inOrder(left: Value, right: Value): number {
  if (typeof left === 'string' && typeof right === 'string' && isDate(left) && isDate(right)) {
    const [a, b] = [readDate(left), readDate(right)]
    if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : 0
  }
  return ordered(left, right)
}

const writtenDate =
  /^(?:\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/

/** The length is looked at first: most texts are none. */
function isDate(text: string): boolean {
  return text.length > 18 && text.length < 29 && writtenDate.test(text)
}

/**
 * Adds, subtracts or multiplies; integers exactly. `wrong` is the value that is no number; `range` means that the result has no place
 * in 64 bits.
 */
export function arithmetic(
  left: Value,
  right: Value,
  operator: '+' | '-' | '*',
): Scalar | { wrong: Value } | { range: true } {
  const [a, b] = [toNumber(left), toNumber(right)]
  if (a === undefined) return { wrong: left }
  if (b === undefined) return { wrong: right }
  const result = operator === '+' ? a + b : operator === '-' ? a - b : a * b
  if ([a, b, result].every((one) => Number.isSafeInteger(one))) return result + 0
  const [m, n] = [toInteger(left), toInteger(right)]
  if (m !== undefined && n !== undefined) {
    const [x, y] = [BigInt(m as string | number), BigInt(n as string | number)]
    return integerValue(operator === '+' ? x + y : operator === '-' ? x - y : x * y) ?? { range: true }
  }
  return Math.abs(result) < 2 ** 63 ? result + 0 : { range: true }
}

function sign<T extends string | bigint>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text)
}

function isLong(text: string): boolean {
  return text.length > 15 && isInteger(text)
}

/** Bits of two integers; a result beyond 2^53 is a decimal string, as the value rules say. Undefined: not integers. */
export function bits(
  left: Scalar,
  right: Scalar,
  combine: (a: bigint, b: bigint) => bigint,
): Scalar | undefined {
  const [a, b] = [toBigInt(left), toBigInt(right)]
  if (a === undefined || b === undefined) return undefined
  const result = combine(a, b)
  return result >= Number.MIN_SAFE_INTEGER && result <= Number.MAX_SAFE_INTEGER
    ? Number(result)
    : String(result)
}

export function toBigInt(value: Scalar): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && isInteger(value) ? BigInt(value) : undefined
}
