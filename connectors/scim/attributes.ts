import type { AttributeType } from '../spi/value.ts'
import type { ScimAttribute, ScimSchema } from './coreSchema.ts'
import { type AttributePath, formatPath, parsePath } from './path.ts'

/** Where an attribute of the connector space lives in a resource, and in which form. */
export interface ScimAttributeMap {
  /** The name in the connector space: `formatPath(path)`. */
  readonly name: string
  readonly path: AttributePath
  /**
   * simple: the attribute itself · sub: a sub-attribute of a complex one · typed: a sub-attribute of the value with one
   * type · values: the `value`s of all values without a type · reference: the `value`s of a complex attribute that names
   * resources.
   */
  readonly form: 'simple' | 'sub' | 'typed' | 'values' | 'reference'
  readonly type: AttributeType
  /** SCIM decimals are strings in the connector space and numbers on the wire. */
  readonly decimal: boolean
  readonly multi: boolean
  readonly caseExact: boolean
  readonly required: boolean
  readonly unique: boolean
  readonly writable: 'always' | 'create' | 'never'
}

/** One resource type: its endpoint and all attributes that are read and written. */
export interface ResourceMap {
  readonly type: string
  /** Relative to the base URL: `Users`. */
  readonly endpoint: string
  readonly schema: string
  readonly extensions: readonly string[]
  readonly attributes: readonly ScimAttributeMap[]
  readonly byName: ReadonlyMap<string, ScimAttributeMap>
}

/** An attribute the admin adds because the system describes it nowhere. */
export interface ExtraAttribute {
  readonly resourceType: string
  readonly name: string
  readonly kind: AttributeType
  readonly multi: boolean
}

export interface ResourceDescription {
  readonly type: string
  readonly endpoint: string
  readonly schema: ScimSchema
  readonly extensions: readonly ScimSchema[]
}

/** Attributes that are no attributes of the connector space: the anchor, what the system keeps, what cannot be read. */
const hidden = new Set(['id', 'meta', 'schemas', 'password', 'externalid'])

export function mapResource(description: ResourceDescription, extra: readonly ExtraAttribute[]): ResourceMap {
  const attributes = new Map<string, ScimAttributeMap>()
  const put = (map: ScimAttributeMap) => attributes.set(map.name, map)
  for (const attribute of description.schema.attributes) mapAttribute(undefined, attribute).forEach(put)
  const userName = attributes.get('userName')
  // Unique and required by the standard, whatever the service's own description says.
  if (userName) put({ ...userName, required: true, unique: true })
  // A common attribute (RFC 7643, 3.1), which most schema documents leave out.
  put(leaf({ attribute: 'externalId' }, { name: 'externalId', type: 'string', caseExact: true }, 'simple'))
  for (const extension of description.extensions) {
    for (const attribute of extension.attributes) mapAttribute(extension.id, attribute).forEach(put)
  }
  for (const own of extra) if (own.resourceType === description.type) put(mapExtra(own))
  return {
    type: description.type,
    endpoint: description.endpoint.replace(/^\/+|\/+$/g, ''),
    schema: description.schema.id,
    extensions: description.extensions.map((extension) => extension.id),
    attributes: [...attributes.values()],
    byName: attributes,
  }
}

function mapAttribute(urn: string | undefined, attribute: ScimAttribute): ScimAttributeMap[] {
  if (urn === undefined && hidden.has(attribute.name.toLowerCase())) return []
  if (attribute.returned === 'never' || attribute.mutability === 'writeOnly') return []
  const path = { ...(urn === undefined ? {} : { urn }), attribute: attribute.name }
  const complex = attribute.type?.toLowerCase() === 'complex' || attribute.subAttributes !== undefined
  if (!complex) return [leaf(path, attribute, 'simple')]
  const subs = attribute.subAttributes ?? []
  if (isReference(attribute))
    return attribute.mutability === 'readOnly' ? [] : [referenceLeaf(path, attribute)]
  if (!attribute.multiValued) {
    return subs
      .filter(readable)
      .map((sub) => leaf({ ...path, sub: sub.name }, inherit(attribute, sub), 'sub'))
  }
  return mapTypedValues(path, attribute, subs)
}

