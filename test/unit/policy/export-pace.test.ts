import { describe, expect, test } from 'vitest'
import { limitsSchema } from '../../../main/config/limit-schema.ts'
import { ErrorBudget, ExportPace } from '../../../main/policy/export-pace.ts'

const fine = (written: number) => ({ written, failed: 0, throttled: 0, retryAfter: undefined })
const throttled = (written: number, retryAfter?: number) => ({ written, failed: 0, throttled: 1, retryAfter })

describe('the pace of an export', () => {
  test('grows while a system takes what it is given, up to what it likes', () => {
    const pace = new ExportPace(120)
    const sizes = [pace.size]
    for (let i = 0; i < 4; i++) {
      expect(pace.settle(fine(pace.size))).toBe(0)
      sizes.push(pace.size)
    }
    expect(sizes).toEqual([25, 50, 100, 120, 120])
    expect(new ExportPace(1).size).toBe(1)
  })

  test('does not grow while changes fail', () => {
    const pace = new ExportPace(200)
    expect(pace.settle({ ...fine(24), failed: 1 })).toBe(0)
    expect(pace.size).toBe(25)
  })

  test('halves when a system asks for fewer requests, and waits as long as it says, or longer each time', () => {
    const pace = new ExportPace(200)
    expect(pace.settle(throttled(0, 30_000))).toBe(30_000)
    expect(pace.size).toBe(12)
    expect([pace.settle(throttled(0)), pace.settle(throttled(0))]).toEqual([4000, 8000])
    expect(pace.size).toBe(3)
    for (let i = 0; i < 4; i++) pace.settle(throttled(1))
    expect(pace.size).toBe(1)
    expect(pace.settle(throttled(0, 86_400_000))).toBe(300_000)
  })

  test('gives up on a system that takes nothing, and not on one that takes a little', () => {
    const pace = new ExportPace(200)
    for (let i = 0; i < 30; i++) expect(pace.settle(throttled(1, 1))).toBe(1)
    let waits = 0
    while (pace.settle(throttled(0, 1)) !== undefined) waits++
    expect(waits).toBe(6)
  })
})

describe('the error budget', () => {
  const budget = (failures: object) => new ErrorBudget(limitsSchema.parse({ failures }).failures)

  test.each([
    [{}, 900, 100, undefined],
    [{}, 900, 101, '101 of 1001 changes failed, 100 may'],
    [{}, 0, 19, undefined],
    [{}, 15, 5, undefined],
    [{}, 14, 6, '6 of 20 changes failed, 25 % may'],
    [{ count: 0 }, 5, 1, '1 of 6 changes failed, 0 may'],
    [{ percent: 50, after: 2 }, 0, 2, '2 of 2 changes failed, 50 % may'],
    [{ count: 100_000, percent: 100 }, 0, 1000, undefined],
  ])('%j with %i written and %i failed', (failures, written, failed, expected) => {
    const one = budget(failures)
    one.add(written, failed)
    expect(one.spent).toBe(expected)
  })
})
