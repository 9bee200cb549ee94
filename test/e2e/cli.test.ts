import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJournal } from '../../connectors/twin/journal.ts'
import type { Approval, Change } from '../../preload/contract/changes.ts'
import type { Session } from '../../preload/contract/session.ts'
import {
  copyWorkspace,
  joinery,
  startJoinery,
  testFolder,
  workspaceTemplate,
} from '../fakes/process/contoso.ts'
import { type Ended, startProgram } from '../fakes/process/program.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
let workspace: string
let desk: ServiceDeskProcess

beforeAll(async () => {
  desk = await startServiceDesk(folder)
  workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), desk.port)
})

afterAll(async () => {
  await desk.kill()
  rmSync(folder, { recursive: true })
})

/** Runs a command that has to succeed. @returns what it printed as JSON */
async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
  expect(code, stdout + stderr).toBe(0)
  expect(stdout.trimEnd().split('\n').length).toBe(1)
  return JSON.parse(stdout) as T
}

async function plain(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await joinery(workspace, ...args)
  expect(code, stdout + stderr).toBe(0)
  expect(stderr).toBe('')
  return stdout
}

const writtenToDirectory = () => readJournal(join(workspace, 'systems', 'ad.twin')).length
const stepOf = (session: Session, name: string) => session.steps.find(({ step }) => step === name)?.state

describe('help', () => {
  const commands = [
    'init', 'check', 'discover', 'import', 'sync', 'plan', 'approve', 'hold', 'reject', 'approvals', 'export', 'confirm', 'run', 'status', 'audit',
    'prune', 'archive', 'report', 'secret', 'serve', 'demo',
  ] // biome-ignore format: a list

  it('says which version it is, and nothing else', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
    const { code, stdout, stderr } = await joinery(workspace, '--version')
    expect([code, stdout, stderr]).toEqual([0, `Joinery ${version}\n`, ''])
  })

  it('names every command and every exit code', async () => {
    const { code, stdout } = await joinery(workspace, '--help')
    expect(code).toBe(0)
    for (const command of commands) expect(stdout).toContain(`\n  ${command} `)
    for (const meaning of [
      '0 done',
      '1 failed',
      '2 usage',
      '3 stopped by a safety limit',
      '4 done with failed',
    ])
      expect(stdout).toContain(meaning)
  })
})

