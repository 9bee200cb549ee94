import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules } from './compiled-rules.ts'
import type { CsObject } from './model.ts'

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

/** A connector space object as a person knows it. */
export function objectName(object: CsObject, rules: CompiledRules): string {
  const display = rules.systems.get(object.system)?.types.get(object.type)?.display
  return displayName(object.attributes, display) ?? object.dn ?? object.anchor ?? `#${object.id}`
}

/** An identity as a person knows it. */
export const identityName = (
  { id, type, attributes }: { readonly id: number; readonly type: string; readonly attributes: Attributes },
  rules: CompiledRules,
): string => displayName(attributes, rules.types.get(type)?.display) ?? `#${id}`
