import type { Attributes, Value } from '../../connectors/spi/value.ts'

/** What was exported and not read back counts as held: it must not be planned a second time. A null was cleared. */
export function overlay(observed: Attributes, exported: Readonly<Record<string, Value | null>>): Attributes {
  const attributes: Record<string, Value> = { ...observed }
  for (const [name, value] of Object.entries(exported)) {
    if (value === null) delete attributes[name]
    else attributes[name] = value
  }
  return attributes
}

/** The values a system holds of an object, from the two documents that are stored of it. */
export function heldValues(observed: string | null, unconfirmed: string | null): Attributes {
  const held = observed === null ? {} : (JSON.parse(observed) as Attributes)
  return unconfirmed === null ? held : overlay(held, JSON.parse(unconfirmed) as Record<string, Value | null>)
}
