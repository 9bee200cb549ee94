import { describe, expect, it } from 'vitest'
import type { JoinCandidate, JoinCounts, JoinQueueRow } from '../../../preload/contract/joins.ts'
import {
  closeness,
  comparedFirst,
  distinction,
  pointsOf,
} from '../../../renderer/features/joins/joinWords.ts'
import { layoutQueue } from '../../../renderer/features/joins/queueLayout.ts'

const system = (kinds: Partial<JoinCounts['systems'][number]['kinds']>) => ({
  name: 'ad',
  title: 'AD',
  letters: 'AD',
  hue: 1,
  kinds: { ambiguous: 0, 'already-joined': 0, blocked: 0, 'ambiguous-account': 0, unmatched: 0, ...kinds },
  waiting: 0,
})

describe('the queue', () => {
  it('has a head before the rows of each kind, and every row once', () => {
    const layout = layoutQueue([system({ ambiguous: 1, unmatched: 2 }), system({ ambiguous: 1 })], 4)
    expect(Array.from({ length: layout.length }, (_, i) => layout.at(i))).toEqual([
      { kind: 'head', of: 'ambiguous', count: 2 },
      { kind: 'row', index: 0 },
      { kind: 'row', index: 1 },
      { kind: 'head', of: 'unmatched', count: 2 },
      { kind: 'row', index: 2 },
      { kind: 'row', index: 3 },
    ])
    for (let index = 0; index < 4; index++)
      expect(layout.at(layout.positionOf(index))).toEqual({ kind: 'row', index })
  })

  it('keeps rows that came after the counts', () => {
    const layout = layoutQueue([system({ unmatched: 1 })], 3)
    expect(layout.at(layout.positionOf(2))).toEqual({ kind: 'row', index: 2 })
    expect(layoutQueue([], 2).at(1)).toEqual({ kind: 'row', index: 1 })
  })

  it('says how close somebody is, once it was asked for', () => {
    const row = (matches: number | null, best: number | null) => closeness({ matches, best } as JoinQueueRow)
    expect([row(3, 98), row(1, 98), row(0, 41), row(0, null), row(null, null)]).toEqual([
      '3 people',
      '1 person',
      'closest 41',
      'none',
      '',
    ])
  })
})

describe('candidates side by side', () => {
  const cell = (attribute: string, theirs: string | null, similarity: number | null, weight = 1) => ({
    attribute,
    metaverseAttribute: attribute,
    mine: similarity === null ? null : 'x',
    theirs,
    weight,
    similarity,
  })
  const candidate = (cells: ReturnType<typeof cell>[]) => ({ cells }) as unknown as JoinCandidate
  const one = candidate([
    cell('id', '001', null, 3),
    cell('sn', 'Müller', 1),
    cell('dept', 'Logistics', null),
    cell('l', 'Hamburg', null),
  ])
  const two = candidate([
    cell('id', '002', null, 3),
    cell('sn', 'Möller', 0.9),
    cell('dept', 'Sales', null),
    cell('l', 'Hamburg', null),
  ])

  it('show first what was compared', () => {
    expect(comparedFirst([one, two]).map(({ attribute }) => attribute)).toEqual(['sn', 'id', 'dept', 'l'])
  })

  it('are told apart by words in which they differ', () => {
    expect(distinction(one, [one, two])).toBe('Logistics')
    expect(distinction(one, [one])).toBe('Logistics, Hamburg')
  })

  it('count points to one digit', () => {
    expect([
      pointsOf(cell('a', 'b', 0.877, 3)),
      pointsOf(cell('a', 'b', 1, 3)),
      pointsOf(cell('a', 'b', null)),
    ]).toEqual(['2.6', '3', '–'])
  })
})
