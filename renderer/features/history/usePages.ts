import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ContractError } from '../../../preload/contract/client.ts'
import type { Params, Result } from '../../../preload/contract/methods.ts'
import { useClient } from '../../client/queries.tsx'

type Searched = 'findings.causes' | 'findings.search'

export interface Pages<R> {
  readonly pages: readonly R[]
  /** Whether something is left that was not looked at. */
  readonly more: boolean
  readonly searching: boolean
  readonly error: unknown
}

/**
 * The answers of a method that looks at some thousands of findings at a time, one after the other, for as long as more is wanted. They are
 * asked for again whenever the host says that something has changed.
 * @param wants whether the answers so far are too few
 */
export function usePages<K extends Searched>(
  method: K,
  params: Omit<Params<K>, 'before'>,
  wants: (pages: readonly Result<K>[]) => boolean,
): Pages<Result<K>> {
  const client = useClient()
  const query = useInfiniteQuery<
    Result<K>,
    ContractError,
    InfiniteData<Result<K>>,
    readonly unknown[],
    number | null
  >({
    queryKey: [method, params, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.call(
        method,
        { ...params, ...(pageParam === null ? {} : { before: pageParam }) } as unknown as Params<K>,
        { signal },
      ),
    initialPageParam: null,
    getNextPageParam: (last) => (last as { next: number | null }).next,
  })
  const pages = query.data?.pages ?? []
  const { hasNextPage, isFetching, fetchNextPage } = query
  const wanted = hasNextPage && wants(pages)
  useEffect(() => {
    if (wanted && !isFetching) void fetchNextPage()
  }, [wanted, isFetching, fetchNextPage])
  return { pages, more: hasNextPage, searching: isFetching, error: query.error }
}
