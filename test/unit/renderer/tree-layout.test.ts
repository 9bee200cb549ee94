import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blockSize,
  blocksOf,
  followPatterns,
  layoutFlat,
  layoutTree,
  type OpenPattern,
  placeOf,
} from '../../../renderer/features/changes/treeLayout.ts'
import { wantedBlocks } from '../../../renderer/features/changes/useRows.ts'

const open = (index: number, count: number, all = false): OpenPattern => ({
  index,
  pattern: `p${index}`,
  count,
  all,
})
const kinds = (layout: ReturnType<typeof layoutTree>) =>
  Array.from({ length: layout.length }, (_, i) => layout.at(i)).map((item) =>
    item.kind === 'pattern'
      ? `p${item.index}`
      : item.kind === 'more'
        ? 'more'
        : `${item.pattern}.${item.index}`,
  )

describe('the tree of patterns', () => {
  it('shows the first rows of an unfolded pattern and a line for the rest', () => {
    const layout = layoutTree(3, [open(1, 214)])
    expect(kinds(layout)).toEqual(['p0', 'p1', 'p1.0', 'p1.1', 'p1.2', 'p1.3', 'more', 'p2'])
  })

  it('shows few rows at once, without a line for the rest', () => {
    expect(kinds(layoutTree(2, [open(0, 3)]))).toEqual(['p0', 'p0.0', 'p0.1', 'p0.2', 'p1'])
    expect(kinds(layoutTree(1, [open(0, 5)])).at(-1)).toBe('p0.4')
  })

  it('lays out hundreds of thousands of rows without listing them', () => {
    const layout = layoutTree(12, [open(3, 900_000, true), open(7, 300_000, true)])
    expect(layout.length).toBe(1_200_012)
    expect(layout.at(900_003)).toMatchObject({ kind: 'change', pattern: 'p3', index: 899_999 })
    expect(layout.at(900_004)).toEqual({ kind: 'pattern', index: 4 })
    expect(layout.find({ pattern: 7, row: 299_999 })).toBe(1_200_007)
  })

  it('finds every row where it puts it', () => {
    const unfolded = fc.uniqueArray(
      fc.record({ index: fc.nat(30), count: fc.integer({ min: 1, max: 12 }), all: fc.boolean() }),
      { selector: (o) => o.index, maxLength: 8 },
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), unfolded, (patterns, list) => {
        const layout = layoutTree(
          patterns,
          list.map((o) => open(o.index, o.count, o.all)),
        )
        for (let i = 0; i < layout.length; i++) expect(layout.find(placeOf(layout.at(i)))).toBe(i)
        const headers = Array.from({ length: layout.length }, (_, i) => layout.at(i)).filter(
          (x) => x.kind === 'pattern',
        )
        expect(headers.map((h) => h.index)).toEqual(Array.from({ length: patterns }, (_, i) => i))
      }),
    )
  })

  it('does not find what is folded away', () => {
    const layout = layoutTree(3, [open(1, 214)])
    expect(layout.find({ pattern: 0, row: 0 })).toBe(-1)
    expect(layout.find({ pattern: 1, row: 100 })).toBe(-1)
    expect(layout.find({ pattern: 9, row: null })).toBe(-1)
  })

  it('moves, grows and goes with its patterns when they are asked for again', () => {
    const before = [open(0, 10), open(1, 20, true), open(250, 5)]
    const after = followPatterns(before, [
      { pattern: 'p1', count: 18 },
      { pattern: 'px', count: 1 },
    ])
    expect(after).toEqual([{ ...open(0, 18, true), pattern: 'p1' }, open(250, 5)])
  })
})

describe('blocks', () => {
  it('cover a span', () => {
    expect(blocksOf(0, blockSize - 1)).toEqual([0])
    expect(blocksOf(blockSize - 1, blockSize)).toEqual([0, 1])
    expect(blocksOf(5, 4)).toEqual([])
  })

  it('are asked for where they are seen, by pattern', () => {
    const layout = layoutTree(500, [open(199, 1000, true)])
    const wanted = wantedBlocks(layout, { first: 198, last: 200 + 410 })
    expect(wanted.patterns).toEqual([0])
    expect(wanted.changes).toEqual([
      { pattern: 'p199', block: 0 },
      { pattern: 'p199', block: 1 },
      { pattern: 'p199', block: 2 },
    ])
    expect(wantedBlocks(layoutFlat(1000), { first: 990, last: 5000 })).toEqual({
      patterns: [],
      changes: [{ pattern: '', block: 4 }],
    })
  })
})
