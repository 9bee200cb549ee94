import { useCallback, useMemo, useState } from 'react'
import type { ChangePattern } from '../../../preload/contract/changes.ts'
import {
  followPatterns,
  layoutFlat,
  layoutTree,
  type OpenPattern,
  placeOf,
  type TreeItem,
  type TreeLayout,
  type TreePlace,
} from './treeLayout.ts'

export interface Cursor {
  layout: TreeLayout
  /** Position of the current row; -1 while there is none. */
  position: number
  item: TreeItem | null
  openPatterns: ReadonlySet<number>
  go(place: TreePlace): void
  move(by: number): void
  toggle(index: number, pattern: ChangePattern): void
  showAll(pattern: string): void
  /** Tells what the first patterns are now: what is unfolded moves, grows and goes with them. */
  follow(patterns: readonly ChangePattern[]): void
}

const top: TreePlace = { pattern: 0, row: null }
const flatTop: TreePlace = { pattern: null, row: 0 }

/** Nothing is unfolded: one value, so that layouts stay the same. */
const folded: readonly OpenPattern[] = []

interface Unfolded {
  /** The filter under which it was unfolded; under another one the same places are other patterns. */
  list: string
  open: readonly OpenPattern[]
}

/**
 * Which row is the current one, and what is unfolded. `total` counts patterns, or rows in the flat view; `list` names
 * what is listed, and a new name folds everything.
 */
export function useCursor(total: number, flat: boolean, list: string): Cursor {
  const [unfolded, setUnfolded] = useState<Unfolded>({ list, open: folded })
  const [place, setPlace] = useState<TreePlace | null>(null)
  const open = unfolded.list === list ? unfolded.open : folded
  const layout = useMemo(() => (flat ? layoutFlat(total) : layoutTree(total, open)), [flat, total, open])
  const wanted = place ?? (flat ? flatTop : top)
  const found = layout.find(wanted)
  // What was folded away, or is of another list, leaves the current row at its pattern or at the top.
  const position =
    layout.length === 0 ? -1 : found >= 0 ? found : Math.max(0, layout.find({ ...wanted, row: null }))

  const change = useCallback(
    (next: (open: readonly OpenPattern[]) => readonly OpenPattern[]) => {
      setUnfolded((before) => ({ list, open: next(before.list === list ? before.open : folded) }))
    },
    [list],
  )
  const move = useCallback(
    (by: number) => {
      const next = Math.max(0, Math.min(layout.length - 1, position + by))
      if (layout.length > 0) setPlace(placeOf(layout.at(next)))
    },
    [layout, position],
  )
  const toggle = useCallback(
    (index: number, pattern: ChangePattern) => {
      const entry: OpenPattern = { index, pattern: pattern.pattern, count: pattern.count, all: false }
      change((before) => {
        const without = before.filter((o) => o.index !== index)
        return without.length < before.length ? without : [...before, entry]
      })
    },
    [change],
  )
  const showAll = useCallback(
    (pattern: string) =>
      change((before) => before.map((o) => (o.pattern === pattern ? { ...o, all: true } : o))),
    [change],
  )
  const follow = useCallback(
    (patterns: readonly ChangePattern[]) => {
      change((before) => {
        const after = followPatterns(before, patterns)
        return after.length === before.length && after.every((o, i) => o === before[i]) ? before : after
      })
    },
    [change],
  )
  const openPatterns = useMemo(() => new Set(open.map((o) => o.index)), [open])
  return {
    layout,
    position,
    item: position < 0 ? null : layout.at(position),
    openPatterns,
    go: setPlace,
    move,
    toggle,
    showAll,
    follow,
  }
}
