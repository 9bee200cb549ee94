import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { DriftFilter } from '../../../preload/contract/drift.ts'
import { useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { formatCounted } from '../../ui/format.ts'
import { decidedWord } from './driftWords.ts'

export type DriftDecision = 'accept' | 'enforce'

/** Which drift is decided about: some by number, or everything a filter leaves. */
export type DriftSelection = { readonly ids: readonly number[] } | { readonly filter: DriftFilter }

export interface DriftDecisions {
  /** What was decided last, in words. */
  readonly said: string | null
  readonly error: unknown
  readonly busy: boolean
  decide(selection: DriftSelection, decision: DriftDecision, reason: string): Promise<boolean>
}

/** As many as the host takes at once. */
const page = 1000

/** Decides, says what happened, and has every list asked again. */
export function useDriftDecisions(): DriftDecisions {
  const client = useClient()
  const queries = useQueryClient()
  const announce = useAnnounce()
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  const idsOf = useCallback(
    async (filter: DriftFilter): Promise<number[]> => {
      const ids: number[] = []
      for (;;) {
        const { total, rows } = await client.call('drift.list', { filter, offset: ids.length, limit: page })
        ids.push(...rows.map(({ id }) => id))
        if (rows.length === 0 || ids.length >= total) return ids
      }
    },
    [client],
  )
  const decide = useCallback(
    async (selection: DriftSelection, decision: DriftDecision, reason: string): Promise<boolean> => {
      setError(null)
      setBusy(true)
      try {
        const ids = 'ids' in selection ? [...selection.ids] : await idsOf(selection.filter)
        if (ids.length === 0) return false
        const why = reason.trim()
        const { changed } = await client.call('drift.decide', {
          ids,
          decision,
          ...(why ? { reason: why } : {}),
        })
        const text =
          changed === 0
            ? t('All of it was decided so already')
            : `${formatCounted(changed, 'change')} ${decidedWord[decision]}`
        setSaid(text)
        announce(text)
        return changed > 0
      } catch (refused) {
        setError(refused)
        return false
      } finally {
        setBusy(false)
        void queries.invalidateQueries()
      }
    },
    [client, queries, announce, idsOf],
  )
  return { said, error, busy, decide }
}
