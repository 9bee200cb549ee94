/**
 * Attribute names in the connector space are SCIM paths in the notation of Entra's attribute mappings:
 *
 *     userName                                                          a simple attribute
 *     name.givenName                                                    a sub-attribute
 *     emails[type eq "work"].value                                      a sub-attribute of the value of one type
 *     roles                                                             the values that have no type, as a list
 *     urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department
 *
 * `parsePath` and `formatPath` are inverse to each other.
 */
export interface AttributePath {
  /** The schema extension; undefined for the core schema. */
  readonly urn?: string
  readonly attribute: string
  /** The `type` of the value meant, of a multi-valued attribute. */
  readonly valueType?: string
  readonly sub?: string
}

const name = /^\$?[A-Za-z][\w-]*$/
const shape = /^([^[\].]+)(?:\[\s*type\s+eq\s+("(?:[^"\\]|\\.)*")\s*\])?(?:\.([^[\].]+))?$/i

/** Undefined when the text is no path of the grammar. */
export function parsePath(text: string): AttributePath | undefined {
  const { urn, rest } = splitUrn(text.trim())
  const [, attribute = '', quoted, sub] = shape.exec(rest) ?? []
  if (!name.test(attribute) || (sub !== undefined && !name.test(sub))) return undefined
  if (quoted !== undefined && sub === undefined) return undefined
  return {
    ...(urn === undefined ? {} : { urn }),
    attribute,
    ...(quoted === undefined ? {} : { valueType: unquote(quoted) }),
    ...(sub === undefined ? {} : { sub }),
  }
}

export function formatPath({ urn, attribute, valueType, sub }: AttributePath): string {
  const prefix = urn === undefined ? '' : `${urn}:`
  const filter = valueType === undefined ? '' : `[type eq ${quote(valueType)}]`
  return `${prefix}${attribute}${filter}${sub === undefined ? '' : `.${sub}`}`
}

/** A string as a SCIM filter writes it, which is as JSON does (RFC 7644, 3.4.2.2). */
export function quote(value: string): string {
  return JSON.stringify(value)
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted.slice(1, -1)
  }
}

/** The URN ends at the last colon before the attribute; versions such as `2.0` have dots of their own. */
function splitUrn(text: string): { urn?: string; rest: string } {
  if (!/^urn:/i.test(text)) return { rest: text }
  const bracket = text.indexOf('[')
  const colon = text.lastIndexOf(':', bracket < 0 ? undefined : bracket)
  return { urn: text.slice(0, colon), rest: text.slice(colon + 1) }
}
