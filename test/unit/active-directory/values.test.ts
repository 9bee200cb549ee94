import { describe, expect, test } from 'vitest'
import { mergeBits } from '../../../connectors/active-directory/account-control.ts'
import { guidBytes, guidDn, guidText } from '../../../connectors/active-directory/guid.ts'
import { encodePassword, generatePassword } from '../../../connectors/active-directory/password.ts'
import { sidBytes, sidText } from '../../../connectors/active-directory/sid.ts'
import { encodingOf, typeOfEncoding } from '../../../connectors/active-directory/syntax.ts'
import {
  fileTimeToIso,
  generalizedTimeToIso,
  isoToFileTime,
  isoToGeneralizedTime,
} from '../../../connectors/active-directory/time.ts'
import { fromWire, sameScalar, toWire } from '../../../connectors/active-directory/values.ts'

describe('objectGUID', () => {
  // The example of MS-DTYP: the first three groups are little-endian.
  const bytes = Buffer.from('40fc296b47ca6710b31d00dd010662da', 'hex')
  const text = '6b29fc40-ca47-1067-b31d-00dd010662da'

  test('is text with its first three groups turned, and back', () => {
    expect(guidText(bytes)).toBe(text)
    expect(guidBytes(text)).toEqual(bytes)
    expect(guidBytes(text.toUpperCase())).toEqual(bytes)
    expect(guidDn(text)).toBe(`<GUID=${text}>`)
  })

  test('is nothing when it is of another length or shape', () => {
    expect(guidText(bytes.subarray(1))).toBeUndefined()
    expect(guidBytes('6b29fc40ca471067b31d00dd010662da')).toBeUndefined()
    expect(guidBytes(`${text})(objectClass=*`)).toBeUndefined()
  })
})

describe('objectSid', () => {
  const administrator = Buffer.from('010500000000000515000000a065cf7e784b9b5fe77c8770f4010000', 'hex')
  test('is S-1-… text, and back', () => {
    const text = 'S-1-5-21-2127521184-1604012920-1887927527-500'
    expect(sidText(administrator)).toBe(text)
    expect(sidBytes(text)).toEqual(administrator)
  })

  test('is nothing when its length is not what it says', () => {
    expect(sidText(administrator.subarray(0, 20))).toBeUndefined()
    expect(sidBytes('S-1-5-99999999999')).toBeUndefined()
    expect(sidBytes('administrator')).toBeUndefined()
  })
})

describe('points in time', () => {
  test('count 100 nanoseconds since 1601', () => {
    expect(fileTimeToIso('133860000000000000')).toBe('2025-03-09T13:20:00Z')
    expect(isoToFileTime('2025-03-09T13:20:00Z')).toBe('133860000000000000')
    expect(fileTimeToIso('116444736000000000')).toBe('1970-01-01')
  })

  test('0 and the largest number both mean never', () => {
    expect(fileTimeToIso('0')).toBeUndefined()
    expect(fileTimeToIso('9223372036854775807')).toBeUndefined()
  })

  test('a day that is written is the day that is read', () => {
    expect(fileTimeToIso(isoToFileTime('2026-03-31') as string)).toBe('2026-03-31')
    expect(generalizedTimeToIso(isoToGeneralizedTime('2026-03-31') as string)).toBe('2026-03-31')
  })

  test('generalized time may have fractions, an offset, or a year of two digits', () => {
    expect(generalizedTimeToIso('20260310081530.0Z')).toBe('2026-03-10T08:15:30Z')
    expect(generalizedTimeToIso('20260310081530.25+0130')).toBe('2026-03-10T06:45:30.250Z')
    expect(generalizedTimeToIso('260310081530Z')).toBe('2026-03-10T08:15:30Z')
    expect(generalizedTimeToIso('yesterday')).toBeUndefined()
    expect(isoToGeneralizedTime('2026-03-10T08:15:30.900Z')).toBe('20260310081530.0Z')
  })

  test('are the same to the second', () => {
    expect(sameScalar('generalizedTime', '2026-03-10T08:15:30Z', '2026-03-10T08:15:30.000Z')).toBe(true)
    expect(sameScalar('fileTime', '2026-03-10', '2026-03-10T00:00:00Z')).toBe(true)
    expect(sameScalar('fileTime', '2026-03-10', '2026-03-11')).toBe(false)
    expect(sameScalar('text', '2026-03-10', '2026-03-10T00:00:00Z')).toBe(false)
  })
})

