import { type CompiledRules, typeKey } from './compiled-rules.ts'
import { joinValue } from './join-value.ts'
import { type CsObject, csSpace, type LookupKey, lookupValue } from './model.ts'

/** The index entries of an object by which others find that a value is taken; its DN is indexed where it is staged. */
export function uniqueLookups(object: CsObject, rules: CompiledRules): LookupKey[] {
  const keys: LookupKey[] = []
  if (object.deleted) return keys
  for (const attribute of rules.uniqueAttributes.get(typeKey(object.system, object.type)) ?? []) {
    if (attribute === 'dn') continue
    const value = joinValue(object.attributes[attribute])
    if (value !== undefined)
      keys.push({ space: csSpace(object.system, object.type, attribute), value: lookupValue(value) })
  }
  return keys
}
