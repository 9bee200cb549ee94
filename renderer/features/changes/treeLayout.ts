/** Rows of a block: what one question to the host brings. */
export const blockSize = 200

/** Rows shown of an opened pattern before all are asked for. */
const preview = 4

/** The blocks that hold the rows `first` to `last`, both included. */
export function blocksOf(first: number, last: number): number[] {
  if (last < first) return []
  const from = Math.floor(Math.max(0, first) / blockSize)
  const to = Math.floor(last / blockSize)
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/** A pattern that is unfolded. `all` after its rows were asked for beyond the first few. */
export interface OpenPattern {
  /** Place among the patterns. */
  index: number
  pattern: string
  /** Its changes. */
  count: number
  all: boolean
}

export type TreeItem =
  | { kind: 'pattern'; index: number }
  | { kind: 'change'; pattern: string; patternIndex: number; index: number; count: number }
  | { kind: 'more'; pattern: string; patternIndex: number; count: number }

/** Where one stands, whatever is unfolded elsewhere. */
export interface TreePlace {
  /** Pattern, or null in the flat view. */
  pattern: number | null
  /** Row within the pattern (or the flat list); null for the pattern itself, `more` for the line that shows all. */
  row: number | 'more' | null
}

export interface TreeLayout {
  length: number
  at(position: number): TreeItem
  /** -1 when it is folded away. */
  find(place: TreePlace): number
}

const childrenOf = (open: OpenPattern) => (open.all || open.count <= preview + 1 ? open.count : preview + 1)

/**
 * Lays patterns and the rows of the unfolded ones under each other without making a list of them: the cost is that of
 * the unfolded patterns, not of the rows.
 */
export function layoutTree(patterns: number, unfolded: readonly OpenPattern[]): TreeLayout {
  const open = unfolded.filter((o) => o.index < patterns).toSorted((a, b) => a.index - b.index)
  const starts: number[] = []
  let children = 0
  for (const entry of open) {
    starts.push(entry.index + children)
    children += childrenOf(entry)
  }
  /** The last unfolded pattern at or before a position; -1 when there is none. */
  const before = (position: number) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= position) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  return {
    length: patterns + children,
    at(position) {
      const k = before(position)
      const entry = open[k]
      if (!entry) return { kind: 'pattern', index: position }
      const offset = position - (starts[k] as number)
      if (offset === 0) return { kind: 'pattern', index: entry.index }
      const own = childrenOf(entry)
      if (offset > own) return { kind: 'pattern', index: entry.index + offset - own }
      const { pattern, index: patternIndex, count } = entry
      if (own < count && offset === own) return { kind: 'more', pattern, patternIndex, count }
      return { kind: 'change', pattern, patternIndex, index: offset - 1, count }
    },
    find({ pattern, row }) {
      if (pattern === null) return -1
      const k = open.findLastIndex((entry) => entry.index <= pattern)
      const entry = open[k]
      if (entry?.index === pattern) {
        const start = starts[k] as number
        const own = childrenOf(entry)
        if (row === null) return start
        if (row === 'more') return own < entry.count ? start + own : -1
        return row < (own < entry.count ? own - 1 : own) ? start + 1 + row : -1
      }
      if (row !== null || pattern >= patterns) return -1
      return entry ? (starts[k] as number) + childrenOf(entry) + pattern - entry.index : pattern
    },
  }
}

/** The flat view: rows only. */
export function layoutFlat(rows: number): TreeLayout {
  return {
    length: rows,
    at: (position) => ({ kind: 'change', pattern: '', patternIndex: -1, index: position, count: rows }),
    find: ({ pattern, row }) => (pattern === null && typeof row === 'number' && row < rows ? row : -1),
  }
}

export function placeOf(item: TreeItem): TreePlace {
  if (item.kind === 'pattern') return { pattern: item.index, row: null }
  const pattern = item.patternIndex < 0 ? null : item.patternIndex
  return { pattern, row: item.kind === 'more' ? 'more' : item.index }
}

/**
 * What stays unfolded when the patterns are asked for again: `patterns` are the first of them, in their order. One of
 * these moves and grows with its pattern, or is folded when the pattern is gone; one beyond them stays as it was.
 */
export function followPatterns(
  open: readonly OpenPattern[],
  patterns: readonly { pattern: string; count: number }[],
): OpenPattern[] {
  return open.flatMap((entry) => {
    const index = patterns.findIndex((p) => p.pattern === entry.pattern)
    const count = patterns[index]?.count
    if (count === undefined) return entry.index < patterns.length ? [] : [entry]
    return [index === entry.index && count === entry.count ? entry : { ...entry, index, count }]
  })
}
