import { ConnectorError } from '../spi/error.ts'
import { mapResource, type ResourceMap } from './attributes.ts'
import type { ScimClient } from './client.ts'
import type { ScimConfig } from './config.ts'
import {
  coreSchemas,
  enterpriseUrn,
  groupUrn,
  type ScimAttribute,
  type ScimSchema,
  userUrn,
} from './coreSchema.ts'
import type { Quirks } from './profiles.ts'
import { isJson, type Json, pick } from './values.ts'

/** What the service says of itself (RFC 7643, 5), as far as it is used; undefined where it says nothing. */
export interface ServiceProviderConfig {
  readonly patch: boolean | undefined
  readonly filter: boolean | undefined
  readonly maxResults: number | undefined
  readonly changePassword: boolean | undefined
  readonly etag: boolean | undefined
  /** RFC 9865: lists are paged by cursor unless asked otherwise. */
  readonly cursorByDefault: boolean
  readonly maxPageSize: number | undefined
}

export interface Discovery {
  /** Undefined when the service has no such document. */
  readonly service: ServiceProviderConfig | undefined
  readonly resources: readonly ResourceMap[]
}

/** Asks the service for its documents; what is missing or wrong is taken from the standard. */
export async function discover(
  client: ScimClient,
  config: ScimConfig,
  quirks: Quirks,
  log: (message: string) => void,
): Promise<Discovery> {
  const [service, types, schemas] = [
    await document(client, quirks.serviceProviderConfigPath, log),
    await document(client, 'ResourceTypes', log),
    await document(client, 'Schemas', log),
  ]
  const described = schemasOf(schemas)
  const resources = config.resourceTypes.map((type) => {
    const description = describe(type, resourceTypeOf(types, type), described, quirks)
    return mapResource(description, config.extraAttributes)
  })
  return { service: service && serviceOf(service), resources }
}

/** A discovery document; undefined when the service has none it would show. */
async function document(
  client: ScimClient,
  path: string,
  log: (message: string) => void,
): Promise<Json | undefined> {
  try {
    return (await client.get(path)).body
  } catch (error) {
    if (!(error instanceof ConnectorError) || trouble.has(error.kind)) throw error
    log(`The service shows no /${path}; the standard is taken instead (${error.system ?? error.message})`)
    return undefined
  }
}

/** Whether the service may well have the document: attributes that the standard does not know would be taken for cleared. */
const trouble: ReadonlySet<string> = new Set(['auth', 'connection', 'timeout', 'throttled', 'internal'])

export function serviceOf(body: Json): ServiceProviderConfig {
  const part = (name: string): Json => {
    const value = pick(body, name)
    return isJson(value) ? value : {}
  }
  const supported = (name: string): boolean | undefined => booleanOf(pick(part(name), 'supported'))
  const pagination = part('pagination')
  return {
    patch: supported('patch'),
    filter: supported('filter'),
    maxResults: positive(pick(part('filter'), 'maxResults')),
    changePassword: supported('changePassword'),
    etag: supported('etag'),
    cursorByDefault:
      booleanOf(pick(pagination, 'cursor')) === true &&
      (pick(pagination, 'defaultPaginationMethod') === 'cursor' ||
        booleanOf(pick(pagination, 'index')) === false),
    maxPageSize: positive(pick(pagination, 'maxPageSize')),
  }
}

function booleanOf(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  return typeof raw === 'string' ? raw.toLowerCase() === 'true' : undefined
}

