import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Change, ChangeSelection } from '../../../preload/contract/changes.ts'
import type { Decision } from '../../../preload/contract/words.ts'
import { refreshDecided } from '../../client/freshness.ts'
import { useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { formatNumber } from '../../ui/format.ts'

const done: Record<Decision, string> = {
  approved: 'approved',
  held: 'held',
  rejected: 'rejected',
  undecided: t('undecided again'),
}

export interface Decisions {
  /** The last decision in words, for some seconds after it. */
  said: string | null
  error: unknown
  decide(selection: ChangeSelection, decision: Decision): Promise<void>
  takeBack(): Promise<void>
}

/** How long the way back is offered on the screen; Ctrl+Z works as long as the screen is open. */
const offered = 8000

/** Decides, remembers how to take each decision back, and says what happened. */
export function useDecisions(): Decisions {
  const client = useClient()
  const queries = useQueryClient()
  const announce = useAnnounce()
  const undos = useRef<string[]>([])
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)

  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(null), offered)
    return () => clearTimeout(timer)
  }, [said])

  const say = useCallback(
    (text: string) => {
      setSaid(text)
      announce(text)
    },
    [announce],
  )

  const decide = useCallback(
    async (selection: ChangeSelection, decision: Decision) => {
      setError(null)
      // The row answers at once; the host's answer follows.
      if ('ids' in selection) {
        const ids = new Set(selection.ids)
        queries.setQueriesData<{ total: number; rows: Change[] }>({ queryKey: ['changes.list'] }, (data) =>
          data?.rows.some((row) => ids.has(row.id))
            ? { ...data, rows: data.rows.map((row) => (ids.has(row.id) ? { ...row, decision } : row)) }
            : data,
        )
      }
      try {
        const { changed, undo, waiting, ...left } = await client.call('changes.decide', {
          selection,
          decision,
        })
        // What was decided so already leaves nothing to take back.
        if (undo !== '') undos.current.push(undo)
        const told = [
          ...(changed > 0 ? [`${formatNumber(changed)} ${done[decision]}`] : []),
          ...(waiting > 0 ? [t`${formatNumber(waiting)} wait for a second person`] : []),
          ...(left.protected > 0 ? [t`${formatNumber(left.protected)} protected`] : []),
        ]
        if (told.length > 0) say(told.join(', '))
      } catch (reason) {
        setError(reason)
      }
      void refreshDecided(queries)
    },
    [client, queries, say],
  )

  const takeBack = useCallback(async () => {
    const undo = undos.current.pop()
    if (undo === undefined) return
    setError(null)
    try {
      const { changed } = await client.call('changes.undecide', { undo })
      announce(t`${formatNumber(changed)} taken back`)
      setSaid(null)
    } catch (reason) {
      setError(reason)
    }
    void refreshDecided(queries)
  }, [client, queries, announce])

  return { said, error, decide, takeBack }
}
