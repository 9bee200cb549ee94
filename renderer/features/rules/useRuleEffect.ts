import { useCallback, useEffect, useRef, useState } from 'react'
import type { RuleEdits, RuleEffect } from '../../../preload/contract/rules.ts'
import { useClient } from '../../client/queries.tsx'

export interface EffectState {
  /** The last effect, which may be that of an earlier text. */
  effect: RuleEffect | null
  /** Whether it is of the text as it is now. */
  current: boolean
  running: { done: number; total: number } | null
  error: unknown
  work(): void
  cancel(): void
}

/**
 * What edits would change, worked out by the host.
 * @param automatic at once with every change of the text; else when `work` is called
 * @param key names what is compared: the rules in use, and the text as edited
 */
export function useRuleEffect(
  edits: RuleEdits,
  key: string,
  { possible, automatic }: { possible: boolean; automatic: boolean },
): EffectState {
  const client = useClient()
  const latest = useRef(edits)
  latest.current = edits
  const [done, setDone] = useState<{ of: string; effect: RuleEffect } | null>(null)
  const [running, setRunning] = useState<EffectState['running']>(null)
  const [failed, setFailed] = useState<{ of: string; error: unknown } | null>(null)
  const stop = useRef<() => void>(() => {})

  const cancel = useCallback(() => {
    stop.current()
    stop.current = () => {}
    setRunning(null)
  }, [])

  const work = useCallback(() => {
    cancel()
    setFailed(null)
    setRunning({ done: 0, total: 0 })
    stop.current = client.watch(
      'rules.effect',
      { edits: latest.current },
      {
        event: (event) => {
          if (event.type === 'progress') setRunning({ done: event.done, total: event.total })
          else setDone({ of: key, effect: event.effect })
        },
        error: (error) => {
          setRunning(null)
          // A text with errors: the editor marks them.
          if (error.code !== 'configuration') setFailed({ of: key, error })
        },
        ended: () => setRunning(null),
      },
    )
  }, [client, key, cancel])

  useEffect(() => {
    if (possible && automatic) work()
    else cancel()
    return cancel
  }, [possible, automatic, work, cancel])

  return {
    effect: done?.effect ?? null,
    current: done?.of === key,
    running,
    error: failed?.of === key ? failed.error : null,
    work,
    cancel,
  }
}
