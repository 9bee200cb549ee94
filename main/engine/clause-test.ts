import type { Scalar } from '../../connectors/spi/value.ts'
import type { Clause } from '../config/rule-schema.ts'
import { regularExpression } from './regular-expression.ts'

type Test = (value: Scalar) => boolean
type Operand = NonNullable<Clause['value']>

/** What a clause asks of each single value; a negation holds when no value passes the test of what it negates. */
export function compileTest(
  operator: Clause['operator'],
  operand: Operand,
): { readonly test: Test; readonly negated: boolean } {
  const positive = negations[operator]
  const compile = tests[positive ?? operator]
  if (compile === undefined) throw new Error(`${operator} compares with no value`)
  return { test: compile(operand), negated: positive !== undefined }
}

const negations: Partial<Record<Clause['operator'], Clause['operator']>> = {
  NOTEQUAL: 'EQUAL',
  NOTCONTAIN: 'CONTAIN',
  NOTSTARTSWITH: 'STARTSWITH',
  NOTENDSWITH: 'ENDSWITH',
  ISNOTIN: 'ISIN',
  ISNOTBITSET: 'ISBITSET',
  ISBITNOTSET: 'ISBITSET',
  NOTMATCHES: 'MATCHES',
}

const tests: Partial<Record<Clause['operator'], (operand: Operand) => Test>> = {
  EQUAL: text((value, wanted) => value === wanted),
  CONTAIN: text((value, wanted) => value.includes(wanted)),
  STARTSWITH: text((value, wanted) => value.startsWith(wanted)),
  ENDSWITH: text((value, wanted) => value.endsWith(wanted)),
  LESSTHAN: ordered((order) => order < 0),
  LESSTHAN_OR_EQUAL: ordered((order) => order <= 0),
  GREATERTHAN: ordered((order) => order > 0),
  GREATERTHAN_OR_EQUAL: ordered((order) => order >= 0),
  ISIN: (operand) => {
    const list = new Set((typeof operand === 'object' ? operand : [operand]).map(fold))
    return (value) => list.has(fold(value))
  },
  ISBITSET: bits,
  MATCHES: (operand) => {
    const expression = regularExpression(String(operand))
    // Loading a rule refuses what is no regular expression.
    return expression.ok ? (value) => expression.test(String(value)) : () => false
  },
}

const fold = (value: unknown): string => String(value).toLowerCase()

function text(holds: (value: string, wanted: string) => boolean): (operand: Operand) => Test {
  return (operand) => {
    const wanted = fold(operand)
    return (value) => holds(fold(value), wanted)
  }
}

/** Numbers as numbers, also those of 64 bits that are held as text; everything else (ISO dates among it) by code points. */
function ordered(holds: (order: number) => boolean): (operand: Operand) => Test {
  return (operand) => {
    const number = numeric(operand)
    const wanted = fold(operand)
    return (value) => {
      const own = number === undefined ? undefined : numeric(value)
      return holds(
        own === undefined || number === undefined ? order(fold(value), wanted) : order(own, number),
      )
    }
  }
}

const order = <T extends number | bigint | string>(a: T, b: T): number => (a === b ? 0 : a < b ? -1 : 1)

const decimal = /^\s*-?\d+(?:\.\d+)?\s*$/

function numeric(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !decimal.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) || value.includes('.') ? number : BigInt(value.trim())
}

/** All these bits. A negative number is two's complement, as userAccountControl and groupType use it; 64 bits as text are read exactly. */
function bits(operand: Operand): Test {
  const mask = integer(operand)
  if (mask === undefined) return () => false
  if (mask < 0x7fffffff) {
    const small = Number(mask)
    return (value) =>
      typeof value === 'number' && Number.isSafeInteger(value)
        ? (value & small) === small
        : hasBits(integer(value), mask)
  }
  return (value) => hasBits(integer(value), mask)
}

const hasBits = (value: bigint | undefined, mask: bigint): boolean =>
  value !== undefined && (value & mask) === mask

function integer(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  return typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? BigInt(value.trim()) : undefined
}
