import { describe, expect, it } from 'vitest'
import type { FindingCause } from '../../../preload/contract/causes.ts'
import {
  addUp,
  causeTitle,
  inOrder,
  remedyOf,
  sentence,
} from '../../../renderer/features/history/causeWords.ts'
import {
  findingsOf,
  formatHistoryPlace,
  type HistoryPlace,
  overviewOf,
  parseHistoryPlace,
} from '../../../renderer/features/history/historyPlace.ts'
import {
  everything,
  isTaken,
  nothing,
  orderOf,
  toggled,
} from '../../../renderer/features/history/undoMarks.ts'
import { outcomeOf } from '../../../renderer/features/history/useRetry.ts'
import { parseRoute } from '../../../renderer/shell/route.ts'

const placeOf = (hash: string): HistoryPlace => parseHistoryPlace(parseRoute(hash))

describe('the addresses of the history', () => {
  it('are read back as they were written', () => {
    const places: readonly HistoryPlace[] = [
      overviewOf(null),
      { view: 'overview', session: 46, period: '365', trend: 'time' },
      { view: 'runs', session: 46, run: null },
      { view: 'runs', session: 46, run: 12 },
      findingsOf(46),
      findingsOf(46, {
        run: 3,
        cause: '["export-failed",null,"… & ?"]',
        system: 'ad',
        retry: 'failed',
        search: 'Jörg',
      }),
      { view: 'undo', run: 12, filter: {} },
      { view: 'undo', run: 12, filter: { states: ['changed', 'impossible'], system: 'ad', search: 'CN=' } },
    ]
    for (const place of places) expect(placeOf(formatHistoryPlace(place))).toEqual(place)
  })

  it('name a run of a session either way, and leave out what is none', () => {
    expect(placeOf('#/history?session=46&run=12')).toEqual({ view: 'runs', session: 46, run: 12 })
    expect(placeOf('#/history/46?run=12')).toEqual({ view: 'runs', session: 46, run: 12 })
    expect(placeOf('#/history/undo')).toEqual(overviewOf(null))
    expect(placeOf('#/history/x?run=y&days=8&trend=z')).toEqual(overviewOf(null))
    expect(placeOf('#/history/4?view=findings&retry=maybe')).toEqual(findingsOf(4))
  })
})

const cause = (name: string, count: number, more: Partial<FindingCause> = {}): FindingCause => ({
  cause: name,
  code: 'export-failed',
  severity: 'error',
  attribute: null,
  title: '4 writes failed',
  text: 'refused',
  count,
  systems: [{ system: 'ad', count }],
  example: { message: '', advice: '', place: null },
  ...more,
})

describe('causes', () => {
  it('of several parts of an answer add up, by system too', () => {
    const parts = [
      [cause('a', 2), cause('b', 1)],
      [
        cause('a', 3, {
          systems: [
            { system: 'ad', count: 1 },
            { system: 'sn', count: 2 },
          ],
        }),
      ],
    ]
    expect(parts.reduce<FindingCause[]>(addUp, [])).toMatchObject([
      {
        cause: 'a',
        count: 5,
        systems: [
          { system: 'ad', count: 3 },
          { system: 'sn', count: 2 },
        ],
      },
      { cause: 'b', count: 1 },
    ])
  })

  it('stand with the worst and the most first', () => {
    const list = [cause('c', 9, { severity: 'warning' }), cause('b', 1), cause('a', 4)]
    expect(inOrder(list).map((one) => one.cause)).toEqual(['a', 'b', 'c'])
  })

  it('are called by what their messages have in common, else by their kind without its number', () => {
    expect(causeTitle({ text: 'refused', title: '' })).toBe('Refused')
    expect(causeTitle({ text: '', title: '1,204 accounts match several people' })).toBe(
      'Accounts match several people',
    )
    expect(sentence('Try again')).toBe('Try again.')
    expect(sentence('Try again!')).toBe('Try again!')
  })

  it('are made good by a decision, a step or another screen', () => {
    expect(
      ['export-failed', 'rejected-row', 'expression-failed', 'ambiguous-join', 'export-waits'].map(remedyOf),
    ).toEqual(['approve', 'import', 'synchronize', 'joins', null])
  })

  it('approved again, it is said what was and what was not', () => {
    expect(outcomeOf({ changed: 4, waiting: 1, protected: 2 })).toBe(
      '4 changes approved again, 1 change waits for a second person, 2 changes are protected and stay as they are',
    )
    expect(outcomeOf({ changed: 0, waiting: 0, protected: 0 })).toBe(
      'Nothing of it waits for a decision any more',
    )
  })
})

describe('what an undo takes along', () => {
  const planned = { state: 'planned', change: 1 } as const
  const changed = { state: 'changed', change: 2 } as const

  it('is all that can go back, until something is left out', () => {
    expect(isTaken(everything, planned)).toBe(true)
    expect(orderOf(9, everything)).toEqual({ run: 9, brief: true })
    const without = toggled(everything, planned)
    expect(isTaken(without, planned)).toBe(false)
    expect(orderOf(9, without)).toEqual({ run: 9, except: [1], brief: true })
    expect(toggled(without, planned)).toEqual(everything)
  })

  it('takes what was changed since only where it is marked itself', () => {
    expect(isTaken(everything, changed)).toBe(false)
    const marked = toggled(everything, changed)
    expect(isTaken(marked, changed)).toBe(true)
    expect(orderOf(9, marked)).toEqual({ run: 9, forced: [2], brief: true })
    for (const state of ['done', 'impossible'] as const) {
      expect(toggled(everything, { state, change: 3 })).toEqual(everything)
      expect(isTaken(everything, { state, change: 3 })).toBe(false)
    }
  })

  it('may be nothing but what is marked', () => {
    expect(isTaken(nothing, planned)).toBe(false)
    expect(orderOf(9, nothing)).toBeUndefined()
    expect(orderOf(9, toggled(toggled(nothing, planned), changed))).toEqual({
      run: 9,
      changes: [1, 2],
      forced: [2],
      brief: true,
    })
  })
})
