import type { JoinCounts, JoinKind } from '../../../preload/contract/joins.ts'
import { kinds } from './joinWords.ts'

export type QueueItem =
  | { readonly kind: 'head'; readonly of: JoinKind; readonly count: number }
  | { readonly kind: 'row'; readonly index: number }

export interface QueueLayout {
  readonly length: number
  at(position: number): QueueItem
  /** Position of the row with this index in the list. */
  positionOf(index: number): number
}

/** Heads between the rows of the list, which comes sorted by kind. */
export function layoutQueue(systems: JoinCounts['systems'], total: number): QueueLayout {
  const groups: { of: JoinKind; count: number; first: number }[] = []
  let first = 0
  for (const of of kinds) {
    const count = systems.reduce((sum, system) => sum + (system.kinds[of] ?? 0), 0)
    if (count === 0) continue
    groups.push({ of, count, first })
    first += count
  }
  // The counts and the list are asked one after the other: rows beyond the counts belong to the last kind.
  const last = groups.at(-1)
  if (last === undefined)
    return { length: total, at: (index) => ({ kind: 'row', index }), positionOf: (i) => i }
  const groupOf = (index: number): number => {
    const found = groups.findLastIndex((group) => group.first <= index)
    return Math.max(0, found)
  }
  return {
    length: total + groups.filter((group) => group.first < Math.max(total, 1)).length,
    at(position) {
      const at = groups.findLastIndex((group, i) => group.first + i <= position)
      const group = groups[at] as (typeof groups)[number]
      const within = position - group.first - at
      return within === 0
        ? { kind: 'head', of: group.of, count: group.count }
        : { kind: 'row', index: group.first + within - 1 }
    },
    positionOf: (index) => index + groupOf(index) + 1,
  }
}
