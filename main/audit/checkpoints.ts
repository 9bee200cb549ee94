import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { auditState, checkpointFile, givenCheckpoint } from '../../preload/contract/audit.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace } from '../host/workspace.ts'
import { judgeCheckpoint } from './judge-checkpoint.ts'
import { checkpointText, parseCheckpoint, signCheckpoint } from './signed-checkpoint.ts'
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
): Promise<z.output<typeof auditState>> {
  const { store } = workspace
  const files = [
    ...keptCheckpoints(workspace).map((one) => ({ ...one, trusted: [] as readonly string[] })),
    ...input.given.map((one) => ({ ...one, trusted: input.keys })),
  ].map(({ file, text, trusted }) => ({ file, checkpoint: parseCheckpoint(text, file), trusted }))
  const state = await store.call('verifyAudit', null)
  const id = await store.call('workspaceId', null)
  const parts = await store.call('prunedParts', null)
  const prunedThrough = Math.max(0, ...parts.map(({ through }) => through))
  const { archives, archived } = await verifyArchives(
    input.archives,
    parts,
    new Set(files.map(({ checkpoint }) => checkpoint.entry)),
  )
  const checkpoints = []
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

function keptCheckpoints(workspace: Workspace): { file: string; text: string }[] {
  let names: string[]
  try {
    names = readdirSync(folderOf(workspace))
  } catch {
    // No session has ended yet.
    return []
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      file: join('checkpoints', name),
      text: readFileSync(join(folderOf(workspace), name), 'utf8'),
    }))
}
