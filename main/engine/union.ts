import type { Scalar, Value } from '../../connectors/spi/value.ts'
import type { Flow } from './flow.ts'

/** The values of both, those of the first first, each once; `ignore-case` keeps the first of those that differ in case only. */
export function union(a: Value, b: Value, merge: NonNullable<Flow['merge']>): readonly Scalar[] {
  const held = new Map<unknown, Scalar>()
  for (const value of [...listOf(a), ...listOf(b)]) {
    const key = merge === 'ignore-case' && typeof value === 'string' ? value.toLowerCase() : value
    if (!held.has(key)) held.set(key, value)
  }
  return [...held.values()]
}

const listOf = (value: Value): readonly Scalar[] => (typeof value === 'object' ? value : [value])
