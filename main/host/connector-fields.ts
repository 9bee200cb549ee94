import { stringify } from 'yaml'
import { z } from 'zod'
import type { Connector, FieldMeta } from '../../connectors/spi/connector.ts'
import type { ConnectorField, ConnectorInfo } from '../../preload/contract/connectors.ts'

/** The part of a JSON schema that decides how a field is asked for. */
interface FieldShape {
  readonly type?: string
  readonly items?: FieldShape
  readonly anyOf?: readonly FieldShape[]
  readonly default?: unknown
}

/** A connector as a person sets it up: its fields in the order of their steps, each with the kind of its input. */
export function connectorInfo(connector: Connector<unknown>): ConnectorInfo {
  const { properties, required } = shapeOf(connector)
  const fields = Object.entries(connector.configSpec.fields).map(([name, meta]) =>
    fieldOf(name, meta, properties[name], required.has(name)),
  )
  return {
    id: connector.id,
    title: connector.title,
    version: connector.version,
    writes: connector.capabilities.write,
    delta: connector.capabilities.delta,
    fields: fields.toSorted((a, b) => a.step - b.step),
  }
}

function shapeOf({ configSpec }: Connector<unknown>): {
  readonly properties: Readonly<Record<string, FieldShape>>
  readonly required: ReadonlySet<string>
} {
  const schema = z.toJSONSchema(configSpec.schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, FieldShape>
    required?: string[]
  }
  return { properties: schema.properties ?? {}, required: new Set(schema.required) }
}

function fieldOf(
  name: string,
  meta: FieldMeta,
  shape: FieldShape | undefined,
  required: boolean,
): ConnectorField {
  const initial = shape?.default
  return {
    name,
    label: meta.label,
    help: meta.help ?? null,
    placeholder: meta.placeholder ?? null,
    group: meta.group ?? '',
    step: meta.step ?? 1,
    kind: kindOf(meta, shape),
    path: meta.path ?? null,
    address: meta.address ?? false,
    choices: meta.choices?.map((choice) => ({ ...choice })) ?? [],
    required,
    initial: initial === undefined ? null : typeof initial === 'object' ? textOf(initial) : String(initial),
  }
}

function kindOf(meta: FieldMeta, shape: FieldShape | undefined): ConnectorField['kind'] {
  if (meta.secret === true) return 'secret'
  if (meta.choices !== undefined) return 'choice'
  switch (shape?.type) {
    case 'string':
      return 'text'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'switch'
    case 'array':
      return shape.items?.type === 'string' ? 'texts' : 'structure'
    default:
      return shape?.anyOf?.every(({ type }) => type === 'number') === true ? 'number' : 'structure'
  }
}

/** A list of texts as lines, anything deeper as YAML; an empty one is as nothing. */
function textOf(initial: unknown): string | null {
  if (Array.isArray(initial) && initial.every((one) => typeof one === 'string'))
    return initial.join('\n') || null
  const text = stringify(initial).trim()
  return text === '{}' || text === '[]' ? null : text
}
