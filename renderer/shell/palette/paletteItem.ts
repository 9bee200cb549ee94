import type { SystemTile } from '../../../preload/contract/words.ts'
import type { GlyphName } from '../../ui/Glyph.tsx'

/** Something the palette can open or do. */
export interface PaletteItem {
  /** Of one item among all, however often it is found. */
  readonly id: string
  readonly title: string
  /** What tells it from others of the same title, or why it cannot be done. */
  readonly detail?: string | undefined
  readonly mark: GlyphName | SystemTile
  /** Keys that do the same without the palette. */
  readonly keys?: readonly string[]
  /** Why it cannot be done now. */
  readonly blocked?: string | undefined
  open(): void
}

export interface PaletteGroup {
  readonly title: string
  readonly items: readonly PaletteItem[]
}

/** The item the keys stand on: what was chosen, as long as it is there, else the first that can be opened. */
export function currentItem(groups: readonly PaletteGroup[], chosen: string | null): PaletteItem | undefined {
  const items = groups.flatMap((group) => group.items)
  return (
    items.find(({ id }) => id === chosen) ?? items.find(({ blocked }) => blocked === undefined) ?? items[0]
  )
}

/** The neighbour of an item, around the ends. */
export function neighbourOf(
  groups: readonly PaletteGroup[],
  current: PaletteItem | undefined,
  step: 1 | -1,
): PaletteItem | undefined {
  const items = groups.flatMap((group) => group.items)
  const at = items.findIndex(({ id }) => id === current?.id)
  return items.at((at + step + items.length) % items.length)
}