describe('a session, a command a step', () => {
  it('checks every system', async () => {
    const all = await json<Record<string, { ok: boolean }[]>>('check')
    expect(Object.keys(all)).toEqual(['hr', 'contractors', 'ad', 'servicedesk'])
    expect(
      Object.values(all)
        .flat()
        .every(({ ok }) => ok),
    ).toBe(true)
    expect(Object.keys(await json<object>('check', 'ad'))).toEqual(['ad'])
    expect(await plain('check', 'hr')).toMatch(/HR employees\n {2}✓ /)
  })

  it('shows what a system holds', async () => {
    const found = await json<{ types: { type: string; attributes: object[] }[]; sample: object[] }>(
      'discover',
      'ad',
    )
    expect(found.types.map(({ type }) => type)).toEqual(['organizationalUnit', 'user', 'group'])
    expect(found.sample.length).toBeGreaterThan(0)
    expect(await plain('discover', 'hr')).toContain('employee_id')
  })

  it('says that there is no session yet', async () => {
    expect(await json('status')).toBeNull()
    expect(await plain('status')).toContain('No session yet')
  })

  it('imports', async () => {
    const session = await json<Session>('import', '--system', 'hr', 'contractors')
    expect(session.systems.map(({ import: read }) => read?.read ?? null)).toEqual([1000, 120, null, null])
    const all = await json<Session>('import')
    expect(all.systems.map(({ import: read }) => read?.read)).toEqual([1000, 120, 1077, 306])
    expect(all.systems[0]?.import?.unchanged).toBe(1000)
    expect(stepOf(all, 'import')).toBe('done')
  })

  it('synchronizes', async () => {
    const session = await json<Session>('sync')
    expect(session.systems.map(({ planned }) => Object.values(planned).reduce((sum, n) => sum + n))).toEqual([
      0, 0, 1156, 222,
    ])
    expect(session.next.action).toBe('review')
  })

  it('shows the plan: old and new value, rule, source', async () => {
    const { total, changes } = await json<{ total: number; changes: Change[] }>('plan', '--limit', '1000')
    expect(total).toBe(1378)
    expect(changes.length).toBe(1000)
    const lines = await plain('plan', '--system', 'ad', '--attribute', 'department')
    expect(lines).toMatch(
      /^ +\d+ {2}update {2}ad .* department: Sales → Sales EMEA {2}\[undecided; Out to AD – Person ← hr\.org_unit\]$/m,
    )
    expect(lines).toContain('214 pending, 50 shown')
    const disables = await json<{ changes: Change[] }>('plan', '--operation', 'disable')
    expect(disables.changes.length).toBe(43)
  })

  it('says why, and who lost', async () => {
    const why = await plain('plan', '--search', 'Großmann', '--why')
    expect(why).toMatch(/^ {6}.*by "In from HR employees – Person"/m)
    expect(why).toMatch(/^ {6}.*by "Out to AD – Person"/m)
  })

  it('refuses to export what nobody approved', async () => {
    const { code, stdout } = await joinery(workspace, '--json', 'export')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'not-approved' } })
    expect(writtenToDirectory()).toBe(0)
    expect(desk.journal()).toEqual([])
  })

  it('stops a run for review', async () => {
    const session = await json<Session>('run')
    expect(session.next.action).toBe('review')
    expect(session.endedAt).toBeNull()
    expect(writtenToDirectory()).toBe(0)
  })

  it('holds and rejects with a reason that the plan shows, and refuses to do so without', async () => {
    const { changes } = await json<{ changes: Change[] }>('plan', '--operation', 'delete', 'move')
    const [held, rejected] = changes.map(({ id }) => String(id)) as [string, string]
    expect((await joinery(workspace, 'reject', '--change', rejected)).code).toBe(2)
    expect((await joinery(workspace, 'reject', '--change', rejected, '--reason', ' ')).code).toBe(2)
    expect(await json('hold', '--change', held, '--reason', 'after the audit')).toMatchObject({
      changed: 1,
      decision: 'held',
    })
    expect(await json('reject', '--change', rejected, '--reason', 'HR is wrong')).toMatchObject({
      changed: 1,
    })
    const lines = await plain('plan', '--operation', 'delete', 'move')
    expect(lines).toContain('held: after the audit')
    expect(lines).toContain('rejected: HR is wrong')
    // Worked out again, it is still rejected.
    await json('sync', '--full')
    expect(await plain('plan', '--operation', 'delete', 'move')).toContain('rejected: HR is wrong')
    const { total, approvals } = await json<{ total: number; approvals: Approval[] }>('approvals')
    expect(total).toBe(2)
    expect(approvals[0]).toMatchObject({
      by: 'tester',
      decision: 'rejected',
      reason: 'HR is wrong',
      scope: { ids: [Number(rejected)] },
      changes: 1,
      waiting: 1,
    })
    expect(await plain('approvals')).toMatch(
      /rejected {2}1 change by tester, .* HR is wrong {2}\[plan [0-9a-f]{12}\]/,
    )
    const back = ['approve', '--change', held, rejected, '--decision', 'undecided']
    expect(await json(...back)).toMatchObject({ changed: 2 })
  })

  it('approves a plan only while it is the one that was looked at', async () => {
    const { planHash } = await json<{ planHash: string }>('plan')
    const other = await joinery(workspace, '--json', 'approve', '--all', '--plan', '00000000')
    expect(other.code).toBe(1)
    expect(JSON.parse(other.stdout)).toMatchObject({ error: { code: 'store-conflict' } })
    expect((await joinery(workspace, 'approve', '--all', '--plan', 'd2')).code).toBe(2)
    const one = ['--system', 'ad', '--search', 'Großmann']
    const { changed } = await json<{ changed: number }>('approve', ...one, '--plan', planHash.slice(0, 12))
    expect(changed).toBeGreaterThan(0)
    const { changes } = await json<{ changes: Change[] }>('plan', ...one)
    const ids = changes.map(({ id }) => String(id))
    expect(await json('approve', '--change', ...ids, '--decision', 'undecided')).toMatchObject({ changed })
  })

  it('approves one change, then those of a filter', async () => {
    const { changes } = await json<{ changes: Change[] }>('plan', '--system', 'ad', '--operation', 'disable')
    const one = changes[0] as Change
    expect(await json('approve', '--change', String(one.id), '--reason', 'asked HR')).toMatchObject({
      changed: 1,
    })
    const held = ['approve', '--change', String(changes[1]?.id), '--decision', 'held']
    expect(await json(...held)).toMatchObject({ changed: 1, decision: 'held' })
    expect(await json('approve', '--system', 'servicedesk', '--operation', 'disable')).toMatchObject({
      changed: 12,
    })
    const { decisions } = await json<{ decisions: object }>('plan')
    expect(decisions).toMatchObject({ approved: 13, held: 1, undecided: 1364 })
  })

  it('exports what is approved and nothing else', async () => {
    await json('export')
    expect(writtenToDirectory()).toBe(1)
    const sent = desk.journal()
    expect(sent.length).toBe(12)
    for (const { method, body } of sent) {
      expect(method).toBe('PATCH')
      expect(JSON.stringify(body)).toMatch(/"path":"active","value":false/i)
    }
  })

  it('confirms by reading back', async () => {
    const session = await json<Session>('confirm')
    expect(session.systems.map(({ confirmed }) => confirmed)).toEqual([0, 0, 1, 12])
    expect(session.systems.map(({ unconfirmed }) => unconfirmed)).toEqual([0, 0, 0, 0])
  })

  it('approves the rest and walks to the end, with what was held left out', async () => {
    expect(await json('approve', '--all')).toMatchObject({ changed: 1364 })
    const session = await json<Session>('run', '--approve-all')
    expect(session.endedAt).not.toBeNull()
    expect(session.systems.map(({ confirmed }) => confirmed)).toEqual([0, 0, 1155, 222])
    expect(existsSync(session.auditCsv as string)).toBe(true)
    const { decisions } = await json<{ decisions: object }>('plan')
    expect(decisions).toEqual({ undecided: 0, approved: 0, held: 1, rejected: 0 })
    expect(await plain('status')).toContain('This session is over')
  })

  it('writes the audit as CSV and vouches for it', async () => {
    const { path, rows } = await json<{ path: string; rows: number }>('audit', 'export', '--csv')
    const text = readFileSync(path, 'utf8')
    expect(text.startsWith('\uFEFFentry,time,author,event,details,hash\r\n')).toBe(true)
    expect(text).toContain('asked HR')
    expect(await json('audit', 'verify')).toMatchObject({ ok: true, entries: rows })
    expect(await plain('audit', 'verify')).toContain('The chain is whole')
  })

  it('notices an audit that was changed behind its back', async () => {
    const copy = join(folder, 'changed')
    copyWorkspace(workspace, copy, desk.port)
    const db = new Database(join(copy, 'joinery.db'))
    db.exec('drop trigger audit_no_update')
    const changed = db.prepare(`update audit set author = 'nobody' where id = 5`).run().changes
    db.close()
    expect(changed).toBe(1)
    const { code, stdout } = await joinery(copy, '--json', 'audit', 'verify')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, brokenAt: 5 })
    expect((await joinery(copy, 'audit', 'export', '--csv')).code).toBe(1)
  })
})

