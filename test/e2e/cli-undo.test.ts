import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { twin } from '../../connectors/twin/connector.ts'
import type { UndoItem } from '../../preload/contract/undo.ts'
import { contentByDn } from '../fakes/host/content-by-dn.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

interface Undone {
  run: number
  items: UndoItem[]
  planned: number[]
}

/** One story on the command line, told in order: a session is written to the directory and taken back. */
describe('taking an export back', () => {
  const folder = testFolder()
  let workspace: string
  let desk: ServiceDeskProcess
  let before: string
  let after: string
  let run: number

  async function json<T>(...args: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
    expect(code, stdout + stderr).toBe(0)
    return JSON.parse(stdout) as T
  }

  /** Everything the directory holds, as bytes that can be compared. */
  async function directory(): Promise<string> {
    const connection = await twin.open(
      { file: 'systems/ad.twin' },
      {
        system: 'ad',
        workspaceDir: workspace,
        today: '2026-03-10',
        signal: new AbortController().signal,
        secret: () => undefined,
        log: () => undefined,
      },
    )
    try {
      return JSON.stringify(await contentByDn(connection), null, 1)
    } finally {
      await connection.close()
    }
  }

  beforeAll(async () => {
    desk = await startServiceDesk(folder)
    workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), desk.port)
    before = await directory()
    expect([0, 4]).toContain((await joinery(workspace, 'run', '--approve-all')).code)
    after = await directory()
    expect(after).not.toBe(before)
  })
  afterAll(async () => {
    await desk?.kill()
  })

  it('lists the exports there are', async () => {
    const { exports } = await json<{ exports: { id: number; system: string }[] }>('undo')
    run = exports.find(({ system }) => system === 'ad')?.id as number
    const { stdout } = await joinery(workspace, 'undo')
    expect(stdout).toMatch(new RegExp(`^ *${run}  ad  [\\d ,]+ changes`, 'm'))
    expect(stdout).toContain('joinery undo RUN --dry-run')
  })

  it('shows what would go back, and plans nothing', async () => {
    const { stdout, code } = await joinery(workspace, 'undo', String(run), '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Goes back \(\d+\)$/m)
    expect(stdout).toContain('Nothing was planned.')
    expect((await json<Undone>('undo', String(run), '--dry-run')).planned).toEqual([])
    expect(await directory()).toBe(after)
  })

  it('refuses numbers that are none, and runs that wrote nothing', async () => {
    expect((await joinery(workspace, 'undo', 'last')).code).toBe(2)
    expect((await joinery(workspace, 'undo', String(run), '--force')).code).toBe(2)
    const { code, stdout, stderr } = await joinery(workspace, 'undo', '99999')
    expect(code).toBe(1)
    expect(stdout + stderr).toContain('Run 99999 wrote nothing that could be undone')
  })

  it('puts it on the plan, undecided', async () => {
    const { items, planned } = await json<Undone>('undo', String(run))
    expect(items.filter(({ state }) => state !== 'planned')).toEqual([])
    expect(planned.length).toBeGreaterThan(10)
    // Once more it is the same plan.
    expect((await json<Undone>('undo', String(run))).planned).toEqual(planned)
    const { stdout } = await joinery(workspace, 'export')
    expect(stdout).not.toMatch(/failed/)
    expect(await directory()).toBe(after)
  })

  it('writes it once it is approved, and leaves the directory as it was to the byte', async () => {
    for (const command of [['approve', '--all'], ['export'], ['confirm'], ['sync']]) {
      const { code, stdout, stderr } = await joinery(workspace, ...command)
      expect([0, 4], stdout + stderr).toContain(code)
    }
    expect(await directory()).toBe(before)
  })

  it('and the next session does not write it again by itself', async () => {
    const { code, stdout, stderr } = await joinery(workspace, 'run', '--approve-all')
    expect([0, 4], stdout + stderr).toContain(code)
    expect(await directory()).toBe(before)
  })
})
