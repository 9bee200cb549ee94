import { equalDn, parseDn } from '../kit/dn.ts'
import type { WriteValue } from '../kit/ldap/modify.ts'
import { ConnectorError } from '../spi/error.ts'
import type { Scalar, Value } from '../spi/value.ts'
import { namingAttribute, type TypeName } from './object-types.ts'
import { type AdAttribute, type AdSchema, isSingle } from './schema.ts'
import { sameScalar, toWire } from './values.ts'

export const refuse = (message: string, where: string, advice: string): ConnectorError =>
  new ConnectorError('constraint', message, { advice, where })

/** An attribute that may be written. Throws ConnectorError `constraint` that names what is wrong with it. */
export function writable(schema: AdSchema, name: string, where: string): AdAttribute {
  const attribute = schema.get(name.toLowerCase())
  if (attribute === undefined)
    throw refuse(`The directory has no attribute "${name}"`, where, 'Correct the flow, or extend the schema')
  if (attribute.computed)
    throw refuse(
      `${attribute.name} is written by the directory alone`,
      where,
      'Take the flow out of the rule',
    )
  return attribute
}

export const listOf = (value: Value | undefined): readonly Scalar[] =>
  value === undefined ? [] : typeof value === 'object' ? value : [value]

/** Plain values as they go over the wire. */
export function wireValues(attribute: AdAttribute, value: Value, where: string): WriteValue[] {
  const values = listOf(value)
  if (isSingle(attribute) && values.length > 1)
    throw refuse(
      `${attribute.name} takes one value, not ${values.length}`,
      where,
      'Pick one value in the flow',
    )
  return values.map((one) => {
    const wire = toWire(attribute.encoding, one)
    if (wire === undefined)
      throw refuse(
        `${attribute.name} cannot be "${one}"`,
        where,
        `It takes values of the kind ${attribute.encoding}`,
      )
    if (
      attribute.rangeUpper !== undefined &&
      attribute.encoding === 'text' &&
      String(one).length > attribute.rangeUpper
    )
      throw refuse(
        `${attribute.name} has ${String(one).length} characters; the directory takes ${attribute.rangeUpper}`,
        where,
        'Shorten it in the flow, with Left',
      )
    return wire
  })
}

/** Whether two values are one to the directory: lists are sets. */
export function sameValues(
  attribute: AdAttribute,
  one: Value | undefined,
  other: Value | undefined,
): boolean {
  const [a, b] = [listOf(one), listOf(other)]
  return a.length === b.length && a.every((x) => b.some((y) => sameScalar(attribute.encoding, x, y)))
}

/** True for the naming attribute when it says what the DN says: the directory sets it itself. */
export function isOwnName(type: TypeName, name: string, value: Value, dn: string): boolean {
  if (name.toLowerCase() !== namingAttribute(type)) return false
  const own = parseDn(dn)[0]?.[0]?.value
  return listOf(value).length === 1 && String(listOf(value)[0]) === own
}

/** Whether the first component of two equal DNs is written differently: `CN=anna` and `CN=Anna`. */
export function nameChanged(dn: string, newDn: string): boolean {
  if (!equalDn(dn, newDn)) return true
  return parseDn(dn)[0]?.[0]?.value !== parseDn(newDn)[0]?.[0]?.value
}
