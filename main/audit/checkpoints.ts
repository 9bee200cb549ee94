import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type {
  auditState,
  CheckpointState,
  checkpointFile,
  givenCheckpoint,
} from '../../preload/contract/audit.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace } from '../host/workspace.ts'
import { judgeCheckpoint } from './judge-checkpoint.ts'
import { type Checkpoint, checkpointText, parseCheckpoint, signCheckpoint } from './signed-checkpoint.ts'
import { verifyArchives } from './verify-archives.ts'

const folderOf = (workspace: Workspace): string => join(workspace.dir, 'checkpoints')

/**
 * Signs where the audit stands and keeps it in the workspace's `checkpoints` folder. That a checkpoint was made is an entry itself, after
 * the one it names.
 */
export async function makeCheckpoint(workspace: Workspace): Promise<z.output<typeof checkpointFile>> {
  const { store, user } = workspace
  const key = await workspace.signingKey()
  if (key.fresh)
    await store.call('audit', [
      { at: Date.now(), author: user, event: 'signing-key-made', details: { key: key.fingerprint } },
    ])
  const id = await store.call('workspaceId', null)
  const head = await store.call('auditHead', null)
  if (head === undefined)
    throw new JoineryError('audit-empty', 'there is nothing in the audit yet', {
      advice: 'Run a session first',
    })
  const time = new Date().toISOString()
  const name = workspace.configuration.workspace.name
  const checkpoint = signCheckpoint({ ...head, time, workspace: { name, id }, author: user }, key.privateKey)
  const text = checkpointText(checkpoint)
  const path = join(folderOf(workspace), `${String(head.entry).padStart(9, '0')}.json`)
  mkdirSync(folderOf(workspace), { recursive: true })
  writeFileSync(`${path}.part`, text)
  renameSync(`${path}.part`, path)
  await store.call('audit', [
    {
      at: Date.parse(time),
      author: user,
      event: 'checkpoint',
      details: { entry: head.entry, hash: head.hash, key: key.fingerprint },
    },
  ])
  return { path, text, entry: head.entry, hash: head.hash, key: key.fingerprint }
}

/**
 * Recomputes the chain and compares it with checkpoints: those of the workspace's folder, and those that somebody kept elsewhere. Archives
 * that are named are read as the part of the chain they are.
 * @throws JoineryError `no-checkpoint`
 */
export async function verifyWithCheckpoints(
  workspace: Workspace,
  input: {
    given: readonly z.output<typeof givenCheckpoint>[]
    keys: readonly string[]
    archives: readonly string[]
  },
  progress?: (done: number, total: number) => void,
): Promise<z.output<typeof auditState>> {
  const { store } = workspace
  const given = input.given.map(({ file, text }) => ({
    file,
    checkpoint: parseCheckpoint(text, file),
    trusted: input.keys,
  }))
  const { kept, damaged } = keptCheckpoints(workspace)
  const files = [...kept.map((one) => ({ ...one, trusted: [] as readonly string[] })), ...given]
  // Hashing a long audit takes seconds, in which no screen should wait.
  const beside = await workspace.beside('questions')
  const state = await beside.call('verifyAudit', null, progress === undefined ? {} : { progress })
  const id = await store.call('workspaceId', null)
  const parts = await store.call('prunedParts', null)
  const prunedThrough = Math.max(0, ...parts.map(({ through }) => through))
  const { archives, archived } = await verifyArchives(
    input.archives,
    parts,
    new Set(files.map(({ checkpoint }) => checkpoint.entry)),
  )
  const checkpoints: CheckpointState[] = [...damaged]
  for (const { file, checkpoint, trusted } of files) {
    const last = (await store.call('auditHead', null))?.entry ?? 0
    const hash =
      (await store.call('auditHash', { entry: checkpoint.entry })) ??
      parts.find(({ through }) => through === checkpoint.entry)?.hash ??
      archived.get(checkpoint.entry)
    checkpoints.push(
      judgeCheckpoint(file, checkpoint, { state, hash, last, prunedThrough, workspace: id }, trusted),
    )
  }
  const held = checkpoints.every(({ verdict }) => verdict === 'contained' || verdict === 'archived')
  const whole = archives.every(({ verdict }) => verdict === 'whole')
  return { ...state, ok: state.ok && held && whole, checkpoints, prunedThrough, archives }
}

/** The checkpoints of the workspace's folder. One that cannot be read is a finding: it must not keep the chain from being verified. */
function keptCheckpoints(workspace: Workspace): {
  kept: { file: string; checkpoint: Checkpoint }[]
  damaged: CheckpointState[]
} {
  const kept: { file: string; checkpoint: Checkpoint }[] = []
  const damaged: CheckpointState[] = []
  for (const name of checkpointNames(workspace)) {
    const file = join('checkpoints', name)
    try {
      kept.push({
        file,
        checkpoint: parseCheckpoint(readFileSync(join(folderOf(workspace), name), 'utf8'), file),
      })
    } catch (error) {
      const text = (error as Error).message
      damaged.push({ file, entry: 0, time: '', author: '', key: '', verdict: 'bad-signature', text })
    }
  }
  return { kept, damaged }
}

function checkpointNames(workspace: Workspace): string[] {
  try {
    return readdirSync(folderOf(workspace))
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (error) {
    // No session has ended yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
