import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace } from '../host/workspace.ts'
import type { ArchivedKind, HistoryArchive, NewArchive, PrunableHistory } from '../store/port.ts'
import type { PruneProgress } from './progress.ts'
import { readLines } from './read-lines.ts'
import { fileHash, writeLines } from './write-lines.ts'

const day = 24 * 60 * 60 * 1000
const kinds: readonly ArchivedKind[] = ['change', 'run', 'approval', 'finding']

export interface PrunedHistory extends PrunableHistory {
  /** The file, and SHA-256 over it; null: nothing went. */
  readonly archive: string | null
  readonly sha256: string | null
}

/**
 * Moves the details of old sessions into an archive in the workspace's `archive` folder: first the whole file, then the note of it, then its
 * rows out of the database, batch by batch. What a prune that was cut off had not taken out yet is taken out first.
 * @throws JoineryError `usage`, `too-young`, `archive-changed`
 */
export async function pruneHistory(
  workspace: Workspace,
  input: { before: number | undefined; now: number; dryRun: boolean },
  signal: AbortSignal,
  progress?: PruneProgress,
): Promise<PrunedHistory> {
  const { store } = workspace
  const before = timeOf(workspace, input)
  if (!input.dryRun) await finishOthers(workspace, input.now, signal)
  // These look at every change there is: nobody else should wait for it.
  const beside = await workspace.beside('questions')
  const prunable = await beside.call('prunableHistory', { before })
  const details = prunable.changes + prunable.runs + prunable.approvals + prunable.findings
  if (details === 0 || input.dryRun) return { ...prunable, archive: null, sha256: null }
  // A detail has moved when it was written, and when it was taken out: half and half.
  let steps = 0
  const moved = (lines: number): void => {
    steps += lines
    progress?.moved(Math.min(details, Math.floor(steps / 2)), details)
  }
  progress?.message('Details of old sessions are written into an archive')
  const archive = await writeArchive(workspace, before, signal, moved)
  const { user: author } = workspace
  const id = await store.call('recordArchive', { archive, author, at: input.now })
  progress?.message('What the archive holds is taken out of the database')
  await takeOut(workspace, { id, name: archive.name, before }, input.now, signal, moved)
  const { counts } = archive
  return {
    sessions: archive.sessions.length,
    changes: counts.change,
    runs: counts.run,
    approvals: counts.approval,
    findings: counts.finding,
    bytes: prunable.bytes,
    archive: join(workspace.dir, 'archive', archive.name),
    sha256: archive.sha256,
  }
}

function timeOf(workspace: Workspace, { before, now }: { before: number | undefined; now: number }): number {
  const { history, undo } = workspace.configuration.workspace.retention
  const time = before ?? (history === undefined ? undefined : now - history * day)
  if (time === undefined)
    throw new JoineryError('usage', 'nothing says how old sessions must be to be pruned', {
      advice: 'Name a day with --before, or set retention.history in workspace.yaml',
      exitCode: 2,
    })
  if (time > now - undo * day)
    throw new JoineryError(
      'too-young',
      `exports of the last ${undo} days can be undone (retention.undo): what that needs is never pruned`,
      { advice: 'Name an earlier day', exitCode: 2 },
    )
  return time
}

async function writeArchive(
  owner: Workspace,
  before: number,
  signal: AbortSignal,
  moved: (lines: number) => void,
): Promise<NewArchive> {
  const { store, dir } = owner
  const beside = await owner.beside('questions')
  const name = await freeName(store, dir)
  const counts: Record<ArchivedKind, number> = { change: 0, run: 0, approval: 0, finding: 0 }
  const sessions = new Set<number>()
  const exports = new Map<number, number>()
  const workspace = await store.call('workspaceId', null)
  async function* pages(): AsyncGenerator<string> {
    yield `${JSON.stringify({ kind: 'archive', version: 1, workspace, before })}\n`
    for (const kind of kinds) {
      const among = kind === 'approval' ? await beside.call('prunableApprovals', { before }) : undefined
      let after = 0
      for (;;) {
        const page = await beside.call('historyPage', {
          before,
          kind,
          after,
          ...(among === undefined ? {} : { among }),
        })
        if (page.after === null) break
        after = page.after
        counts[kind] += page.lines.length
        moved(page.lines.length)
        for (const session of page.sessions) sessions.add(session)
        for (const [run, started] of page.exports) exports.set(run, started)
        yield `${page.lines.join('\n')}\n`
      }
    }
  }
  const sha256 = await writeLines(join(dir, 'archive', name), pages(), signal)
  return {
    name,
    sha256,
    before,
    counts,
    sessions: [...sessions].sort((a, b) => a - b),
    exports: [...exports],
  }
}

/** A file that is there is never written over: it may be all that is left of what it holds. */
async function freeName(store: Workspace['store'], dir: string): Promise<string> {
  const taken = new Set((await store.call('historyArchives', null)).map(({ name }) => name))
  for (let number = taken.size + 1; ; number++) {
    const name = `history-${number}.jsonl.gz`
    if (!taken.has(name) && !existsSync(join(dir, 'archive', name))) return name
  }
}

async function finishOthers(workspace: Workspace, now: number, signal: AbortSignal): Promise<void> {
  for (const archive of await workspace.store.call('historyArchives', null))
    if (archive.finished === null) {
      await refuseChanged(workspace, archive)
      await takeOut(workspace, archive, now, signal)
    }
}

async function refuseChanged({ dir }: Workspace, { name, sha256 }: HistoryArchive): Promise<void> {
  const path = join(dir, 'archive', name)
  if (existsSync(path) && (await fileHash(path)) === sha256) return
  throw new JoineryError(
    'archive-changed',
    `a prune was cut off, and its archive ${name} is not what it was then: nothing more is taken out`,
    { advice: 'Put the archive back from a copy and prune again', where: path },
  )
}

const linesAtOnce = 1000
/** A list of what a decision was about is one long line. */
const charactersAtOnce = 4_000_000

/** Only what stands in the archive leaves the database. */
async function takeOut(
  { store, dir }: Workspace,
  { id, name, before }: { id: number; name: string; before: number },
  now: number,
  signal: AbortSignal,
  moved: (lines: number) => void = () => undefined,
): Promise<void> {
  let lines: string[] = []
  let size = 0
  const forget = async (): Promise<void> => {
    signal.throwIfAborted()
    await store.call('forgetArchived', { before, lines })
    moved(lines.length)
    lines = []
    size = 0
  }
  for await (const line of readLines(join(dir, 'archive', name))) {
    size += line.length
    if (lines.push(line) >= linesAtOnce || size > charactersAtOnce) await forget()
  }
  await forget()
  await store.call('finishArchive', { archive: id, at: now })
}
