import { join } from 'node:path'
import { retentionFloor } from '../config/workspace-schema.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace } from '../host/workspace.ts'
import { writeLines } from '../retention/write-lines.ts'
import { verifyWithCheckpoints } from './checkpoints.ts'

const day = 24 * 60 * 60 * 1000
const pageSize = 2000

export interface PruneResult {
  readonly pruned: number
  readonly through: number | null
  readonly archive: string | null
  readonly sha256: string | null
}

/**
 * Moves the entries before a time into an archive in the workspace's `archive` folder. Only what is whole, older than the floor and covered by
 * a checkpoint goes: somebody must be able to prove later what was there.
 * @throws JoineryError `too-young`, `audit-broken`, `not-covered`
 */
export async function pruneAudit(
  workspace: Workspace,
  input: { before: number | undefined; now: number; dryRun: boolean },
  signal: AbortSignal,
): Promise<PruneResult> {
  const before = timeOf(workspace, input)
  const state = await verifyWithCheckpoints(workspace, { given: [], keys: [], archives: [] })
  if (!state.ok)
    throw new JoineryError('audit-broken', 'the audit is not whole: nothing is taken out of it', {
      advice: 'Run joinery audit verify to see what differs',
    })
  const range = await workspace.store.call('prunableEntries', { before })
  if (range === undefined) return { pruned: 0, through: null, archive: null, sha256: null }
  const { first, through, base } = range
  const pruned = through - first + 1
  if (input.dryRun) return { pruned, through, archive: null, sha256: null }
  if (!state.checkpoints.some(({ verdict, entry }) => verdict === 'contained' && entry >= through))
    throw new JoineryError(
      'not-covered',
      `no checkpoint names entry ${through} or a later one: what goes could not be proven any more`,
      { advice: 'Run joinery audit checkpoint, keep the file elsewhere, and prune again' },
    )
  const archive = `audit-${first}-${through}.jsonl.gz`
  const sha256 = await writeArchive(workspace, { first, through, archive }, signal)
  const hash = (await workspace.store.call('auditHash', { entry: through })) as string
  await workspace.store.call('pruneAudit', {
    pruned: { first, through, before: base, hash, archive, sha256 },
    author: workspace.user,
    at: input.now,
  })
  return { pruned, through, archive: join(workspace.dir, 'archive', archive), sha256 }
}

function timeOf(workspace: Workspace, { before, now }: { before: number | undefined; now: number }): number {
  const days = workspace.configuration.workspace.retention.audit
  const time = before ?? (days === undefined ? undefined : now - days * day)
  if (time === undefined)
    throw new JoineryError('usage', 'nothing says how old entries must be to be pruned', {
      advice: 'Name a day with --before, or set retention.audit in workspace.yaml',
      exitCode: 2,
    })
  if (time > now - retentionFloor * day)
    throw new JoineryError('too-young', `entries of the last ${retentionFloor} days are never pruned`, {
      advice: 'Name an earlier day',
      exitCode: 2,
    })
  return time
}

async function writeArchive(
  { store, dir }: Workspace,
  part: { first: number; through: number; archive: string },
  signal: AbortSignal,
): Promise<string> {
  const path = join(dir, 'archive', part.archive)
  async function* lines(): AsyncGenerator<string> {
    let after = part.first - 1
    for (;;) {
      const entries = await store.call('auditEntries', { after, through: part.through, limit: pageSize })
      const last = entries.at(-1)
      if (last === undefined) return
      after = last.id
      yield `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`
    }
  }
  return writeLines(path, lines(), signal)
}
