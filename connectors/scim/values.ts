import type { Scalar, Value } from '../spi/value.ts'
import type { ScimAttributeMap } from './attributes.ts'

/** A JSON object of a resource or of one of its complex values. */
export type Json = { [key: string]: unknown }

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** SCIM attribute names are case-insensitive; the exact spelling is tried first because it is nearly always right. */
export function pick(from: Json, name: string): unknown {
  if (Object.hasOwn(from, name)) return from[name]
  const key = keyOf(from, name)
  return key === undefined ? undefined : from[key]
}

/** The spelling the resource itself has for a name. */
export function keyOf(from: Json, name: string): string | undefined {
  if (Object.hasOwn(from, name)) return name
  const wanted = name.toLowerCase()
  return Object.keys(from).find((key) => key.length === name.length && key.toLowerCase() === wanted)
}

/** A JSON value as the connector space holds it; undefined when it stands for no value. */
export function scalarIn(raw: unknown, map: Pick<ScimAttributeMap, 'type' | 'decimal'>): Scalar | undefined {
  if (raw === null || raw === undefined || raw === '') return undefined
  if (map.type === 'boolean') return booleanIn(raw)
  if (map.type === 'integer') return integerIn(raw)
  if (typeof raw === 'string') return map.type === 'date' ? dateIn(raw) : raw
  if (typeof raw === 'number' || typeof raw === 'boolean') return String(raw)
  return undefined
}

/** Some servers write booleans as "True" and "False". */
function booleanIn(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  const text = String(raw).toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

function integerIn(raw: unknown): Scalar | undefined {
  if (typeof raw === 'number' && Number.isSafeInteger(raw)) return raw
  if (typeof raw !== 'string' || !/^-?\d+$/.test(raw)) return undefined
  const number = Number(raw)
  return Number.isSafeInteger(number) ? number : raw
}

const isoDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/

function dateIn(raw: string): string | undefined {
  if (isoDate.test(raw)) return raw
  const at = Date.parse(raw)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** A value of the connector space as JSON for the wire: booleans real, decimals numbers. */
export function scalarOut(value: Scalar, map: Pick<ScimAttributeMap, 'type' | 'decimal'>): Scalar {
  if (map.type === 'boolean') return booleanIn(value) ?? value
  if (map.decimal && Number.isFinite(Number(value))) return Number(value)
  return value
}

/** A value as a list, the absent one as an empty list. */
export function listOf(value: Value | undefined): readonly Scalar[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as Scalar]
}

/** Whether two values of one attribute mean the same: lists in any order, dates by their instant. */
export function sameValue(
  a: Value | undefined,
  b: Value | undefined,
  map: Pick<ScimAttributeMap, 'type' | 'decimal'>,
): boolean {
  const canon = (value: Value | undefined) =>
    listOf(value)
      .map((one) => canonical(one, map))
      .toSorted()
  const left = canon(a)
  const right = canon(b)
  return left.length === right.length && left.every((one, i) => one === right[i])
}

function canonical(value: Scalar, map: Pick<ScimAttributeMap, 'type' | 'decimal'>): string {
  if (map.type === 'boolean') return String(booleanIn(value) ?? value)
  if (map.type === 'date') return String(Date.parse(String(value)))
  if (map.decimal) return String(Number(value))
  return String(value)
}
