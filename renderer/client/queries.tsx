import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import type { Client, ContractError } from '../../preload/contract/client.ts'
import type { CallName, Params, Result } from '../../preload/contract/methods.ts'

const ClientContext = createContext<Client | null>(null)

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

/** The one connection to the host. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('useClient is used outside of ClientProvider')
  return client
}

/** Answers stay until the host says that they may have changed; an error is the host's word, not a reason to retry. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 120_000,
        retry: false,
        refetchOnWindowFocus: false,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Key and function of one call, for `useQuery` and `useQueries` alike. */
export function callQuery<K extends CallName>(client: Client, method: K, params: Params<K>) {
  return {
    queryKey: [method, params] as const,
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Result<K>> =>
      client.call(method, params, { signal }),
  }
}

interface CallOptions {
  enabled?: boolean
  /** Shows the last answer while that to new parameters is on its way. */
  keep?: boolean
  /** Asks anew each time it is opened: the answer is about more than the host is told of, such as a text file. */
  fresh?: boolean
}

/** Asks the host once and again whenever its answer may have changed. */
export function useCall<K extends CallName>(
  method: K,
  params: Params<K>,
  { enabled = true, keep = false, fresh = false }: CallOptions = {},
): UseQueryResult<Result<K>, ContractError> {
  const client = useClient()
  return useQuery<Result<K>, ContractError>({
    ...callQuery(client, method, params),
    enabled,
    ...(fresh && { staleTime: 0, gcTime: 0 }),
    // biome-ignore lint/suspicious/noExplicitAny: the library's own placeholder function is typed over any data
    ...(keep && { placeholderData: keepPreviousData as any }),
  })
}
