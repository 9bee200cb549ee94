import { describe, expect, test } from 'vitest'
import type { Value } from '../../../connectors/spi/value.ts'
import { plausibilitySchema } from '../../../main/config/plausibility-schema.ts'
import { implausibilities, implausibleDeletions } from '../../../main/policy/plausibility.ts'
import { ReadCounter, type ReadProfile } from '../../../main/policy/read-profile.ts'

const departments = ['Sales', 'IT', 'Legal', 'HR']

/** A read of so many people; `of` says what differs. */
function read(
  count: number,
  of: (i: number) => Record<string, Value | undefined> = () => ({}),
  from = 0,
): ReadProfile {
  const counter = new ReadCounter()
  for (let i = 0; i < count; i++) {
    const attributes: Record<string, Value> = {
      name: `Person ${i}`,
      department: departments[i % 4] as string,
    }
    for (const [name, value] of Object.entries(of(i)))
      if (value === undefined) delete attributes[name]
      else attributes[name] = value
    counter.add({ kind: 'object', type: 'user', anchor: `A-${from + i}`, attributes })
  }
  return counter.profile()
}
const judge = (last: readonly ReadProfile[], now: ReadProfile, limits: object = {}) =>
  implausibilities(last, now, plausibilitySchema.parse(limits))

describe('a read is believed', () => {
  test.each<[string, ReadProfile[], ReadProfile]>([
    ['when it is the first', [], read(1)],
    ['when it is the same', [read(100)], read(100)],
    ['when it grows', [read(100)], read(1000)],
    ['when it loses a fifth', [read(100)], read(80)],
    ['when it is small and loses a few', [read(10)], read(1)],
    ['when few values are gone', [read(100)], read(100, (i) => (i < 25 ? { department: undefined } : {}))],
    ['when names are others', [read(100)], read(100, (i) => ({ name: `Other ${i}` }))],
    ['when another type appears', [{}], read(100)],
    [
      'when it grows by objects that are otherwise: our own, for example',
      [read(100)],
      read(1000, (i) => (i < 100 ? {} : { department: `New ${i}`, name: undefined })),
    ],
    [
      'when it has grown by objects without a value, and grows on',
      [read(500, (i) => (i < 100 ? {} : { department: undefined })), read(100)],
      read(1000, (i) => (i < 100 ? {} : { department: undefined })),
    ],
    [
      'when it grows by objects without a value',
      [read(100)],
      read(1000, (i) => (i < 100 ? {} : { department: undefined })),
    ],
  ])('%s', (_, last, now) => {
    expect(judge(last, now)).toEqual([])
  })
})

describe('a read is not believed', () => {
  test.each<[string, ReadProfile[], ReadProfile, RegExp]>([
    ['when it is empty', [read(100)], {}, /^0 user objects instead of about 100: 100 % fewer/],
    [
      'when an attribute has lost its values',
      [read(100)],
      read(100, () => ({ department: undefined })),
      /^user\.department has a value in 0 % of the objects instead of 100 %: 100 are gone \(nullRate allows 25 % of the objects\)$/,
    ],
    [
      'when they are other objects',
      [read(100)],
      read(100, undefined, 1000),
      /^about 0 % of the user objects of the last import are there again/,
    ],
    [
      'when all are in one department',
      [read(100)],
      read(100, () => ({ department: 'Sales' })),
      /^75 % of the values of user\.department are others now \(values allows 50 %\): "Sales" in 100 % instead of 25 %$/,
    ],
    [
      'when a category has become something else',
      [read(1000)],
      read(1000, (i) => ({ department: `D-${i}` })),
      /^100 % of the values of user\.department are others now .*many different ones now$/,
    ],
  ])('%s', (_, last, now, words) => {
    const problems = judge(last, now)
    expect(problems.length).toBe(1)
    expect(problems[0]).toMatch(words)
  })

  test('when a third is gone, for two reasons', () => {
    expect(judge([read(100)], read(66))).toEqual([
      '66 user objects instead of about 100: 34 % fewer (rowCount allows 20 %)',
      'about 66 % of the user objects of the last import are there again (keys asks for 80 %)',
    ])
  })

  test('when it becomes a little smaller each time', () => {
    const sizes = [1000, 950, 900, 860, 830]
    const history = sizes.map((size) => read(size)).reverse()
    expect(judge(history.slice(0, 1), read(700))).toEqual([])
    expect(judge(history, read(700))).toEqual([
      expect.stringContaining('700 user objects instead of about 900'),
    ])
  })

  test.each([
    ['rowCount', read(50)],
    ['nullRate', read(100, () => ({ department: undefined }))],
    ['keys', read(100, undefined, 1000)],
    ['values', read(100, () => ({ department: 'Sales' }))],
  ])('unless %s is off', (check, now) => {
    const off = { rowCount: false, nullRate: false, keys: false, values: false }
    expect(judge([read(100)], now, { ...off, [check]: undefined }).length).toBe(1)
    expect(
      judge([read(100)], now, { [check]: false, ...(check === 'rowCount' ? { keys: false } : {}) }),
    ).toEqual([])
  })
})

test.each([
  [100, 20, false],
  [100, 21, true],
  [20, 9, false],
  [20, 10, true],
  [0, 0, false],
])('a delta read over %i objects that deletes %i', (held, deleted, odd) => {
  expect(implausibleDeletions(held, deleted, plausibilitySchema.parse({})).length).toBe(odd ? 1 : 0)
})
