import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  childOf,
  equalDn,
  escapeRdnValue,
  formatDn,
  isBelow,
  normalizeDn,
  parentOf,
  parseDn,
  rdnOf,
  unescapeRdnValue,
} from '../../../connectors/kit/dn.ts'
import { ConnectorError } from '../../../connectors/spi/error.ts'

const attribute = fc.constantFrom('CN', 'OU', 'DC', 'uid', '2.5.4.3')
const pair = fc.record({ attribute, value: fc.string({ minLength: 1, unit: 'grapheme' }) })
const dn = fc.array(fc.array(pair, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 5 })

describe('distinguished names', () => {
  it('escapes what RFC 4514 names', () => {
    expect(escapeRdnValue('Großmann, Jürgen')).toBe('Großmann\\, Jürgen')
    expect(escapeRdnValue('James "Jim" Smith+Sons')).toBe('James \\"Jim\\" Smith\\+Sons')
    expect(escapeRdnValue('#1 ')).toBe('\\#1\\ ')
    expect(escapeRdnValue(' ')).toBe('\\ ')
    expect(escapeRdnValue('  ')).toBe('\\ \\ ')
    expect(escapeRdnValue('nul\0l')).toBe('nul\\00l')
  })

  it('reads hex escapes as UTF-8, and quoted values of old clients', () => {
    expect(unescapeRdnValue('Lu\\C4\\8Di\\C4\\87')).toBe('Lučić')
    expect(parseDn('CN="Before\\0DAfter, Inc",DC=x')[0]).toEqual([
      { attribute: 'CN', value: 'Before\rAfter, Inc' },
    ])
  })

  it('parses multi-valued components and spare spaces', () => {
    expect(parseDn(' CN = Anna + SN= Nowak , DC=x')).toEqual([
      [
        { attribute: 'CN', value: 'Anna' },
        { attribute: 'SN', value: 'Nowak' },
      ],
      [{ attribute: 'DC', value: 'x' }],
    ])
    expect(parseDn('')).toEqual([])
  })

  it('keeps an escaped space at the end of a value', () => {
    expect(parseDn('CN=a\\  ,DC=x')[0]).toEqual([{ attribute: 'CN', value: 'a ' }])
    expect(parseDn('CN=a\\\\ ,DC=x')[0]).toEqual([{ attribute: 'CN', value: 'a\\' }])
  })

  it.each(['Anna', 'CN=,DC=x', 'CN="open,DC=x', 'C N=a', 'CN=#04024869', 'CN=a,,DC=x'])(
    'refuses %s',
    (text) => {
      expect(() => parseDn(text)).toThrow(ConnectorError)
    },
  )

  it('splits a DN into component and parent at the right comma', () => {
    const text = 'CN=Großmann\\, Jürgen,OU=Sales,DC=x'
    expect(rdnOf(text)).toBe('CN=Großmann\\, Jürgen')
    expect(parentOf(text)).toBe('OU=Sales,DC=x')
    expect(parentOf('DC=x')).toBeUndefined()
  })

  it('builds children that parse back to the same value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (value) => {
        const child = childOf('OU=People,DC=x', 'CN', value)
        expect(parseDn(child)[0]).toEqual([{ attribute: 'CN', value }])
        expect(parentOf(child)).toBe('OU=People,DC=x')
      }),
    )
  })

  it('formats and parses without loss', () => {
    fc.assert(
      fc.property(dn, (parts) => {
        expect(parseDn(formatDn(parts))).toEqual(parts)
      }),
    )
  })

  it('normalizes to the same key however it is written, plain or not', () => {
    expect(normalizeDn('CN=Anna, OU=People,DC=X')).toBe('cn=anna,ou=people,dc=x')
    expect(equalDn('CN=Gro\\C3\\9Fmann\\2C J,DC=x', 'cn=großmann\\, j;dc=X')).toBe(true)
    expect(equalDn('CN=a+SN=b,DC=x', 'SN=b+CN=a,DC=x')).toBe(true)
    expect(equalDn('CN=a,DC=x', 'CN=a,DC=y')).toBe(false)
    fc.assert(
      fc.property(dn, (parts) => {
        const text = formatDn(parts)
        expect(normalizeDn(normalizeDn(text))).toBe(normalizeDn(text))
      }),
    )
  })

  it('knows what lives below what', () => {
    expect(isBelow('CN=a,OU=b,DC=x', 'ou=B, dc=x')).toBe(true)
    expect(isBelow('OU=b,DC=x', 'OU=b,DC=x')).toBe(false)
    expect(isBelow('CN=a,OU=bb,DC=x', 'OU=b,DC=x')).toBe(false)
  })
})
