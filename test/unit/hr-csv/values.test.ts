import { describe, expect, test } from 'vitest'
import { converterFor, unreadable } from '../../../connectors/hr-csv/convert.ts'
import { dateParser, dayNumber, formatFault } from '../../../connectors/hr-csv/dates.ts'
import { KeyIndex } from '../../../connectors/hr-csv/key-index.ts'
import { KeySketch, keptShare } from '../../../connectors/kit/key-sketch.ts'
import { configOf } from './export-file.ts'

describe('dates', () => {
  test.each([
    ['ISO', '2026-03-10', '2026-03-10'],
    ['ISO', '2026-03-10T00:00:00.000Z', '2026-03-10'],
    ['ISO', '2026-03-10 08:30:00', '2026-03-10T08:30:00'],
    ['ISO', '2026-03-10T08:30:00+0100', '2026-03-10T08:30:00+01:00'],
    ['dd.MM.yyyy', '1.3.2026', '2026-03-01'],
    ['dd.MM.yyyy', '31.02.2026', undefined],
    ['dd.MM.yyyy', '29.02.2024', '2024-02-29'],
    ['dd.MM.yyyy', '01.03.26', undefined],
    ['MM/dd/yyyy', '12/31/2025', '2025-12-31'],
    ['MM/dd/yyyy', '31/12/2025', undefined],
    ['yyyyMMdd', '20260310', '2026-03-10'],
    ['dd-MMM-yyyy', '07-Sep-2021', '2021-09-07'],
    ['MM/dd/yyyy HH:mm', '12/31/2025 00:00', '2025-12-31'],
    ['dd.MM.yy', '01.05.68', '1968-05-01'],
  ])('%s reads %s as %s', (format, text, date) => {
    expect(dateParser([format])(text)).toBe(date)
  })

  test('the first format that reads a text wins', () => {
    const parse = dateParser(['MM/dd/yyyy', 'dd/MM/yyyy'])
    expect([parse('04/05/2026'), parse('25/05/2026')]).toEqual(['2026-04-05', '2026-05-25'])
  })

  test('formats that name no day are refused', () => {
    expect(formatFault('MM.yyyy')).toMatch(/needs a year/)
    expect(formatFault('dd.MM.yyyy')).toBeUndefined()
  })

  test('days sort as numbers', () => {
    expect(dayNumber('2026-03-10T08:00:00')).toBe(20260310)
  })
})

describe('cells', () => {
  const words = configOf({})

  test.each([
    ['integer', '007', 7],
    ['integer', '-3', -3],
    ['integer', '90071992547409931', '90071992547409931'],
    ['integer', '1.5', unreadable],
    ['boolean', 'JA', true],
    ['boolean', 'no', false],
    ['boolean', 'perhaps', unreadable],
    ['date', '9999-12-31', undefined],
    ['date', '2026-13-01', unreadable],
  ] as const)('%s of %s', (type, cell, value) => {
    expect(converterFor(words, type, undefined, false)!(cell)).toBe(value)
  })
})

describe('keys as numbers', () => {
  test('a million neighbouring keys stay apart, and are found again', () => {
    const index = new KeyIndex()
    for (let at = 0; at < 1_000_000; at++) index.intern(String(at).padStart(8, '0'))
    expect(index.size).toBe(1_000_000)
    expect(index.intern('00777777')).toBe(777_777)
    expect(index.fresh).toBe(false)
    expect(index.intern('777777')).toBe(1_000_000)
  })

  test.each([
    [100, 60],
    [200_000, 120_000],
  ])('a sketch of %d keys knows how many are left', (all, left) => {
    const sketchOf = (from: number, to: number): string => {
      const index = new KeyIndex()
      const sketch = new KeySketch()
      for (let at = from; at < to; at++) sketch.add(index.hashOf(index.intern(`E${at}`)))
      return sketch.toString()
    }
    expect(keptShare(sketchOf(0, all), sketchOf(all - left, all * 2))).toBeCloseTo(left / all, 1)
    expect(keptShare(sketchOf(0, all), sketchOf(0, all * 3))).toBe(1)
    expect(keptShare(sketchOf(0, all), sketchOf(all, all * 2))).toBe(0)
    expect(keptShare('', sketchOf(0, all))).toBe(1)
  })
})
