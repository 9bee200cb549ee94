import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { JoinDecisionKind } from '../../../preload/contract/joins.ts'
import { refreshDecided } from '../../client/freshness.ts'
import { useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { decisionDone } from './joinWords.ts'

export interface ObjectKey {
  readonly system: string
  readonly anchor: string
}

/** What is decided over an object; a join names the identity. */
export interface JoinChoice {
  readonly decision: JoinDecisionKind
  readonly identity?: number
  readonly reason?: string
}

/** How long the way back is offered on the screen; Ctrl+Z works as long as it is open. */
const offered = 8000

/** Decides whose objects are, says what happened, and takes decisions back, the last one first. */
export function useJoinDecisions() {
  const client = useClient()
  const queries = useQueryClient()
  const announce = useAnnounce()
  const done = useRef<ObjectKey[]>([])
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(null), offered)
    return () => clearTimeout(timer)
  }, [said])

  const decide = useCallback(
    async (object: ObjectKey, choice: JoinChoice) => {
      setError(null)
      try {
        const { name, identity, decision } = await client.call('joins.decide', { ...object, ...choice })
        done.current.push(object)
        const text = `${name} ${decisionDone[decision]}${identity ? t` to ${identity.name}` : ''}`
        setSaid(text)
        announce(text)
      } catch (reason) {
        setError(reason)
      }
      await refreshDecided(queries)
    },
    [client, queries, announce],
  )

  const withdraw = useCallback(
    async (object: ObjectKey) => {
      setError(null)
      try {
        await client.call('joins.withdraw', { ...object })
        announce(t('Taken back: the rules decide again'))
        setSaid(null)
      } catch (reason) {
        setError(reason)
      }
      await refreshDecided(queries)
    },
    [client, queries, announce],
  )

  const takeBack = useCallback(async () => {
    const last = done.current.pop()
    if (last !== undefined) await withdraw(last)
  }, [withdraw])

  return { said, error, decide, withdraw, takeBack }
}
