import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Change, ChangeFilter, ChangePattern } from '../../../preload/contract/changes.ts'
import { callQuery, useClient } from '../../client/queries.tsx'
import { blockSize, blocksOf, type TreeItem, type TreeLayout } from './treeLayout.ts'

export interface Rows {
  /** Undefined while its block is on its way. */
  pattern(index: number): ChangePattern | undefined
  change(item: Extract<TreeItem, { kind: 'change' }>): Change | undefined
  error: unknown
}

/** Positions to have: what is seen and a little around it. */
export interface Span {
  first: number
  last: number
}

/** Brings the rows of a span in blocks, and keeps blocks that were there before for a while. */
export function useRows(layout: TreeLayout, span: Span, filter: ChangeFilter): Rows {
  const client = useClient()
  const wanted = useMemo(() => wantedBlocks(layout, span), [layout, span])
  const patternBlocks = useQueries({
    queries: wanted.patterns.map((block) =>
      callQuery(client, 'changes.patterns', { filter, offset: block * blockSize, limit: blockSize }),
    ),
  })
  const changeBlocks = useQueries({
    queries: wanted.changes.map(({ pattern, block }) =>
      callQuery(client, 'changes.list', {
        filter: pattern ? { ...filter, pattern } : filter,
        offset: block * blockSize,
        limit: blockSize,
      }),
    ),
  })
  const patternAt = new Map(wanted.patterns.map((block, i) => [block, patternBlocks[i]?.data?.rows]))
  const changeAt = new Map(
    wanted.changes.map(({ pattern, block }, i) => [`${block}/${pattern}`, changeBlocks[i]?.data?.rows]),
  )
  return {
    pattern: (index) => patternAt.get(Math.floor(index / blockSize))?.[index % blockSize],
    change: (item) =>
      changeAt.get(`${Math.floor(item.index / blockSize)}/${item.pattern}`)?.[item.index % blockSize],
    error: [...patternBlocks, ...changeBlocks].find((block) => block.error)?.error ?? null,
  }
}

interface WantedBlocks {
  patterns: number[]
  changes: { pattern: string; block: number }[]
}

/** Which blocks a span needs. */
export function wantedBlocks(layout: TreeLayout, { first, last }: Span): WantedBlocks {
  const patterns = new Set<number>()
  const changes = new Map<string, { pattern: string; block: number }>()
  for (let position = Math.max(0, first); position <= Math.min(last, layout.length - 1); position++) {
    const item = layout.at(position)
    const pattern = item.kind === 'pattern' ? item.index : item.patternIndex
    if (pattern >= 0) for (const block of blocksOf(pattern, pattern)) patterns.add(block)
    if (item.kind !== 'change') continue
    for (const block of blocksOf(item.index, item.index)) {
      changes.set(`${block}/${item.pattern}`, { pattern: item.pattern, block })
    }
  }
  return { patterns: [...patterns].sort((a, b) => a - b), changes: [...changes.values()] }
}
