import type { Scalar } from '../../connectors/spi/value.ts'
import type { CsObject } from './model.ts'

/** A join compares one value; a list of one counts as its value, a longer one cannot identify anybody. */
export function joinValue(value: CsObject['attributes'][string] | undefined): Scalar | undefined {
  if (typeof value !== 'object') return value === '' ? undefined : value
  return value.length === 1 ? value[0] : undefined
}
