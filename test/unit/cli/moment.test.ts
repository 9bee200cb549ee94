import { describe, expect, test } from 'vitest'
import { beginning, moment } from '../../../main/cli/moment.ts'

describe('a day on the command line', () => {
  test('begins and ends where the command runs', () => {
    expect(beginning('2026-03-10')).toBe(new Date(2026, 2, 10).getTime())
    expect(moment('2026-03-10')).toBe(new Date(2026, 2, 11).getTime() - 1)
    expect(moment('2024-02-29')).toBe(new Date(2024, 2, 1).getTime() - 1)
  })

  test('a time is itself', () => {
    for (const read of [beginning, moment])
      expect(read('2026-03-10T12:00:00Z')).toBe(Date.UTC(2026, 2, 10, 12))
  })

  test.each(['2026-02-30', '2026-13-01', 'yesterday', '', '2026-03-10 12:00', '2026-03-10Tnoon'])(
    '%j is none',
    (text) => {
      expect(() => moment(text)).toThrow('Write a day like 2026-03-10')
    },
  )
})
