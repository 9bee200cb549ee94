import { ConnectorError } from '../spi/error.ts'
import type { AttributeSchema, ObjectSchema, SystemSchema } from '../spi/schema.ts'
import type { Attributes, AttributeType, Scalar, Value } from '../spi/value.ts'

/** What the imitated system refuses, as far as one object alone can tell. Pure. */

export function refusal(message: string, where: string, advice: string): ConnectorError {
  return new ConnectorError('constraint', message, { where, advice })
}

export function typeOf(schema: SystemSchema, type: string, where: string): ObjectSchema {
  const found = schema.types.find((candidate) => candidate.type === type)
  if (found) return found
  const known = schema.types.map((candidate) => candidate.type).join(', ')
  throw refusal(`The system has no object type "${type}"`, where, `Use one of ${known}.`)
}

export function attributeOf(type: ObjectSchema, attribute: string, where: string): AttributeSchema {
  const found = Object.hasOwn(type.attributes, attribute) ? type.attributes[attribute] : undefined
  if (found) return found
  throw refusal(
    `${type.type} has no attribute "${attribute}"`,
    where,
    'Correct the flow that writes it, or refresh the schema.',
  )
}

/** Two values of a unique attribute clash when their keys are equal. */
export function uniqueKey(value: Scalar): string {
  return String(value).normalize('NFC').toLowerCase()
}

export function valuesOf(value: Value): readonly Scalar[] {
  return Array.isArray(value) ? value : [value as Scalar]
}

/** Same values, whatever their order; "no value" equals only itself. */
export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  const sorted = (value: Value) =>
    JSON.stringify(
      valuesOf(value)
        .map((v) => JSON.stringify(v))
        .sort(),
    )
  return sorted(one) === sorted(other)
}

const isoDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const fits: Record<Exclude<AttributeType, 'reference'>, (value: Scalar) => boolean> = {
  string: (value) => typeof value === 'string' && value !== '',
  integer: (value) => (typeof value === 'string' ? /^-?\d+$/.test(value) : Number.isSafeInteger(value)),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value)),
  binary: (value) => typeof value === 'string' && value !== '' && base64.test(value),
}

/** Throws when the system would not take this value for this attribute. */
export function checkValue(attribute: string, schema: AttributeSchema, value: Value, where: string): void {
  const kind = schema.type
  if (kind === 'reference') {
    throw refusal(
      `${attribute} refers to objects and takes no plain value`,
      where,
      'Write it as a reference.',
    )
  }
  if (Array.isArray(value) && !schema.multi) {
    throw refusal(`${attribute} takes one value, not ${value.length}`, where, 'Pick one value in the flow.')
  }
  const values = valuesOf(value)
  if (values.length === 0)
    throw refusal(`${attribute} got an empty list`, where, 'Clear the attribute instead.')
  const wrong = values.find((one) => !fits[kind](one))
  if (wrong !== undefined) {
    throw refusal(
      `${attribute} takes ${kind} values, not ${JSON.stringify(wrong)}`,
      where,
      'Convert the value in the flow.',
    )
  }
}

export function checkWritable(
  attribute: string,
  schema: AttributeSchema,
  adding: boolean,
  where: string,
): void {
  const writable = schema.writable ?? 'always'
  if (writable === 'always' || (writable === 'create' && adding)) return
  throw refusal(
    writable === 'never'
      ? `${attribute} is computed by the system and cannot be written`
      : `${attribute} can be written only while the object is added`,
    where,
    writable === 'never' ? 'Remove the flow.' : 'Mark the flow with "once: true".',
  )
}

/** Throws when a required attribute has no value. `has` names the references with targets as well. */
export function checkRequired(type: ObjectSchema, has: (attribute: string) => boolean, where: string): void {
  for (const [attribute, schema] of Object.entries(type.attributes)) {
    if (schema.required && !has(attribute)) {
      throw refusal(`${type.type} needs a value for ${attribute}`, where, 'Add a flow that gives it a value.')
    }
  }
}

/** Attributes that follow from the name and the anchor, such as cn and objectGUID. */
export function computedAttributes(
  type: ObjectSchema,
  anchor: string,
  rdn: readonly { readonly attribute: string; readonly value: string }[],
): Attributes {
  const computed: Record<string, Value> = {}
  for (const name of Object.keys(type.attributes)) {
    const pair = rdn.find(({ attribute }) => attribute.toLowerCase() === name.toLowerCase())
    if (pair) computed[name] = pair.value
  }
  if (type.anchor) computed[type.anchor] = anchor
  return computed
}
