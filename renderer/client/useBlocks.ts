import { useQueries } from '@tanstack/react-query'
import type { CallName, Params, Result } from '../../preload/contract/methods.ts'
import { callQuery, useClient } from './queries.tsx'

/** The methods that answer a page of a list. */
type Paged = {
  [K in CallName]: Result<K> extends { total: number; rows: readonly unknown[] } ? K : never
}[CallName]
type RowOf<K extends Paged> = Result<K> extends { rows: readonly (infer Row)[] } ? Row : never

/** Positions to have: what is seen and a little around it. */
export interface Span {
  readonly first: number
  readonly last: number
}

export interface Blocks<Row> {
  /** Undefined while its block is on its way. */
  row(index: number): Row | undefined
  /** How many rows there are in all; undefined until a block has come. */
  readonly total: number | undefined
  readonly error: unknown
}

/** Rows that are asked for together: some screens full. A list that asks for its first block elsewhere asks for the same. */
export const blockSize = 100

/** Brings the rows of a list that are seen, in blocks; blocks that were there before are kept for a while. */
export function useBlocks<K extends Paged>(
  method: K,
  params: Omit<Params<K>, 'offset' | 'limit'>,
  { first, last }: Span,
): Blocks<RowOf<K>> {
  const client = useClient()
  const from = Math.floor(Math.max(0, first) / blockSize)
  const to = Math.max(from, Math.floor(last / blockSize))
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const blocks = useQueries({
    queries: numbers.map((number) =>
      callQuery(client, method, {
        ...params,
        offset: number * blockSize,
        limit: blockSize,
      } as unknown as Params<K>),
    ),
  })
  return {
    row(index) {
      const block = blocks[Math.floor(index / blockSize) - from]
      const rows = (block?.data as { rows: RowOf<K>[] } | undefined)?.rows
      return rows?.[index % blockSize]
    },
    total: blocks
      .map((block) => (block.data as { total: number } | undefined)?.total)
      .find((total) => total !== undefined),
    error: blocks.find((block) => block.error)?.error ?? null,
  }
}
