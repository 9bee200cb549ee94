import type { z } from 'zod'
import type { pruneOrder, pruneResult } from '../../preload/contract/retention.ts'
import { counted } from '../host/wording.ts'
import type { Workspace } from '../host/workspace.ts'
import { prune } from './prune.ts'

/** The part of a job that a prune tells of itself. */
interface PruneJob {
  readonly signal: AbortSignal
  message(text: string): void
  progress(step: 'prune', system: null, done: number, total: number): void
}

/**
 * Moves what is old into archives as a job: nothing else runs meanwhile, it can be cancelled between two batches, and the next one goes on.
 * @returns the sentence that sums it up
 */
export async function pruneJob(
  workspace: Workspace,
  order: Omit<z.output<typeof pruneOrder>, 'dryRun'>,
  job: PruneJob,
): Promise<string> {
  const done = await prune(workspace, { ...order, dryRun: false }, Date.now(), job.signal, {
    message: (text) => job.message(text),
    moved: (details, total) => job.progress('prune', null, details, total),
  })
  return prunedSentence(done)
}

/** `24 entries of the audit and 812 details of 5 sessions are in archives now.` */
export function prunedSentence({ audit, history }: z.output<typeof pruneResult>): string {
  const entries = audit?.pruned ?? 0
  const details =
    history === null || history.archive === null
      ? 0
      : history.changes + history.runs + history.approvals + history.findings
  const parts = [
    ...(entries === 0 ? [] : [`${counted(entries, 'entry', 'entries')} of the audit`]),
    ...(details === 0
      ? []
      : [`${counted(details, 'detail')} of ${counted(history?.sessions ?? 0, 'session')}`]),
  ]
  if (parts.length === 0) return 'Nothing is that old, or what is is still needed'
  return `${parts.join(' and ')} ${entries + details === 1 ? 'is' : 'are'} in archives now`
}