describe('userAccountControl', () => {
  test('changes only the bits that differ between the old and the new value', () => {
    // Planned on 512 → 514; meanwhile somebody set "password never expires" (65536).
    expect(mergeBits(512, 514, 66048)).toEqual({ kind: 'write', value: 66050 })
    expect(mergeBits(66050, 66048, 66050)).toEqual({ kind: 'write', value: 66048 })
  })

  test('is done when somebody made the same change', () => {
    expect(mergeBits(512, 514, 514)).toEqual({ kind: 'done' })
    expect(mergeBits(512, 514, 66050)).toEqual({ kind: 'done' })
  })

  test('is a conflict when a planned bit has changed the other way', () => {
    expect(mergeBits(512, 514 | 65536, 512 | 65536)).toEqual({ kind: 'conflict' })
  })
})

describe('unicodePwd', () => {
  test('is the quoted password in UTF-16', () => {
    expect(encodePassword('aé').toString('hex')).toBe('22006100e9002200')
  })

  test('is generated with all four kinds of characters, never twice the same', () => {
    const some = Array.from({ length: 50 }, generatePassword)
    for (const one of some) {
      expect(one).toHaveLength(24)
      for (const kind of [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/]) expect(one).toMatch(kind)
    }
    expect(new Set(some).size).toBe(some.length)
  })
})

describe('syntaxes', () => {
  const cases: readonly [string, string, number, string, string][] = [
    ['manager', '2.5.5.1', 127, 'dn', 'reference'],
    ['displayName', '2.5.5.12', 64, 'text', 'string'],
    ['isDeleted', '2.5.5.8', 1, 'boolean', 'boolean'],
    ['userAccountControl', '2.5.5.9', 2, 'integer', 'integer'],
    ['groupType', '2.5.5.9', 10, 'integer', 'integer'],
    ['thumbnailPhoto', '2.5.5.10', 4, 'octets', 'binary'],
    ['objectGUID', '2.5.5.10', 4, 'guid', 'string'],
    ['whenCreated', '2.5.5.11', 24, 'generalizedTime', 'date'],
    ['oldTime', '2.5.5.11', 23, 'utcTime', 'date'],
    ['nTSecurityDescriptor', '2.5.5.15', 66, 'octets', 'binary'],
    ['uSNChanged', '2.5.5.16', 65, 'integer', 'integer'],
    ['accountExpires', '2.5.5.16', 65, 'fileTime', 'date'],
    ['objectSid', '2.5.5.17', 4, 'sid', 'string'],
    ['mail', '2.5.5.5', 22, 'text', 'string'],
    ['presentation', '2.5.5.13', 127, 'text', 'string'],
  ]
  test.each(cases)('%s (%s/%i) is %s', (attribute, syntax, oM, encoding, type) => {
    expect(encodingOf(attribute, syntax, oM)).toBe(encoding)
    expect(typeOfEncoding[encodingOf(attribute, syntax, oM)]).toBe(type)
  })

  test('values come back as they were written', () => {
    const samples = [
      ['text', 'Größe'],
      ['integer', -2147483646],
      ['integer', '9223372036854775806'],
      ['boolean', true],
      ['octets', 'AP+A'],
      ['sid', 'S-1-5-21-1-2-3-1104'],
      ['generalizedTime', '2026-03-10T08:00:01Z'],
      ['utcTime', '2026-03-10T08:00:01Z'],
      ['fileTime', '2026-03-10T08:00:01Z'],
      ['dn', 'CN=Größe\\, Jürgen,DC=x'],
    ] as const
    for (const [encoding, value] of samples) {
      const wire = toWire(encoding, value)
      expect(fromWire(encoding, Buffer.from(wire as string)), `${encoding} ${value}`).toBe(value)
    }
  })

  test('values of another kind are refused', () => {
    expect(toWire('integer', 'many')).toBeUndefined()
    expect(toWire('boolean', 'perhaps')).toBeUndefined()
    expect(toWire('octets', 'not base64!')).toBeUndefined()
    expect(toWire('generalizedTime', '31.02.2026')).toBeUndefined()
  })
})
