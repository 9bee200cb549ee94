import type { AttributeSchema, ObjectSchema, SystemSchema } from '../spi/schema.ts'
import type { ResourceMap, ScimAttributeMap } from './attributes.ts'

/** What the connector's resources look like to the engine. */
export function systemSchema(resources: readonly ResourceMap[]): SystemSchema {
  return { types: resources.map(objectSchema) }
}

function objectSchema(map: ResourceMap): ObjectSchema {
  const attributes = Object.fromEntries(
    map.attributes.map((attribute) => [attribute.name, attributeSchema(attribute)]),
  )
  const display = ['displayName', 'userName', 'name.formatted', 'externalId'].filter((name) =>
    map.byName.has(name),
  )
  const active = map.byName.get('active')?.type === 'boolean'
  return {
    type: map.type,
    attributes,
    ...(display.length > 0 ? { display } : {}),
    ...(active ? { enabled: { attribute: 'active', kind: 'boolean', enabled: true } } : {}),
  }
}

function attributeSchema(map: ScimAttributeMap): AttributeSchema {
  return {
    type: map.type,
    ...(map.multi ? { multi: true } : {}),
    ...(map.required ? { required: true } : {}),
    ...(map.unique ? { unique: true } : {}),
    ...(map.writable === 'always' ? {} : { writable: map.writable }),
  }
}
