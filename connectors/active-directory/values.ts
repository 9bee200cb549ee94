import { bytesOf, type RawValue } from '../kit/ldap/octets.ts'
import type { Scalar } from '../spi/value.ts'
import { guidBytes, guidText } from './guid.ts'
import { sidBytes, sidText } from './sid.ts'
import type { Encoding } from './syntax.ts'
import {
  fileTimeToIso,
  generalizedTimeToIso,
  isoToFileTime,
  isoToGeneralizedTime,
  neverExpires,
} from './time.ts'

/** One value from the wire as a plain value; undefined where the directory's value means "none". */
export function fromWire(encoding: Encoding, value: RawValue): Scalar | undefined {
  switch (encoding) {
    case 'octets':
      return value.length === 0 ? undefined : value.toString('base64')
    case 'guid':
      return guidText(bytesOf(value))
    case 'sid':
      return sidText(bytesOf(value))
    default:
      return fromText(encoding, value.toString('utf8'))
  }
}

function fromText(encoding: Encoding, text: string): Scalar | undefined {
  if (text === '') return undefined
  switch (encoding) {
    case 'integer': {
      const number = Number(text)
      return Number.isSafeInteger(number) ? number : text
    }
    case 'boolean':
      return text.toUpperCase() === 'TRUE'
    case 'generalizedTime':
    case 'utcTime':
      return generalizedTimeToIso(text)
    case 'fileTime':
      return fileTimeToIso(text)
    default:
      return text
  }
}

/** A plain value as the wire wants it; undefined when it is not of the attribute's kind. */
export function toWire(encoding: Encoding, value: Scalar): Buffer | string | undefined {
  const text = String(value)
  switch (encoding) {
    case 'integer':
      return /^-?\d+$/.test(text) ? text : undefined
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toUpperCase() : undefined
    case 'octets':
      return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
    case 'guid':
      return guidBytes(text)
    case 'sid':
      return sidBytes(text)
    case 'generalizedTime':
      return isoToGeneralizedTime(text)
    case 'utcTime':
      return isoToGeneralizedTime(text)?.slice(2).replace('.0Z', 'Z')
    case 'fileTime':
      return isoToFileTime(text)
    default:
      return text
  }
}

/** What is written when an attribute is to have no value: times that mean "never" have a value of their own. */
export function clearedWire(encoding: Encoding): string | undefined {
  return encoding === 'fileTime' ? neverExpires : undefined
}

/** Whether two plain values are one to the directory: points in time compare as such, to the second. */
export function sameScalar(encoding: Encoding, one: Scalar, other: Scalar): boolean {
  if (one === other) return true
  if (encoding === 'generalizedTime' || encoding === 'utcTime' || encoding === 'fileTime') {
    const [a, b] = [Date.parse(String(one)), Date.parse(String(other))]
    return Math.floor(a / 1000) === Math.floor(b / 1000)
  }
  return String(one) === String(other)
}
