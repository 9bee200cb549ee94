/** One value as every room of the product holds it: plain JSON, so it can be stored, compared and shown as it is. */
export type Scalar = string | number | boolean

/**
 * The value of an attribute: one scalar, or an array for a multi-valued attribute.
 * Binary values are base64 strings, dates ISO 8601 strings, integers beyond 2^53 decimal strings; the schema says which.
 * "No value" is the absence of the attribute; null, '' and [] never stand for it.
 */
export type Value = Scalar | readonly Scalar[]

export type Attributes = Readonly<Record<string, Value>>

/** Reference attribute → keys of its targets, in the form `capabilities.referenceKey` names (anchor or DN). */
export type References = Readonly<Record<string, readonly string[]>>

export const attributeTypes = ['string', 'integer', 'boolean', 'date', 'binary', 'reference'] as const
export type AttributeType = (typeof attributeTypes)[number]
