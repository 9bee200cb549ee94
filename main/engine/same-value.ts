import type { Scalar, Value } from '../../connectors/spi/value.ts'

/** Whether two values are the same to a connected system: lists are compared as sets, a list of one equals its value. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined) return false
  if (typeof a !== 'object' && typeof b !== 'object') return false
  const left = new Set(listOf(a))
  const right = new Set(listOf(b))
  return left.size === right.size && [...right].every((value) => left.has(value))
}

const listOf = (value: Value): readonly Scalar[] => (typeof value === 'object' ? value : [value])
