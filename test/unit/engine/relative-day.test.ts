import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayFrom, dayOf, parseRelativeDay, turningDays } from '../../../main/engine/relative-day.ts'
import { runs } from './runs.ts'

const meant = (text: string, today: string): string | undefined => {
  const relative = parseRelativeDay(text)
  return relative === undefined ? undefined : dayFrom(today, relative)
}

describe('a day relative to today', () => {
  test.each([
    ['today', '2026-03-10', '2026-03-10'],
    ['TODAY + 7d', '2026-03-10', '2026-03-17'],
    ['today-2w', '2026-03-10', '2026-02-24'],
    ['today + 1m', '2026-01-31', '2026-02-28'],
    ['today + 1m', '2028-01-31', '2028-02-29'],
    ['today - 1m', '2026-03-31', '2026-02-28'],
    ['today + 13m', '2026-12-15', '2028-01-15'],
    ['today + 1y', '2028-02-29', '2029-02-28'],
    ['today + 0d', '2026-12-31', '2026-12-31'],
    ['today + 1d', '2026-12-31', '2027-01-01'],
    ['today + 9999y', '2026-03-10', '9999-12-31'],
    ['today - 9999y', '2026-03-10', '0000-01-01'],
    [' today  +  3 d ', '2026-03-10', '2026-03-13'],
  ])('%s on %s is %s', (text, today, expected) => {
    expect(meant(text, today)).toBe(expected)
  })

  test.each(['tomorrow', 'today +', 'today 7d', 'today + 7', 'today + 7h', 'today + 1.5d', 'yesterday', ''])(
    '%j is no such day',
    (text) => {
      expect(parseRelativeDay(text)).toBeUndefined()
    },
  )

  test.each([
    ['2026-03-10', '2026-03-10'],
    ['2026-03-10T23:00:00Z', '2026-03-10'],
    ['2026-03-10 08:00', '2026-03-10'],
    ['2026-02-30', undefined],
    ['2026-13-01', undefined],
    ['2026-3-1', undefined],
    ['2026-03-100', undefined],
    ['x2026-03-10', undefined],
    [20260310, undefined],
    [undefined, undefined],
  ])('the day of %j is %j', (value, day) => {
    expect(dayOf(value)).toBe(day)
  })

  test('turns on the first day it reaches a date, and on the first day it passes it', () => {
    const day = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    const relative = fc.record({
      count: fc.integer({ min: -40, max: 40 }),
      unit: fc.constantFrom('d', 'w', 'm', 'y' as const),
    })
    const dayBefore = (text: string): string =>
      new Date(Date.parse(text) - 86_400_000).toISOString().slice(0, 10)
    fc.assert(
      fc.property(day, relative, (date, offset) => {
        const [reached, passed] = turningDays(date, offset)
        expect(dayFrom(reached, offset) >= date).toBe(true)
        expect(dayFrom(dayBefore(reached), offset) < date).toBe(true)
        expect(dayFrom(passed, offset) > date).toBe(true)
        expect(dayFrom(dayBefore(passed), offset) <= date).toBe(true)
      }),
      runs(2000),
    )
  })

  test('ends with the calendar', () => {
    expect(turningDays('9999-12-31', { count: -1, unit: 'm' })).toEqual(['9999-12-31', '9999-12-31'])
    expect(turningDays('0000-01-01', { count: 1, unit: 'y' })[0]).toBe('0000-01-01')
  })
})
