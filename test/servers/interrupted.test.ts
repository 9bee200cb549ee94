import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readJournal } from '../../connectors/twin/journal.ts'
import {
  copyWorkspace,
  joinery,
  startJoinery,
  testFolder,
  workspaceTemplate,
} from '../fakes/process/contoso.ts'
import { type CuttableLine, lineTo } from '../fakes/process/line.ts'
import { differences, type Outcome, outcomeOf } from '../fakes/process/outcome.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
const templates = { swift: join(folder, 'swift'), slow: join(folder, 'slow') }
let undisturbed: Outcome

interface Stage {
  readonly workspace: string
  readonly desk: ServiceDeskProcess
  readonly line: CuttableLine
  readonly dir: string
}

/** A fresh Contoso with a service desk of its own behind a line that can be cut. */
async function stage(name: string, options: { slowDirectory?: boolean; line?: number } = {}): Promise<Stage> {
  const dir = join(folder, name)
  mkdirSync(dir)
  const desk = await startServiceDesk(dir)
  const line = await lineTo(desk.port)
  line.slow(options.line ?? 0)
  onTestFinished(async () => {
    await line.close()
    await desk.kill()
  })
  const template = options.slowDirectory === true ? templates.slow : templates.swift
  return { dir, desk, line, workspace: copyWorkspace(template, join(dir, 'workspace'), line.port) }
}

const run = ['--json', 'run', '--approve-all'] as const

/** Runs the session to its end and compares what is left with a session that nothing has disturbed. */
async function expectTheSameEnd({ workspace, desk, line }: Stage): Promise<void> {
  line.mend()
  line.slow(0)
  const { code, stderr } = await joinery(workspace, ...run)
  expect(code, stderr).toBe(0)
  const held = await desk.stop()
  expect(differences(outcomeOf(workspace, { held, journal: desk.journal() }), undisturbed)).toEqual([])
}

function rows<T>(workspace: string, sql: string): T[] {
  const db = new Database(join(workspace, 'joinery.db'), { readonly: true })
  try {
    return db.prepare(sql).all() as T[]
  } finally {
    db.close()
  }
}

async function untilWritten(desk: ServiceDeskProcess, count: number): Promise<void> {
  while (desk.journal().length < count) await after(5)
}

beforeAll(async () => {
  workspaceTemplate(templates.swift)
  workspaceTemplate(templates.slow, 5)
  const dir = join(folder, 'undisturbed')
  mkdirSync(dir)
  const desk = await startServiceDesk(dir)
  const workspace = copyWorkspace(templates.swift, join(dir, 'workspace'), desk.port)
  const { code, stderr } = await joinery(workspace, ...run)
  expect(code, stderr).toBe(0)
  const held = await desk.stop()
  undisturbed = outcomeOf(workspace, { held, journal: desk.journal() })
  expect(undisturbed.broken).toEqual([])
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('two processes and one workspace', () => {
  it('lets the first work and tells the second where it is open', async () => {
    const here = await stage('two')
    const first = startJoinery(here.workspace, 'serve')
    await first.prints(/The workbench: http/)
    const second = await joinery(here.workspace, 'status')
    const third = await joinery(here.workspace, '--json', ...run.slice(1))
    first.kill('SIGTERM')
    expect((await first.ended).code).toBe(0)

    expect(second.code).toBe(1)
    expect(second.stdout).toContain(
      `the workspace Contoso is open in another process (process ${first.pid} on `,
    )
    expect(second.stdout).toContain('Close it there')
    expect(third.code).toBe(1)
    expect(JSON.parse(third.stdout)).toMatchObject({ error: { code: 'store-locked' } })
    expect(readJournal(join(here.workspace, 'systems', 'ad.twin'))).toEqual([])

    const fourth = await joinery(here.workspace, 'status')
    expect(fourth.code, fourth.stderr).toBe(0)
  })

  it('takes over from a process that was killed', async () => {
    const here = await stage('orphaned')
    const first = startJoinery(here.workspace, 'serve')
    await first.prints(/The workbench: http/)
    first.kill('SIGKILL')
    await first.ended
    const second = await joinery(here.workspace, 'status')
    expect(second.code, second.stdout).toBe(0)
  })
})

describe('Ctrl+C', () => {
  it.each([
    ['import', { line: 400 }, /^ {2}import +ad .*read$/m, 100],
    ['synchronize', { line: 0 }, /^ {2}import +servicedesk .*read$/m, 100],
    ['export', { line: 0, slowDirectory: true }, /^ {2}review .*approved$/m, 700],
  ] as const)('stops during %s within a second, and the next run goes on', async (step, slow, sign, wait) => {
    const here = await stage(`cancelled-${step}`, slow)
    const program = startJoinery(here.workspace, ...run)
    await program.prints(sign)
    await after(wait)
    const pressed = Date.now()
    program.kill('SIGINT')
    const { code, stdout, stderr } = await program.ended
    expect(code, stderr).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } })
    expect(stderr).toContain('What was done so far is kept')
    const [last] = rows<{ step: string; state: string; ended: number }>(
      here.workspace,
      'select step, state, ended from run order by id desc limit 1',
    )
    expect(last).toMatchObject({ step, state: 'cancelled' })
    // The second is the step's; closing the workspace after it is the program's.
    expect((last as { ended: number }).ended - pressed).toBeLessThan(1000)
    expect(rows(here.workspace, `select id from change where state = 'exporting'`)).toEqual([])
    if (step === 'export') {
      const written = readJournal(join(here.workspace, 'systems', 'ad.twin')).length
      expect(written).toBeGreaterThan(0)
      expect(written).toBeLessThan(500)
    }
    await expectTheSameEnd(here)
  })
})

