import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { appendAudit } from '../../main/store/audit.ts'
import { openWriter } from '../../main/store/database.ts'
import type { ArchiveState, CheckpointState } from '../../preload/contract/audit.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'

const folder = testFolder()
const kept = join(folder, 'kept.json')
let workspace: string

interface State {
  ok: boolean
  entries: number
  prunedThrough: number
  checkpoints: CheckpointState[]
  archives: ArchiveState[]
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
  expect(code, stdout + stderr).toBe(0)
  return JSON.parse(stdout) as T
}

interface Pruned {
  pruned: number
  through: number | null
  archive: string
  sha256: string
}

const prune = async (...args: readonly string[]): Promise<Pruned> =>
  (await json<{ audit: Pruned }>('prune', '--only', 'audit', ...args)).audit

/** One story on the command line, told in order: a workspace of years whose audit is pruned twice. */
describe('pruning the audit', () => {
  let first: string
  let second: string

  beforeAll(() => {
    workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), 1)
    const db = openWriter(join(workspace, 'joinery.db'))
    for (let month = 0; month < 60; month++)
      appendAudit(db, [
        { at: Date.UTC(2019, month, 1), author: 'anna', event: 'decision', details: { month } },
      ])
    db.close()
  })

  it('needs a day, or a policy, and never takes what is young', async () => {
    const none = await joinery(workspace, 'prune', '--only', 'audit')
    expect(none.code).toBe(2)
    expect(none.stdout).toContain('set retention.audit in workspace.yaml')
    const young = await joinery(
      workspace,
      'prune',
      '--only',
      'audit',
      '--before',
      new Date().toISOString().slice(0, 10),
    )
    expect(young.code).toBe(2)
    expect(young.stdout).toContain('Entries of the last 90 days are never pruned')
  })

  it('takes nothing that no checkpoint names', async () => {
    const { code, stdout } = await joinery(workspace, 'prune', '--only', 'audit', '--before', '2021-01-01')
    expect(code).toBe(1)
    expect(stdout).toContain('No checkpoint names entry 24 or a later one')
    expect(existsSync(join(workspace, 'archive'))).toBe(false)
  })

  it('moves old entries into an archive, and the chain goes on from them', async () => {
    await json('audit', 'checkpoint', '--out', kept)
    const dry = await prune('--before', '2021-01-01', '--dry-run')
    expect(dry).toEqual({ pruned: 24, through: 24, archive: null, sha256: null })
    const done = await prune('--before', '2021-01-01')
    first = done.archive
    expect(done.pruned).toBe(24)
    const lines = gunzipSync(readFileSync(first)).toString('utf8').trimEnd().split('\n')
    expect(lines.length).toBe(24)
    expect(JSON.parse(lines[0] as string)).toMatchObject({ id: 1, details: '{"month":0}' })
    const state = await json<State>('audit', 'verify', '--checkpoint', kept)
    expect(state).toMatchObject({ ok: true, prunedThrough: 24 })
    expect(state.checkpoints.map(({ verdict }) => verdict)).toEqual(['contained', 'contained'])
  })

  it('prunes as the workspace says', async () => {
    const file = join(workspace, 'workspace.yaml')
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nretention: { audit: 10 }\n`)
    const short = await joinery(workspace, 'prune', '--only', 'audit')
    expect(short.code).toBe(2)
    writeFileSync(file, readFileSync(file, 'utf8').replace('audit: 10', 'audit: 400'))
    const done = await prune()
    second = done.archive
    expect(done.pruned).toBe(36)
    expect(await prune()).toMatchObject({ pruned: 0, archive: null })
    // Without a word of the history, that is left alone.
    expect(await json('prune')).toMatchObject({ audit: { pruned: 0 }, history: null, file: null })
  })

  it('verifies archives, and checkpoints of what is in them', async () => {
    const state = await json<State>('audit', 'verify', '--checkpoint', kept, '--archive', first, second)
    expect(state.ok).toBe(true)
    expect(state.archives.map(({ first: from, through, verdict }) => [from, through, verdict])).toEqual([
      [1, 24, 'whole'],
      [25, 60, 'whole'],
    ])
  })

  it('shows an archive that was changed, cut off or is of another audit', async () => {
    const lines = gunzipSync(readFileSync(second)).toString('utf8').trimEnd().split('\n')
    const copy = join(folder, 'audit-25-60.jsonl.gz')
    const put = (content: readonly string[]) => writeFileSync(copy, gzipSync(`${content.join('\n')}\n`))
    const verdicts = async () => {
      const { code, stdout } = await joinery(workspace, '--json', 'audit', 'verify', '--archive', copy)
      expect(code).toBe(1)
      return (JSON.parse(stdout) as State).archives[0]
    }
    put(lines.map((line) => line.replace('"author":"anna"', '"author":"mallory"')))
    expect(await verdicts()).toMatchObject({
      verdict: 'changed',
      text: 'entry 25 does not follow from the one before it',
    })
    put(lines.slice(0, -1))
    expect(await verdicts()).toMatchObject({ verdict: 'unknown', through: 59 })
    put([...lines.slice(0, 3), ...lines.slice(4)])
    expect(await verdicts()).toMatchObject({
      verdict: 'changed',
      text: 'entry 29 does not follow from the one before it',
    })
    writeFileSync(copy, readFileSync(second).subarray(0, 300))
    expect(await verdicts()).toMatchObject({
      verdict: 'changed',
      text: expect.stringContaining('cannot be read'),
    })
    writeFileSync(copy, 'no archive')
    expect(await verdicts()).toMatchObject({ verdict: 'changed' })
    expect((await joinery(workspace, 'audit', 'verify', '--archive', join(folder, 'nowhere'))).code).toBe(2)
  }, 60_000)
})
