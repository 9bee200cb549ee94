import type { Result } from '../../../preload/contract/methods.ts'
import { t } from '../../language/text.ts'
import { formatBytes, formatCounted } from '../../ui/format.ts'

export type PruneRecord = 'both' | 'audit' | 'history'

export interface PruneChoice {
  readonly record: PruneRecord
  /** `2025-01-31`, local; null: as old as the workspace says. */
  readonly before: string | null
}

/** As the host is asked for it. */
export const pruneOrderOf = ({ record, before }: PruneChoice) => ({
  ...(record === 'both' ? {} : { only: record }),
  ...(before === null ? {} : { before: new Date(`${before}T00:00:00`).getTime() }),
})

type Dry = Result<'history.prune'>

/** What would go of each record, one row each; empty: nothing. */
export function pruneRows({ audit, history }: Dry): { name: string; value: string }[] {
  const rows: { name: string; value: string }[] = []
  if (audit !== null && audit.pruned > 0)
    rows.push({
      name: t('Audit'),
      value: t`${formatCounted(audit.pruned, 'entry', 'entries')}, up to number ${audit.through}`,
    })
  if (history !== null) {
    const parts = [
      [history.changes, formatCounted(history.changes, 'change')],
      [history.runs, formatCounted(history.runs, 'run')],
      [
        history.approvals,
        formatCounted(history.approvals, 'list of approved changes', 'lists of approved changes'),
      ],
      [history.findings, formatCounted(history.findings, 'finding')],
    ] as const
    const some = parts.filter(([count]) => count > 0)
    if (some.length > 0)
      rows.push({
        name: t('History'),
        value: t`${some.map(([, words]) => words).join(', ')} of ${formatCounted(history.sessions, 'session')}, about ${formatBytes(history.bytes)} of the database`,
      })
  }
  return rows
}

/** How many entries and details that is. */
export const pruneTotal = ({ audit, history }: Dry): number =>
  (audit?.pruned ?? 0) +
  (history === null ? 0 : history.changes + history.runs + history.approvals + history.findings)
