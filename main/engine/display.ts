import type { Attributes } from '../../connectors/spi/value.ts'

/** The first attribute of the list that has a value, as text. */
export function displayName(
  attributes: Attributes,
  display: readonly string[] | undefined,
): string | undefined {
  for (const name of display ?? []) {
    const value = attributes[name]
    if (value !== undefined && value !== '')
      return typeof value === 'object' ? String(value[0]) : String(value)
  }
  return undefined
}
