import { isUtf8 } from 'node:buffer'
import { bytesOf, passingText, type RawValue } from '../kit/ldap/octets.ts'
import type { AttributeType, Scalar } from '../spi/value.ts'

const syntax = '1.3.6.1.4.1.1466.115.121.1.'

const byNumber: Readonly<Record<string, AttributeType>> = {
  7: 'boolean',
  12: 'reference',
  24: 'date',
  27: 'integer',
  34: 'reference',
  4: 'binary',
  5: 'binary',
  8: 'binary',
  9: 'binary',
  10: 'binary',
  23: 'binary',
  28: 'binary',
  40: 'binary',
  49: 'binary',
}

/** LDAP syntax (RFC 4517) → the type of its values here. */
export function typeOfSyntax(oid: string, binarySyntaxes: ReadonlySet<string>): AttributeType {
  const known = oid.startsWith(syntax) ? byNumber[oid.slice(syntax.length)] : undefined
  return known ?? (binarySyntaxes.has(oid) ? 'binary' : 'string')
}

/** Certificates and their kin travel with the option `;binary` (RFC 4523). */
export const needsBinaryOption = (oid: string): boolean =>
  [8, 9, 10, 49].some((number) => oid === `${syntax}${number}`)

/** A DN with a bit string behind it (uniqueMember). */
const hasUid = (oid: string) => oid === `${syntax}34`

/** A value as the server sent it → a scalar, or undefined when it stands for no value. Throws RangeError with the reason it cannot be read. */
export function decodeValue(value: RawValue, type: AttributeType, oid: string): Scalar | undefined {
  if (value.length === 0) return undefined
  if (type === 'binary') return value.toString('base64')
  const text = passingText(value)
  // What cannot be decoded becomes this character; it may also stand in the text itself.
  if (text.includes('\ufffd') && !isUtf8(bytesOf(value))) throw new RangeError('is not UTF-8 text')
  switch (type) {
    case 'boolean':
      if (text !== 'TRUE' && text !== 'FALSE') throw new RangeError(`"${text}" is neither TRUE nor FALSE`)
      return text === 'TRUE'
    case 'integer': {
      if (!/^-?\d+$/.test(text)) throw new RangeError(`"${text}" is not a whole number`)
      const number = Number(text)
      return Number.isSafeInteger(number) ? number : text
    }
    case 'date':
      return isoOf(text)
    case 'reference':
      return hasUid(oid) ? text.replace(/#'[01]*'B$/, '') : text
    default:
      return text
  }
}

/** A scalar as it is written. Throws RangeError with the reason. */
export function encodeValue(value: Scalar, type: AttributeType): string | Buffer {
  switch (type) {
    case 'binary':
      return Buffer.from(String(value), 'base64')
    case 'boolean':
      if (typeof value !== 'boolean') throw new RangeError(`${JSON.stringify(value)} is not true or false`)
      return value ? 'TRUE' : 'FALSE'
    case 'integer':
      if (!/^-?\d+$/.test(String(value)))
        throw new RangeError(`${JSON.stringify(value)} is not a whole number`)
      return String(value)
    case 'date':
      return generalizedTimeOf(String(value))
    default:
      return String(value)
  }
}

const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:(\d\d))?)?(?:[.,](\d+))?(Z|[+-]\d\d(?:\d\d)?)$/

/** `20260310081500.5Z` → `2026-03-10T08:15:00.500Z`. */
export function isoOf(text: string): string {
  const found = generalizedTime.exec(text)
  if (!found) throw new RangeError(`"${text}" is not a date`)
  const [, year, month, day, hour, minute = '00', second = '00', fraction, zone = 'Z'] = found
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3) || '00'}`
  const at = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second === '60' ? '59' : second}${offset}`,
  )
  if (Number.isNaN(at)) throw new RangeError(`"${text}" is not a date`)
  // A fraction belongs to the smallest unit that is written.
  const unit = found[6] !== undefined ? 1000 : found[5] !== undefined ? 60_000 : 3_600_000
  const iso = new Date(at + Math.floor(Number(`0.${fraction ?? 0}`) * unit)).toISOString()
  return iso.replace('.000Z', 'Z')
}

/** An ISO 8601 date, with or without a time → `20260310081500Z`. */
export function generalizedTimeOf(iso: string): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) throw new RangeError(`${JSON.stringify(iso)} is not a date`)
  const text = new Date(at).toISOString()
  const whole = text.slice(0, 19).replace(/[-:T]/g, '')
  const fraction = text.slice(19, 23)
  return `${whole}${fraction === '.000' ? '' : fraction}Z`
}
