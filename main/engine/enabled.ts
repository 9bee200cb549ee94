import type { EnabledMark } from '../../connectors/spi/schema.ts'
import type { Attributes, Value } from '../../connectors/spi/value.ts'

/** Whether an account is enabled; undefined when its mark has no value. */
export function isEnabled(mark: EnabledMark, attributes: Attributes): boolean | undefined {
  const value = attributes[mark.attribute]
  if (value === undefined) return undefined
  if (mark.kind === 'boolean') return (value === true || value === 'true') === mark.enabled
  return (Number(value) & mark.bit) === 0
}

/** The mark's value that says `enabled`; other bits stay as they are. */
export function withEnabled(mark: EnabledMark, attributes: Attributes, enabled: boolean): Value {
  if (mark.kind === 'boolean') return enabled === mark.enabled
  const bits = Number(attributes[mark.attribute] ?? 0)
  return enabled ? bits & ~mark.bit : bits | mark.bit
}
