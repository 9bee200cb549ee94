import type { DriftGroup } from '../../../preload/contract/drift.ts'

/** A line of the list: the head of a group, or the drift at a position of the grouped list. */
export type DriftItem =
  | { readonly kind: 'group'; readonly group: DriftGroup; readonly key: string }
  | { readonly kind: 'drift'; readonly group: DriftGroup; readonly key: string; readonly row: number }

export interface DriftLayout {
  readonly length: number
  at(position: number): DriftItem | undefined
}

/** Names a group as long as the screen is open. */
export const groupKey = ({ kind, attribute }: Pick<DriftGroup, 'kind' | 'attribute'>): string =>
  `${kind}/${attribute ?? ''}`

/** Lays groups and their drift out one below the other; a folded group is its head alone. */
export function layoutDrift(groups: readonly DriftGroup[], folded: ReadonlySet<string>): DriftLayout {
  let line = 0
  let row = 0
  const parts = groups.map((group) => {
    const key = groupKey(group)
    const part = { group, key, line, row, open: !folded.has(key) }
    line += 1 + (part.open ? group.count : 0)
    row += group.count
    return part
  })
  return {
    length: line,
    at(position) {
      const part = position < 0 || position >= line ? undefined : parts.findLast((p) => p.line <= position)
      if (part === undefined) return undefined
      const { group, key } = part
      return position === part.line
        ? { kind: 'group', group, key }
        : { kind: 'drift', group, key, row: part.row + position - part.line - 1 }
    },
  }
}
