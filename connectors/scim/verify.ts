import { ConnectorError } from '../spi/error.ts'
import type { Value } from '../spi/value.ts'
import type { AttributeChange, ReferenceChange } from '../spi/write.ts'
import type { ResourceMap, ScimAttributeMap } from './attributes.ts'
import { attributeValue, referencesOf } from './flatten.ts'
import { kindOf, type PlannedChange } from './patch.ts'
import { type Json, sameValue } from './values.ts'

/**
 * What is left to write when the live resource is known: what is there already is left out, and a value that is neither
 * the expected old nor the new one throws `precondition`. Without a live resource everything is left to write.
 */
export function changesToWrite(
  map: ResourceMap,
  anchor: string,
  attributes: readonly AttributeChange[],
  references: readonly ReferenceChange[],
  live: Json | undefined,
): PlannedChange[] {
  return [
    ...attributes.flatMap((change) => {
      const attribute = writable(map, change.attribute, 'update')
      return valueChange(attribute, change, live, `${map.type}/${anchor}`)
    }),
    ...references.flatMap((change) => {
      const attribute = writable(map, change.attribute, 'update')
      return referenceChange(attribute, change, live, `${map.type}/${anchor}`)
    }),
  ]
}

/** An attribute that may be written by the operation. Throws `config` or `constraint`. */
export function writable(map: ResourceMap, name: string, operation: 'add' | 'update'): ScimAttributeMap {
  const attribute = map.byName.get(name)
  if (!attribute) {
    throw new ConnectorError('config', `${map.type} has no attribute ${name}`, {
      advice: 'Correct the rule that writes it, or add the attribute to extraAttributes',
      where: `${map.type}/${name}`,
    })
  }
  if (attribute.writable === 'always' || (attribute.writable === 'create' && operation === 'add'))
    return attribute
  const why =
    attribute.writable === 'never' ? 'is written by the service only' : 'can only be set while adding'
  throw new ConnectorError('constraint', `${name} of ${map.type} ${why}`, {
    advice: 'Stop flowing this attribute',
    where: `${map.type}/${name}`,
  })
}

function valueChange(
  map: ScimAttributeMap,
  change: AttributeChange,
  live: Json | undefined,
  where: string,
): PlannedChange[] {
  if (map.form === 'reference') throw asReference(map, where)
  if (live !== undefined) {
    const found = attributeValue(live, map)
    if (sameValue(found, change.new, map)) return []
    if (!sameValue(found, change.old, map)) throw drifted(map.name, where, change.old, found)
  }
  return [{ map, kind: kindOf(map), value: change.new }]
}

function referenceChange(
  map: ScimAttributeMap,
  change: ReferenceChange,
  live: Json | undefined,
  where: string,
): PlannedChange[] {
  if (map.form !== 'reference') throw asReference(map, where)
  const found = live && referencesOf(live, map)
  if (!map.multi) {
    const wanted = change.add[0]
    if (found !== undefined) {
      if (found[0] === wanted) return []
      const expected = change.remove[0]
      const strange = change.wasEmpty === true && found.length > 0
      if (strange || (expected !== undefined && !change.remove.includes(found[0] ?? ''))) {
        if (wanted === undefined && found.length === 0) return []
        throw drifted(map.name, where, expected, found[0])
      }
    }
    return [{ map, kind: kindOf(map), value: wanted }]
  }
  const held = new Set(found)
  const add = change.add.filter((target) => !held.has(target))
  const remove = found === undefined ? change.remove : change.remove.filter((target) => held.has(target))
  return add.length === 0 && remove.length === 0 ? [] : [{ map, kind: 'members', add, remove }]
}

function asReference(map: ScimAttributeMap, where: string): ConnectorError {
  const what = map.form === 'reference' ? 'names other objects' : 'does not name other objects'
  return new ConnectorError('config', `${map.name} ${what}`, {
    advice: 'Correct the rule: references flow to reference attributes, values to the others',
    where,
  })
}

function drifted(
  attribute: string,
  where: string,
  expected: Value | undefined,
  found: Value | undefined,
): ConnectorError {
  return new ConnectorError(
    'precondition',
    `${attribute} was changed in the system since the import: expected ${shown(expected)}, found ${shown(found)}; nothing was written`,
    {
      advice: 'Import the system again, synchronize, and review the change',
      where,
      conflicts: [{ attribute, ...(found === undefined ? {} : { found }) }],
    },
  )
}

function shown(value: unknown): string {
  return value === undefined ? 'no value' : JSON.stringify(value)
}