describe('serve', () => {
  it('prints an address that works, and stops when it is told to', async () => {
    const program = startJoinery(workspace, '--json', 'serve')
    const [line] = await program.prints(/^\{.*\}$/m)
    const { url, port } = JSON.parse(line) as { url: string; port: number }
    expect(url).toContain(`http://127.0.0.1:${port}/`)
    const admitted = await fetch(url, { redirect: 'manual' })
    expect(admitted.status).toBe(303)
    const cookie = admitted.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<title>')
    program.kill('SIGINT')
    expect((await program.ended).code).toBe(0)
  })
})

describe('demo', () => {
  it('runs as a command as well, below the current folder', async () => {
    const cwd = join(folder, 'elsewhere')
    mkdirSync(cwd)
    const { code, stdout, stderr } = await startProgram('joinery', ['demo', '--headless', '--json'], { cwd })
      .ended
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ exported: 1378, secondCyclePlanned: 0 })
    expect(existsSync(join(cwd, '.demo', 'contoso', 'joinery.db'))).toBe(true)
  })

  it('does not empty a folder that is not its own', async () => {
    const mine = join(folder, 'mine')
    mkdirSync(mine)
    writeFileSync(join(mine, 'thesis.txt'), 'ten years of work')
    const ended: Ended = await startProgram('joinery', ['demo', '--headless', '--folder', mine]).ended
    expect(ended.code).toBe(2)
    expect(ended.stdout).toContain('is not empty')
    expect(readFileSync(join(mine, 'thesis.txt'), 'utf8')).toBe('ten years of work')
  })
})
