import type { Value } from '../../connectors/spi/value.ts'
import type { Clause } from '../config/rule-schema.ts'

export type Read = (attribute: string) => Value | undefined
export type Predicate = (read: Read) => boolean

/**
 * Compiles a scoping filter: OR of AND groups; no groups means every object. Strings are compared without regard to case,
 * as in Entra Connect; a multi-valued attribute satisfies a clause when one of its values does, and its negation when none does.
 */
export function compileScope(groups: readonly (readonly Clause[])[]): Predicate {
  if (groups.length === 0) return () => true
  const compiled = groups.map((group) => group.map(compileClause))
  return (read) => compiled.some((group) => group.every((clause) => clause(read)))
}

type Test = (value: string | number | boolean) => boolean

function compileClause(clause: Clause): Predicate {
  const { attribute, operator } = clause
  if (operator === 'ISNULL') return (read) => isEmpty(read(attribute))
  if (operator === 'ISNOTNULL') return (read) => !isEmpty(read(attribute))
  const [test, negated] = compileTest(operator, clause.value as NonNullable<Clause['value']>)
  return (read) => {
    const value = read(attribute)
    const hit = value !== undefined && (typeof value === 'object' ? value.some(test) : test(value))
    return hit !== negated
  }
}

const fold = (value: unknown): string => String(value).toLowerCase()
const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || value === '' || (typeof value === 'object' && value.length === 0)

function compileTest(
  operator: Clause['operator'],
  operand: NonNullable<Clause['value']>,
): [test: Test, negated: boolean] {
  const wanted = fold(operand)
  const list = new Set((Array.isArray(operand) ? operand : [operand]).map(fold))
  const bit = Number(operand)
  switch (operator) {
    case 'EQUAL':
      return [(v) => fold(v) === wanted, false]
    case 'NOTEQUAL':
      return [(v) => fold(v) === wanted, true]
    case 'LESSTHAN':
      return [(v) => compare(v, operand) < 0, false]
    case 'LESSTHAN_OR_EQUAL':
      return [(v) => compare(v, operand) <= 0, false]
    case 'GREATERTHAN':
      return [(v) => compare(v, operand) > 0, false]
    case 'GREATERTHAN_OR_EQUAL':
      return [(v) => compare(v, operand) >= 0, false]
    case 'CONTAIN':
      return [(v) => fold(v).includes(wanted), false]
    case 'NOTCONTAIN':
      return [(v) => fold(v).includes(wanted), true]
    case 'STARTSWITH':
      return [(v) => fold(v).startsWith(wanted), false]
    case 'NOTSTARTSWITH':
      return [(v) => fold(v).startsWith(wanted), true]
    case 'ENDSWITH':
      return [(v) => fold(v).endsWith(wanted), false]
    case 'NOTENDSWITH':
      return [(v) => fold(v).endsWith(wanted), true]
    case 'ISIN':
      return [(v) => list.has(fold(v)), false]
    case 'ISNOTIN':
      return [(v) => list.has(fold(v)), true]
    case 'ISBITSET':
      return [(v) => hasBits(v, bit), false]
    case 'ISBITNOTSET':
      return [(v) => hasBits(v, bit), true]
    case 'ISNULL':
    case 'ISNOTNULL':
      throw new Error(`${operator} takes no value`)
  }
}

/** Numbers as numbers, everything else (ISO dates among it) by code points; incomparable values are never less or greater. */
function compare(value: string | number | boolean, operand: unknown): number {
  const [a, b] = [Number(value), Number(operand)]
  if (!Number.isNaN(a) && !Number.isNaN(b) && String(value).trim() !== '') return a - b
  const [left, right] = [fold(value), fold(operand)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Bits of the low 32, as userAccountControl and groupType use them; a negative number is two's complement. */
const hasBits = (value: string | number | boolean, bit: number): boolean => (Number(value) & bit) === bit
