import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { ChangeSelection } from '../../../preload/contract/changes.ts'
import { useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { formatCounted } from '../../ui/format.ts'

export interface Retry {
  /** What came of the last approval, in words. */
  readonly said: string | null
  readonly error: unknown
  readonly busy: boolean
  approve(selection: ChangeSelection): Promise<void>
}

/** Approves failed changes again, as any decision: with policies and second persons, and in the audit. */
export function useRetry(): Retry {
  const client = useClient()
  const queries = useQueryClient()
  const announce = useAnnounce()
  const [said, setSaid] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const approve = useCallback(
    async (selection: ChangeSelection) => {
      setError(null)
      setBusy(true)
      try {
        const text = outcomeOf(await client.call('changes.decide', { selection, decision: 'approved' }))
        setSaid(text)
        announce(text)
      } catch (refused) {
        setError(refused)
      } finally {
        setBusy(false)
        void queries.invalidateQueries()
      }
    },
    [client, queries, announce],
  )
  return { said, error, busy, approve }
}

/** `4 changes approved again, 1 change waits for a second person` */
export function outcomeOf({
  changed,
  waiting,
  protected: kept,
}: {
  changed: number
  waiting: number
  protected: number
}): string {
  const parts = [
    ...(changed > 0 ? [t`${formatCounted(changed, 'change')} approved again`] : []),
    ...(waiting > 0
      ? [t`${formatCounted(waiting, 'change waits', 'changes wait')} for a second person`]
      : []),
    ...(kept > 0
      ? [
          t`${formatCounted(kept, 'change is', 'changes are')} protected and ${kept === 1 ? 'stays' : 'stay'} as ${kept === 1 ? t('it is') : t('they are')}`,
        ]
      : []),
  ]
  return parts.length === 0 ? t('Nothing of it waits for a decision any more') : parts.join(', ')
}
