import { describe, expect, it } from 'vitest'
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatLongDate,
  formatMoment,
  formatNumber,
  formatValue,
  initialsOf,
  percentOf,
  shortAttribute,
} from '../../../renderer/ui/format.ts'

const now = new Date(2026, 2, 10, 8, 15).getTime()

describe('numbers', () => {
  it('have separators and are never rounded away', () => {
    expect(formatNumber(1_234_567)).toBe('1,234,567')
    expect(formatCount(0)).toBe('–')
    expect(formatCounted(1, 'object')).toBe('1 object')
    expect(formatCounted(2, 'identity', 'identities')).toBe('2 identities')
  })

  it('reach 100 % only at the end', () => {
    expect(percentOf(827, 1262)).toBe(66)
    expect(percentOf(9_999, 10_000)).toBe(99)
    expect(percentOf(10_000, 10_000)).toBe(100)
    expect(percentOf(0, 0)).toBe(0)
  })
})

describe('times', () => {
  it('are told from today', () => {
    expect(formatMoment(new Date(2026, 2, 10, 8, 2).getTime(), now)).toBe('Today 08:02')
    expect(formatMoment(new Date(2026, 2, 6, 8, 1).getTime(), now)).toBe('6 March 08:01')
    expect(formatMoment(new Date(2026, 1, 26, 9, 20).getTime(), now)).toBe('26 Feb 09:20')
    expect(formatMoment(new Date(2025, 11, 1, 7, 0).getTime(), now)).toBe('1 Dec 2025 07:00')
    expect(formatLongDate(now)).toBe('Tuesday 10 March 2026')
  })

  it.each([
    [0, '0 s'],
    [400, '0.4 s'],
    [960, '1 s'],
    [1340, '1.3 s'],
    [8000, '8 s'],
    [9999, '10 s'],
    [44_000, '44 s'],
    [72_000, '1 m 12 s'],
    [120_000, '2 min'],
    [540_000, '9 min'],
    [7_500_000, '2 h 5 min'],
    [7_200_000, '2 h'],
  ])('of %d ms last %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('values', () => {
  it('are one line of text, or nothing', () => {
    expect(formatValue(512)).toBe('512')
    expect(formatValue(false)).toBe('false')
    expect(formatValue(['a', 'b'])).toBe('a, b')
    expect([formatValue(null), formatValue(''), formatValue([])]).toEqual([null, null, null])
  })

  it('of people have two letters', () => {
    expect(initialsOf('Marta Lindqvist')).toBe('ML')
    expect(initialsOf('CONTOSO\\marta')).toBe('CM')
    expect(initialsOf('root')).toBe('RO')
  })
})

it('an extension attribute is shown by its last part, any other as it is', () => {
  expect(shortAttribute('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department')).toBe(
    'department',
  )
  expect(shortAttribute('emails[type eq "work"].value')).toBe('emails[type eq "work"].value')
})
