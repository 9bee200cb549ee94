import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ContractError } from '../../preload/contract/client.ts'
import type { CallName } from '../../preload/contract/methods.ts'
import { useClient } from './queries.tsx'

const always: readonly CallName[] = ['workspace.get', 'session.get']

/** What each topic of `workspace.watch` makes stale. A topic not listed here makes everything stale. */
const affected: Record<string, readonly CallName[]> = {
  job: always,
  systems: [...always, 'systems.list'],
  changes: [...always, 'changes.list', 'changes.patterns', 'changes.facets', 'changes.limits', 'changes.get'],
  decisions: [
    ...always,
    'changes.list',
    'changes.patterns',
    'changes.facets',
    'changes.limits',
    'changes.get',
  ],
  findings: [...always, 'findings.list'],
}

/** Asks again for what is on a screen; what is not is asked for when it is opened. */
export function refresh(queries: QueryClient, topic: string): void {
  const methods = affected[topic]
  void queries.invalidateQueries({
    predicate: (query) => !methods || methods.includes(query.queryKey[0] as CallName),
  })
}

/** No more than two refreshes a second, however often the host ticks. */
const pause = 500

/** Keeps every answer fresh while the page is open. Returns the error that ended it, if one did. */
export function useFreshness(): ContractError | null {
  const client = useClient()
  const queries = useQueryClient()
  const [lost, setLost] = useState<ContractError | null>(null)
  useEffect(() => {
    const topics = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      timer = undefined
      for (const topic of topics) refresh(queries, topic)
      topics.clear()
    }
    const stop = client.watch(
      'workspace.watch',
      {},
      {
        event: ({ topic }) => {
          topics.add(topic)
          timer ??= setTimeout(flush, pause)
        },
        error: setLost,
      },
    )
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, queries])
  return lost
}
