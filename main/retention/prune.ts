import type { z } from 'zod'
import type { pruneOrder, pruneResult } from '../../preload/contract/retention.ts'
import { pruneAudit } from '../audit/prune.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace } from '../host/workspace.ts'
import type { PruneProgress } from './progress.ts'
import { pruneHistory } from './prune-history.ts'

type Result = z.output<typeof pruneResult>

/**
 * Moves what is old into archives: entries of the audit, and details of sessions. The audit goes first, for that may be refused.
 * @param progress what is being done, and how many details of sessions have moved
 * @throws JoineryError `usage` when nothing says how old; what either refuses
 */
export async function prune(
  workspace: Workspace,
  order: z.output<typeof pruneOrder>,
  now: number,
  signal: AbortSignal,
  progress?: PruneProgress,
): Promise<Result> {
  const { retention } = workspace.configuration.workspace
  const wanted = (one: 'audit' | 'history'): boolean =>
    order.only === undefined ? order.before !== undefined || retention[one] !== undefined : order.only === one
  if (!wanted('audit') && !wanted('history'))
    throw new JoineryError('usage', 'nothing says how old entries and sessions must be to be pruned', {
      advice: 'Name a day with --before, or set retention.audit and retention.history in workspace.yaml',
      exitCode: 2,
    })
  const given = { before: order.before, now, dryRun: order.dryRun }
  if (wanted('audit')) progress?.message('The audit is proven before anything of it goes')
  const audit = wanted('audit') ? await pruneAudit(workspace, given, signal) : null
  const history = wanted('history') ? await pruneHistory(workspace, given, signal, progress) : null
  const went = audit?.archive != null || history?.archive != null
  if (went) progress?.message('The database gives the room back')
  return { audit, history, file: went ? await workspace.store.call('shrink', null) : null }
}
