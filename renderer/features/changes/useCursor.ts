import { useCallback, useMemo, useState } from 'react'
import type { ChangePattern } from '../../../preload/contract/changes.ts'
import {
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
}

const top: TreePlace = { pattern: 0, row: null }
const flatTop: TreePlace = { pattern: null, row: 0 }

/** Which row is the current one, and what is unfolded. `total` counts patterns, or rows in the flat view. */
export function useCursor(total: number, flat: boolean): Cursor {
  const [open, setOpen] = useState<readonly OpenPattern[]>([])
  const [place, setPlace] = useState<TreePlace | null>(null)
  const layout = useMemo(() => (flat ? layoutFlat(total) : layoutTree(total, open)), [flat, total, open])
  const wanted = place ?? (flat ? flatTop : top)
  const found = layout.find(wanted)
  // What was folded away, or is of the other view, leaves the current row at the pattern or at the top.
  const position =
    layout.length === 0 ? -1 : found >= 0 ? found : Math.max(0, layout.find({ ...wanted, row: null }))

  const move = useCallback(
    (by: number) => {
      const next = Math.max(0, Math.min(layout.length - 1, position + by))
      if (layout.length > 0) setPlace(placeOf(layout.at(next)))
    },
    [layout, position],
  )
  const toggle = useCallback((index: number, pattern: ChangePattern) => {
    const entry: OpenPattern = { index, pattern: pattern.pattern, count: pattern.count, all: false }
    setOpen((before) => {
      const without = before.filter((o) => o.index !== index)
      return without.length < before.length ? without : [...before, entry]
    })
  }, [])
  const showAll = useCallback((pattern: string) => {
    setOpen((before) => before.map((o) => (o.pattern === pattern ? { ...o, all: true } : o)))
  }, [])
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
  }
}
