import type { ObjectItem } from '../spi/entry.ts'
import type { Scalar, Value } from '../spi/value.ts'
import type { ResourceMap, ScimAttributeMap } from './attributes.ts'
import { isJson, type Json, pick, scalarIn } from './values.ts'

/** A resource as the connector space holds it; undefined when it has no id. */
export function flatten(resource: Json, map: ResourceMap): ObjectItem | undefined {
  const id = idOf(resource)
  if (id === undefined) return undefined
  const attributes: Record<string, Value> = {}
  const references: Record<string, readonly string[]> = {}
  for (const attribute of map.attributes) {
    if (attribute.form === 'reference') {
      const targets = referencesOf(resource, attribute)
      if (targets.length > 0) references[attribute.name] = targets
      continue
    }
    const value = attributeValue(resource, attribute)
    if (value !== undefined) attributes[attribute.name] = value
  }
  return { kind: 'object', type: map.type, anchor: id, attributes, references }
}

export function idOf(resource: Json): string | undefined {
  const id = pick(resource, 'id')
  if (typeof id === 'number') return String(id)
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** The value of one attribute of a resource; undefined when it has none. */
export function attributeValue(resource: Json, map: ScimAttributeMap): Value | undefined {
  const raw = rawOf(resource, map)
  switch (map.form) {
    case 'simple':
      return map.multi ? list(asArray(raw).map((one) => scalarIn(one, map))) : scalarIn(raw, map)
    case 'sub':
      return isJson(raw) ? scalarIn(pick(raw, map.path.sub ?? ''), map) : undefined
    case 'typed': {
      const entry = entryOfType(raw, map.path.valueType ?? '')
      return entry ? scalarIn(pick(entry, map.path.sub ?? 'value'), map) : undefined
    }
    case 'values':
      return list(
        untypedEntries(raw).map((entry) => scalarIn(isJson(entry) ? pick(entry, 'value') : entry, map)),
      )
    case 'reference':
      return undefined
  }
}

export function referencesOf(resource: Json, map: ScimAttributeMap): readonly string[] {
  const raw = rawOf(resource, map)
  const targets = asArray(raw).flatMap((entry) => {
    const value = isJson(entry) ? pick(entry, 'value') : entry
    return typeof value === 'string' && value !== ''
      ? [value]
      : typeof value === 'number'
        ? [String(value)]
        : []
  })
  return [...new Set(targets)]
}

/** The whole attribute as the resource has it, out of its extension. */
export function rawOf(resource: Json, { path }: Pick<ScimAttributeMap, 'path'>): unknown {
  const container = path.urn === undefined ? resource : pick(resource, path.urn)
  return isJson(container) ? pick(container, path.attribute) : undefined
}

/** The value of a type; of several the primary one, then the first. */
export function entryOfType(raw: unknown, type: string): Json | undefined {
  const wanted = type.toLowerCase()
  const entries = asArray(raw).filter(
    (entry): entry is Json => isJson(entry) && String(pick(entry, 'type') ?? '').toLowerCase() === wanted,
  )
  return entries.find((entry) => pick(entry, 'primary') === true) ?? entries[0]
}

export function untypedEntries(raw: unknown): readonly unknown[] {
  return asArray(raw).filter((entry) => !isJson(entry) || !pick(entry, 'type'))
}

export function asArray(raw: unknown): readonly unknown[] {
  if (raw === undefined || raw === null) return []
  return Array.isArray(raw) ? raw : [raw]
}

function list(values: readonly (Scalar | undefined)[]): Value | undefined {
  const present = values.filter((value) => value !== undefined)
  return present.length === 0 ? undefined : present
}
