import { describe, expect, it } from 'vitest'
import { boundWords, readWords } from '../../../renderer/features/settings/protectionWords.ts'
import { pruneOrderOf, pruneRows, pruneTotal } from '../../../renderer/features/settings/pruneWords.ts'
import { parseSection } from '../../../renderer/features/settings/sections.ts'

const limit = { name: 'delete', counts: 'deletions', share: 'of the objects', only: [], written: null }

describe('limits', () => {
  it.each([
    [null, null, 'no limit'],
    [50, null, '50'],
    [null, 5, '5 % of the objects'],
    [1500, 5, '1,500, or 5 % of the objects if that is less'],
  ])('of %s and %s %% are told', (count, percent, words) => {
    expect(boundWords({ ...limit, count, percent })).toBe(words)
  })

  it('of reads leave out what is not looked at', () => {
    const limits = { rowCount: 20, nullRate: false, keys: 80, values: false, tolerance: 10 } as const
    expect(readWords(limits)).toBe(
      '20 % fewer objects of a type; less than 80 % of the objects known before; from 10 objects on',
    )
    expect(readWords(null)).toBe('however much it differs, a read is believed')
  })
})

describe('a prune', () => {
  const none = { archive: null, sha256: null }
  const history = { sessions: 2, changes: 812, runs: 0, approvals: 1, findings: 0, bytes: 401_000, ...none }

  it('is ordered as it was counted', () => {
    expect(pruneOrderOf({ record: 'both', before: null })).toEqual({})
    expect(pruneOrderOf({ record: 'history', before: '2025-03-01' })).toEqual({
      only: 'history',
      before: new Date(2025, 2, 1).getTime(),
    })
  })

  it('is told by what would go, and nothing of what would not', () => {
    const dry = { audit: { pruned: 0, through: null, ...none }, history, file: null }
    expect(pruneRows(dry)).toEqual([
      {
        name: 'History',
        value: '812 changes, 1 list of approved changes of 2 sessions, about 401 kB of the database',
      },
    ])
    expect(pruneTotal(dry)).toBe(813)
    expect(pruneRows({ audit: null, history: null, file: null })).toEqual([])
  })
})

it('an address without a part, or with an unknown one, shows the first', () => {
  expect(parseSection(null).name).toBe('appearance')
  expect(parseSection('nowhere').name).toBe('appearance')
  expect(parseSection('secrets').title).toBe('Secrets')
})
