import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ContractError } from '../../preload/contract/client.ts'
import type { CallName } from '../../preload/contract/methods.ts'
import { useClient } from './queries.tsx'

/** What a decision changes; the systems, the history and the runs stay as they are. */
const decided: readonly CallName[] = [
  'workspace.get',
  'session.get',
  'changes.facets',
  'changes.limits',
  'changes.patterns',
  'changes.list',
  'changes.get',
  'joins.counts',
  'joins.list',
  'joins.get',
  'joins.decisions',
]

/** Asks again for what a decision has changed and a screen shows; the rest is asked for when it is opened. */
export function refreshDecided(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({
    predicate: (query) => decided.includes(query.queryKey[0] as CallName),
  })
}

/** Least time between two refreshes, however often the host ticks; milliseconds. */
const pause = 500

/** Keeps every answer fresh while the page is open. Returns the error that ended it, if one did. */
export function useFreshness(): ContractError | null {
  const client = useClient()
  const queries = useQueryClient()
  const [lost, setLost] = useState<ContractError | null>(null)
  useEffect(() => {
    let stale = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = async () => {
      stale = false
      // The next refresh waits for this one: a slow answer must not be cancelled for ever by the next tick.
      await queries.invalidateQueries()
      timer = undefined
      if (stale) schedule()
    }
    const schedule = () => {
      stale = true
      timer ??= setTimeout(refresh, pause)
    }
    const stop = client.watch('workspace.watch', {}, { event: schedule, error: setLost })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, queries])
  return lost
}
