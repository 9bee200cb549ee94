import { expect, test } from 'vitest'
import {
  dayOf,
  entryNamed,
  formatAuditPlace,
  parseAuditPlace,
} from '../../../renderer/features/audit/auditPlace.ts'

test('an address names what is searched, and the last day counts as a whole', () => {
  const place = parseAuditPlace('q=Gro%C3%9F&event=export&author=Marta&from=2026-03-28&to=2026-03-29&below=9')
  expect(place).toMatchObject({ view: 'entries', below: 9, filter: { text: 'Groß', event: 'export' } })
  expect(dayOf(place.filter.from)).toBe('2026-03-28')
  expect(dayOf(place.filter.to)).toBe('2026-03-29')
  expect(dayOf((place.filter.to as number) + 1)).toBe('2026-03-30')
  expect(parseAuditPlace(formatAuditPlace(place))).toEqual(place)
})

test('what is no day or number is left out', () => {
  expect(parseAuditPlace('from=yesterday&below=-3')).toEqual({ view: 'entries', filter: {}, below: null })
  expect(parseAuditPlace('view=reports').view).toBe('reports')
})

test('an entry is named by its number', () => {
  expect(entryNamed('#1,234')).toBe(1234)
  expect(entryNamed(' #7 ')).toBe(7)
  expect(entryNamed('1234')).toBeUndefined()
  expect(entryNamed('#')).toBeUndefined()
})
