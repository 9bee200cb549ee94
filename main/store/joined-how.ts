import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules } from '../engine/compiled-rules.ts'
import { type CsObject, lookupValue, readerOf } from '../engine/model.ts'

/**
 * Which group of a rule's join conditions holds between an account and its identity as they are now. Null where none does: values may have
 * changed since they were joined.
 */
export function joinedHow(
  object: CsObject,
  attributes: Attributes,
  rules: CompiledRules,
  name: string,
): { words: string; group: number; groups: number } | null {
  const inbound = (rules.inbound.get(object.system) ?? []).find((rule) => rule.name === name)
  const outbound = [...rules.outbound.values()]
    .flatMap((bySystem) => bySystem.get(object.system) ?? [])
    .find((rule) => rule.name === name)
  const groups = (inbound ?? outbound)?.join ?? []
  const mine = readerOf(object)
  const theirs = (attribute: string) => attributes[attribute]
  const [from, to] = inbound === undefined ? [theirs, mine] : [mine, theirs]
  const index = groups.findIndex((group) =>
    group.every((condition) => {
      const values = [to(condition.to)].flat().filter((value) => value !== undefined)
      return [from(condition.from)]
        .flat()
        .some((value) => value !== undefined && values.some((one) => lookupValue(one) === lookupValue(value)))
    }),
  )
  const held = groups[index]
  if (held === undefined) return null
  return {
    words: held.map((condition) => `${condition.from} equals ${condition.to}`).join(' and '),
    group: index + 1,
    groups: groups.length,
  }
}