describe('a line that breaks', () => {
  it('in the middle of an import deletes nothing, and the next run goes on', async () => {
    const here = await stage('cut-import')
    const first = await joinery(here.workspace, ...run)
    expect(first.code, first.stderr).toBe(0)
    const written = here.desk.journal().length
    const objects = rows(here.workspace, 'select id from cs_object').length

    // A second session, over a service desk that is known already.
    here.line.slow(200)
    const program = startJoinery(here.workspace, ...run)
    await program.prints(/^ {2}import +ad .*read$/m)
    await after(500)
    here.line.cut()
    const { code, stdout, stderr } = await program.ended
    expect(code, stderr).toBe(1)
    expect(JSON.parse(stdout).error.code).toMatch(/^connector\/(connection|timeout)$/)
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect(rows(here.workspace, 'select id from cs_object where deleted <> 0')).toEqual([])
    expect(rows(here.workspace, `select id from change where state = 'planned'`)).toEqual([])

    here.line.mend()
    here.line.slow(0)
    const again = await joinery(here.workspace, ...run)
    expect(again.code, again.stderr).toBe(0)
    expect(rows(here.workspace, 'select id from cs_object').length).toBe(objects)
    expect(here.desk.journal().length).toBe(written)
    const held = await here.desk.stop()
    const { broken, desk, directory } = outcomeOf(here.workspace, { held, journal: here.desk.journal() })
    expect({ broken, desk, directory }).toEqual({
      broken: [],
      desk: undisturbed.desk,
      directory: undisturbed.directory,
    })
  })

  it('in the middle of an export leaves the rest in the plan, and nothing is written twice', async () => {
    const here = await stage('cut-export', { line: 10 })
    const program = startJoinery(here.workspace, ...run)
    await untilWritten(here.desk, 40)
    here.line.cut()
    const { code, stdout, stderr } = await program.ended
    expect(code, stderr).toBe(1)
    expect(JSON.parse(stdout).error.code).toMatch(/^connector\/(connection|timeout)$/)
    expect(JSON.parse(stdout).error.advice).not.toBe('')
    const open = rows<{ state: string; decision: string; n: number }>(
      here.workspace,
      `select state, decision, count(*) as n from change where system = 4 and state <> 'exported' group by 1, 2`,
    )
    // What was not answered is in doubt until the service desk can be asked; nothing lost its approval.
    expect(open.length).toBeGreaterThan(0)
    for (const { state, decision } of open) {
      expect(['planned', 'exporting']).toContain(state)
      expect(decision).toBe('approved')
    }
    await expectTheSameEnd(here)
  })
})
