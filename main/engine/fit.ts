import type { AttributeType, Scalar, Value } from '../../connectors/spi/value.ts'

/** What of an attribute's definition decides whether a value fits. */
export interface Shape {
  readonly type: AttributeType
  readonly multi: boolean
}

/** The value in the attribute's type, or undefined when it cannot be. A single value becomes a list of one where lists are kept. */
export function conform(value: Value, { type, multi }: Shape): Value | undefined {
  if (typeof value === 'object') {
    if (multi) {
      const all = value.map((one) => fitScalar(one, type))
      return all.some((one) => one === undefined) ? undefined : (all as Scalar[])
    }
    return value.length === 1 ? fitScalar(value[0] as Scalar, type) : undefined
  }
  const fitted = fitScalar(value, type)
  return multi && fitted !== undefined ? [fitted] : fitted
}

function fitScalar(value: Scalar, type: AttributeType): Scalar | undefined {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value
      if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
      return undefined
    case 'integer':
      if (typeof value === 'number') return Number.isInteger(value) ? value : undefined
      if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
      return typeof value === 'string' && /^-?\d+$/.test(value) ? value : undefined
    case 'date':
      return typeof value === 'string' ? fitDate(value.trim()) : undefined
    case 'binary':
      return typeof value === 'string' && base64.test(value) ? value : undefined
    default:
      return typeof value === 'string' ? value : String(value)
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const isoDate = /^\d{4}-\d{2}-\d{2}$/
const instant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/i

/** A day as it is; an instant in UTC, without a fraction that is nothing: two ways to write one instant must not look like a change. */
function fitDate(text: string): string | undefined {
  if (isoDate.test(text)) return exists(text) ? text : undefined
  const [, day, zone] = instant.exec(text) ?? []
  if (day === undefined || !exists(day)) return undefined
  const time = new Date(zone === undefined ? `${text}Z` : text)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().replace('.000Z', 'Z')
}

/** Whether the calendar has the day: 30 February is moved to March by Date. */
function exists(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day)
}