function mapTypedValues(
  path: AttributePath,
  attribute: ScimAttribute,
  subs: readonly ScimAttribute[],
): ScimAttributeMap[] {
  const types = subs.find((sub) => sub.name === 'type')?.canonicalValues ?? []
  const parts = subs.filter(
    (sub) => readable(sub) && !['type', 'primary', 'display', '$ref'].includes(sub.name),
  )
  const typed = types.flatMap((valueType) =>
    parts.map((sub) => leaf({ ...path, valueType, sub: sub.name }, inherit(attribute, sub), 'typed')),
  )
  const value = parts.find((sub) => sub.name === 'value')
  if (!value) return typed
  return [...typed, { ...leaf(path, inherit(attribute, value), 'values'), multi: true }]
}

function isReference(attribute: ScimAttribute): boolean {
  const subs = attribute.subAttributes ?? []
  const targets = subs.find((sub) => sub.name === '$ref')?.referenceTypes ?? []
  const names = subs.some((sub) => sub.name === 'value')
  if (names && targets.some((target) => target !== 'external' && target !== 'uri')) return true
  return names && ['members', 'manager', 'groups'].includes(attribute.name)
}

function readable(sub: ScimAttribute): boolean {
  return sub.type !== 'complex' && sub.returned !== 'never' && sub.mutability !== 'writeOnly'
}

/** What holds for a complex attribute holds for its parts, except that a part need not be there when the whole is. */
function inherit(parent: ScimAttribute, sub: ScimAttribute): ScimAttribute {
  const readOnly = parent.mutability === 'readOnly' || sub.mutability === 'readOnly'
  return {
    ...sub,
    required: false,
    mutability: readOnly ? 'readOnly' : (parent.mutability ?? 'readWrite'),
    uniqueness: 'none',
  }
}

function leaf(
  path: AttributePath,
  attribute: ScimAttribute,
  form: ScimAttributeMap['form'],
): ScimAttributeMap {
  const type = attribute.type?.toLowerCase() ?? 'string'
  return {
    name: formatPath(path),
    path,
    form,
    type: typeOf(type),
    decimal: type === 'decimal',
    multi: form === 'simple' && attribute.multiValued === true,
    caseExact: attribute.caseExact === true || type === 'binary',
    required: attribute.required === true,
    unique: attribute.uniqueness === 'server' || attribute.uniqueness === 'global',
    writable: writableOf(attribute.mutability),
  }
}

function referenceLeaf(path: AttributePath, attribute: ScimAttribute): ScimAttributeMap {
  return {
    ...leaf(path, { ...attribute, type: 'string', caseExact: true, uniqueness: 'none' }, 'reference'),
    type: 'reference',
    multi: attribute.multiValued === true,
  }
}

function typeOf(type: string): AttributeType {
  if (type === 'boolean' || type === 'integer' || type === 'binary') return type
  return type === 'datetime' ? 'date' : 'string'
}

function writableOf(mutability: string | undefined): ScimAttributeMap['writable'] {
  if (mutability === 'readOnly') return 'never'
  return mutability === 'immutable' ? 'create' : 'always'
}

function mapExtra({ name, kind, multi }: ExtraAttribute): ScimAttributeMap {
  const path = parsePath(name)
  if (!path) throw new RangeError(`"${name}" is no SCIM attribute path`)
  const form = path.valueType !== undefined ? 'typed' : path.sub !== undefined ? 'sub' : 'simple'
  const scimType = kind === 'date' ? 'dateTime' : kind
  const attribute: ScimAttribute = { name: path.attribute, type: scimType, multiValued: multi }
  return kind === 'reference' ? referenceLeaf(path, attribute) : leaf(path, attribute, form)
}
