import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckpointState } from '../../preload/contract/audit.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import type { Ended } from '../fakes/process/program.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
let workspace: string
let desk: ServiceDeskProcess

interface State {
  ok: boolean
  entries: number
  brokenAt: number | null
  problem: { kind: string; text: string } | null
  checkpoints: CheckpointState[]
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
  expect(code, stdout + stderr).toBe(0)
  return JSON.parse(stdout) as T
}

const verify = (...args: readonly string[]): Promise<Ended> => joinery(workspace, 'audit', 'verify', ...args)

/** Changes the database as somebody would who can write the file. */
function tamper(statement: string): void {
  const db = new Database(join(workspace, 'joinery.db'))
  db.exec(`drop trigger if exists audit_no_update; drop trigger if exists audit_no_delete; ${statement}`)
  db.close()
}

const events = (event: string): Record<string, unknown>[] => {
  const db = new Database(join(workspace, 'joinery.db'), { readonly: true })
  const rows = db
    .prepare<unknown[], { details: string }>('select details from audit where event = ? order by id')
    .all(event)
  db.close()
  return rows.map(({ details }) => JSON.parse(details) as Record<string, unknown>)
}

/** One story on the command line, told in order: a session is proven, then somebody edits its database. */
describe('the record of a session', () => {
  const kept = join(folder, 'kept.json')

  beforeAll(async () => {
    desk = await startServiceDesk(folder)
    workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), desk.port)
  })
  afterAll(async () => {
    await desk.kill()
  })

  it('has nothing to be proven against before a session has ended, and says so', async () => {
    await json('import')
    const { code, stdout } = await verify()
    expect(code).toBe(0)
    expect(stdout).toContain('No checkpoint to prove it against')
  })

  it('names which secrets were used, and no value of one', async () => {
    expect(events('secret-used')).toContainEqual({ system: 'servicedesk', secrets: ['token'] })
    const file = readFileSync(join(workspace, 'joinery.db'))
    const { deskSecrets } = await import('../fakes/process/service-desk.ts')
    for (const value of Object.values(deskSecrets)) expect(file.includes(value)).toBe(false)
  })

  it('has who changed a secret outside of the workspace, from the next time it is opened', async () => {
    const { code } = await joinery(workspace, 'secret', 'delete', 'servicedesk', 'token')
    // The environment decides over this one: it was tried, and refused.
    expect(code).toBe(1)
    await json('status')
    const secret = { system: 'servicedesk', secret: 'token', recorded: expect.any(Number) }
    expect(events('secret-deleted')).toEqual([secret])
    expect(events('secret-delete-failed')).toEqual([secret])
    await json('status')
    expect(events('secret-deleted')).toHaveLength(1)
  })

  it('leaves a signed checkpoint when the session ends', async () => {
    const run = await joinery(workspace, 'run', '--approve-all')
    expect([0, 4]).toContain(run.code)
    const files = readdirSync(join(workspace, 'checkpoints'))
    expect(files.length).toBe(1)
    const state = await json<State>('audit', 'verify')
    expect(state).toMatchObject({ ok: true, problem: null })
    expect(state.checkpoints.map(({ verdict }) => verdict)).toEqual(['contained'])
    expect(events('signing-key-made')).toEqual([{ key: state.checkpoints[0]?.key }])
  })

  it('tells of every value that was written whether it was confirmed', () => {
    const db = new Database(join(workspace, 'joinery.db'), { readonly: true })
    const rows = db.prepare<unknown[], { id: number; state: string }>('select id, state from change').all()
    db.close()
    const told = new Set(
      events('confirmation').flatMap((entry) =>
        (entry.changes as (number | [number, number])[]).flatMap((range) =>
          typeof range === 'number'
            ? [range]
            : Array.from({ length: range[1] - range[0] + 1 }, (_, n) => range[0] + n),
        ),
      ),
    )
    const confirmed = rows.filter(({ state }) => state === 'confirmed')
    expect(confirmed.length).toBeGreaterThan(1000)
    expect(told).toEqual(new Set(confirmed.map(({ id }) => id)))
  })

  it('makes a checkpoint to be kept elsewhere, and holds it', async () => {
    const made = await json<{ entry: number; key: string }>('audit', 'checkpoint', '--out', kept)
    const held = await json<State>('audit', 'verify', '--checkpoint', kept, '--key', made.key)
    expect(held.checkpoints.at(-1)).toMatchObject({ file: kept, entry: made.entry, verdict: 'contained' })
    const { code, stdout } = await verify('--checkpoint', kept)
    expect(code).toBe(0)
    expect(stdout).toContain(`entry ${made.entry} and everything before it is as it was`)
    expect(stdout).toContain(`Signed by ${made.key}`)
    const other = await verify('--checkpoint', kept, '--key', 'SHA256:another')
    expect(other.code).toBe(1)
    expect(other.stdout).toContain('none of the keys that were named')
  })

  it('refuses a file that is no checkpoint, or not there', async () => {
    const nonsense = join(folder, 'nonsense.json')
    writeFileSync(nonsense, '{}')
    for (const file of [nonsense, join(folder, 'nowhere.json')]) {
      const { code, stdout } = await verify('--checkpoint', file)
      expect(code).toBe(2)
      expect(stdout).toContain(file)
    }
  })

  it('writes every report as CSV and as a page, where it is wanted', async () => {
    const { reports } = await json<{ reports: { name: string; columns: { name: string }[] }[] }>(
      'report',
      '--list',
    )
    expect(reports.map(({ name }) => name)).toContain('access')
    for (const { name, columns } of reports) {
      const csv = join(folder, `${name}.csv`)
      const { rows } = await json<{ rows: number }>('report', name, '--bom', '--out', csv)
      const text = readFileSync(csv, 'utf8')
      expect(text.startsWith(`\uFEFF${columns.map((one) => one.name).join(',')}\r\n`), name).toBe(true)
      const { data } = Papa.parse<string[]>(text.trimEnd(), { newline: '\r\n' })
      expect(data.length - 1, name).toBe(rows)
      for (const row of data) expect(row.length, name).toBe(columns.length)
      const page = await json<{ path: string; rows: number }>('report', name, '--format', 'html')
      expect(page.path).toContain(join(workspace, 'reports', name))
      expect(page.rows).toBe(rows)
      expect(readFileSync(page.path, 'utf8').split('<tr>').length - 2, name).toBe(rows)
    }
    const { rows: all } = await json<{ rows: number }>('report', 'accounts')
    const { rows: some } = await json<{ rows: number }>('report', 'accounts', '--system', 'ad')
    expect(some).toBeLessThan(all)
    expect(await json('report', 'access', '--as-of', '2020-01-01')).not.toEqual(
      await json('report', 'access'),
    )
  }, 120_000)

  it('refuses a report that it does not know, or cannot narrow down so', async () => {
    for (const args of [
      ['nothing'],
      ['drift', '--session', '1'],
      ['access', '--as-of', '2026-02-30'],
      ['accounts', '--system', 'nowhere'],
    ]) {
      const { code, stdout, stderr } = await joinery(workspace, 'report', ...args)
      expect(code, args.join(' ') + stdout + stderr).toBe(2)
    }
    const options = await joinery(workspace, 'report', '--bom')
    expect(options.code).toBe(2)
    expect(options.stdout).toContain('these options belong to a report that is named')
  })

  it('shows a checkpoint in its folder that was changed, and verifies the rest', async () => {
    const [name] = readdirSync(join(workspace, 'checkpoints')) as [string]
    const file = join(workspace, 'checkpoints', name)
    const text = readFileSync(file, 'utf8')
    for (const [content, told] of [
      [text.replace('"author": "tester"', '"author": "nobody"'), 'the file was changed after it was signed'],
      ['nothing', 'is no checkpoint of an audit'],
    ] as const) {
      writeFileSync(file, content)
      const { code, stdout } = await verify()
      expect(code).toBe(1)
      expect(stdout).toContain('The chain is whole')
      expect(stdout).toContain(told)
    }
    writeFileSync(file, text)
    expect((await verify()).code).toBe(0)
  })

  it('shows that its end was cut off', async () => {
    tamper('delete from audit where id > (select max(id) from audit) - 3')
    const { code, stdout } = await verify('--checkpoint', kept)
    expect(code).toBe(1)
    expect(stdout).toContain('its end was cut off, or an older database was put back')
  })

  it('names the first entry that was changed, and what differs', async () => {
    tamper(`update audit set details = replace(details, 'approved', 'rejected') where event = 'decision'`)
    const { code, stdout } = await joinery(workspace, '--json', 'audit', 'verify')
    expect(code).toBe(1)
    const { brokenAt, problem } = JSON.parse(stdout) as State
    expect(problem).toMatchObject({ kind: 'content' })
    expect(problem?.text).toContain(`entry ${brokenAt} (decision by tester)`)
  })
})
