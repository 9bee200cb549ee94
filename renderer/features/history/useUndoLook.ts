import { useCallback, useEffect, useState } from 'react'
import type { UndoLook } from '../../../preload/contract/undo.ts'
import { useClient } from '../../client/queries.tsx'

export interface LookState {
  readonly look: UndoLook | null
  readonly progress: { readonly done: number; readonly total: number } | null
  readonly error: unknown
  /** Looks once more: what the systems hold may have changed. */
  again(): void
}

/** Has the host compare what a run wrote with what its systems hold now; leaving the page ends it. */
export function useUndoLook(run: number, enabled: boolean): LookState {
  const client = useClient()
  const [look, setLook] = useState<UndoLook | null>(null)
  const [progress, setProgress] = useState<LookState['progress']>(null)
  const [error, setError] = useState<unknown>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round looks again
  useEffect(() => {
    if (!enabled) return
    setLook(null)
    setProgress(null)
    setError(null)
    return client.watch(
      'undo.look',
      { run },
      {
        event: (event) => {
          if (event.type === 'progress') setProgress({ done: event.done, total: event.total })
          else setLook(event)
        },
        error: setError,
      },
    )
  }, [client, run, enabled, round])
  const again = useCallback(() => setRound((before) => before + 1), [])
  return { look, progress, error, again }
}
