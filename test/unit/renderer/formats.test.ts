import { afterEach, describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCounted,
  formatDay,
  formatDuration,
  formatLongDate,
  formatMoment,
  formatNumber,
  formatTime,
} from '../../../renderer/ui/format.ts'
import { formatChoices, formatsOf, formatTitle, setFormats } from '../../../renderer/ui/formats.ts'

const at = new Date(2026, 2, 6, 15, 4).getTime()
const now = new Date(2026, 2, 10, 8, 15).getTime()

describe('chosen formats', () => {
  afterEach(() => setFormats('joinery'))

  it('hold for everything that is written', () => {
    setFormats('de-DE')
    expect(formatNumber(1_234_567)).toBe('1.234.567')
    expect(formatCounted(1500, 'object')).toBe('1.500 objects')
    expect(formatDuration(8400)).toBe('8,4 s')
    expect(formatTime(at)).toBe('15:04')
    expect(formatDay(at)).toMatch(/^6\. März$/)
    expect(formatMoment(at, now)).toMatch(/^6\. März,? 15:04$/)
    expect(formatLongDate(at)).toBe('Freitag, 6. März 2026')
  })

  it('put the month first and count to twelve where that is the custom', () => {
    setFormats('en-US')
    expect(formatMoment(at, now)).toMatch(/^Mar 6, 03:04\sPM$/)
    expect(formatMoment(at, new Date(2027, 0, 1).getTime())).toMatch(/^Mar 6, 2026, 03:04\sPM$/)
  })

  it('keep western digits and our calendar, as values of systems have them', () => {
    for (const choice of formatChoices) {
      expect(formatsOf(choice).number(1234)).toMatch(/^1.?234$/u)
      expect(formatsOf(choice).longDate(new Date(at))).toContain('2026')
    }
  })

  it('say today as before', () => {
    setFormats('fr-FR')
    expect(formatMoment(now, now)).toBe('Today 08:15')
  })

  it('have a name each', () => {
    const titles = formatChoices.map(formatTitle)
    expect(new Set(titles).size).toBe(formatChoices.length)
    expect(formatTitle('de-CH')).toBe('German (Switzerland)')
  })
})

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [401_408, '401 kB'],
    [8_120_000, '8.1 MB'],
    [12_345_678_901, '12 GB'],
    [9_000_000_000_000_000, '9,000 TB'],
  ])('%d are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})