function positive(raw: unknown): number | undefined {
  const number = Number(raw)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

interface DescribedType {
  readonly endpoint: string | undefined
  readonly schema: string | undefined
  /** Undefined when the document does not list extensions. */
  readonly extensions: readonly string[] | undefined
}

function resourceTypeOf(body: Json | undefined, type: string): DescribedType | undefined {
  const entries = body && pick(body, 'Resources')
  if (!Array.isArray(entries)) return undefined
  const found = entries
    .filter(isJson)
    .find((entry) => String(pick(entry, 'name')).toLowerCase() === type.toLowerCase())
  if (!found) return undefined
  const text = (name: string) => {
    const value = pick(found, name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const listed = pick(found, 'schemaExtensions')
  return {
    endpoint: endpointOf(text('endpoint')),
    schema: text('schema'),
    extensions: Array.isArray(listed) ? listed.filter(isJson).map((one) => String(pick(one, 'schema'))) : [],
  }
}

/** The last part of what may be a path or a whole URL: credentials are sent to the configured base URL only. */
function endpointOf(text: string | undefined): string | undefined {
  const last = text?.split('/').filter(Boolean).at(-1)
  return last !== undefined && /^[\w.-]+$/.test(last) ? last : undefined
}

function schemasOf(body: Json | undefined): ReadonlyMap<string, ScimSchema> | undefined {
  const entries = body && pick(body, 'Resources')
  if (!Array.isArray(entries)) return undefined
  const schemas = new Map<string, ScimSchema>()
  for (const entry of entries.filter(isJson)) {
    const id = pick(entry, 'id')
    const attributes = pick(entry, 'attributes')
    if (typeof id !== 'string' || !Array.isArray(attributes)) continue
    const standard = coreSchemas.find((schema) => schema.id.toLowerCase() === id.toLowerCase())
    const read = attributesOf(attributes, standard?.attributes)
    if (read.length > 0) schemas.set(id.toLowerCase(), { id: standard?.id ?? id, attributes: read })
  }
  return schemas
}

/** The attributes that can be understood; what a standard attribute leaves out is filled in from the standard. */
function attributesOf(
  raw: readonly unknown[],
  standard: readonly ScimAttribute[] = [],
): readonly ScimAttribute[] {
  return raw.filter(isJson).flatMap((entry) => {
    const name = pick(entry, 'name')
    if (typeof name !== 'string' || !/^\$?[A-Za-z][\w-]*$/.test(name)) return []
    const known = standard.find((one) => one.name.toLowerCase() === name.toLowerCase())
    const subs = pick(entry, 'subAttributes')
    const own = Array.isArray(subs) && subs.length > 0 ? attributesOf(subs, known?.subAttributes) : undefined
    const types = pick(entry, 'canonicalValues')
    const canonical = Array.isArray(types) && types.length > 0 ? types.map(String) : undefined
    const described = Object.fromEntries(
      Object.entries(entry).filter(([, value]) => value !== undefined && value !== null),
    )
    return [
      {
        ...known,
        ...described,
        name: known?.name ?? name,
        ...(own
          ? { subAttributes: own }
          : known?.subAttributes
            ? { subAttributes: known.subAttributes }
            : {}),
        ...(canonical
          ? { canonicalValues: canonical }
          : known?.canonicalValues
            ? { canonicalValues: known.canonicalValues }
            : {}),
      } as ScimAttribute,
    ]
  })
}

const standardTypes: Readonly<Record<string, { endpoint: string; schema: string; needs: string }>> = {
  user: { endpoint: 'Users', schema: userUrn, needs: 'username' },
  group: { endpoint: 'Groups', schema: groupUrn, needs: 'displayname' },
}

function describe(
  type: string,
  described: DescribedType | undefined,
  schemas: ReadonlyMap<string, ScimSchema> | undefined,
  quirks: Quirks,
) {
  const standard = standardTypes[type.toLowerCase()]
  const urn = described?.schema ?? standard?.schema
  const schema = plausible(urn && schemas?.get(urn.toLowerCase()), standard?.needs) ?? standardSchema(urn)
  if (!urn || !schema) {
    throw new ConnectorError('config', `The service describes no resource type ${type}`, {
      advice:
        'Correct resourceTypes: User and Group are always known, others need /ResourceTypes and /Schemas',
      where: 'resourceTypes',
    })
  }
  const endpoint = described?.endpoint ?? standard?.endpoint ?? `${type}s`
  const extensions = extensionsOf(type, described, schemas, quirks)
  return { type, endpoint, schema, extensions }
}

/** A schema that lacks the one attribute each such resource has is not believed. */
function plausible(schema: ScimSchema | undefined | '', needs: string | undefined): ScimSchema | undefined {
  if (!schema) return undefined
  if (needs === undefined) return schema
  return schema.attributes.some((attribute) => attribute.name.toLowerCase() === needs) ? schema : undefined
}

function standardSchema(urn: string | undefined): ScimSchema | undefined {
  return coreSchemas.find((schema) => schema.id.toLowerCase() === urn?.toLowerCase())
}

function extensionsOf(
  type: string,
  described: DescribedType | undefined,
  schemas: ReadonlyMap<string, ScimSchema> | undefined,
  quirks: Quirks,
): readonly ScimSchema[] {
  const isUser = type.toLowerCase() === 'user'
  const listed = new Set(described?.extensions ?? [])
  // Without any description the enterprise extension is assumed; with one it has to be named somewhere.
  if (isUser && (schemas === undefined || schemas.has(enterpriseUrn.toLowerCase()))) listed.add(enterpriseUrn)
  const urns = new Map([...listed].map((urn) => [urn.toLowerCase(), urn]))
  if (!quirks.enterpriseExtension) urns.delete(enterpriseUrn.toLowerCase())
  return [...urns.keys()].flatMap((key) => schemas?.get(key) ?? standardSchema(key) ?? [])
}
