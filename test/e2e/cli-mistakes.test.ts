import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectorContext } from '../../connectors/spi/connector.ts'
import { twin } from '../../connectors/twin/connector.ts'
import { readJournal } from '../../connectors/twin/journal.ts'
import type { Change, LimitStatus } from '../../preload/contract/changes.ts'
import type { Session } from '../../preload/contract/session.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import type { Ended } from '../fakes/process/program.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
const template = join(folder, 'template')
/** A Contoso whose plan is made and of which nothing is written. */
const planned = join(folder, 'planned')
let desk: ServiceDeskProcess

beforeAll(async () => {
  desk = await startServiceDesk(folder)
  workspaceTemplate(template)
  copyWorkspace(template, planned, desk.port)
  const { code, stderr } = await joinery(planned, '--json', 'run')
  expect(code, stderr).toBe(0)
})

afterAll(async () => {
  await desk.kill()
  rmSync(folder, { recursive: true })
})

let copies = 0
function copyOf(from: string): string {
  const dir = join(folder, `copy-${++copies}`)
  cpSync(from, dir, { recursive: true })
  return dir
}

function edit(workspace: string, file: string, from: string | RegExp, to: string): void {
  const path = join(workspace, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}

/** The same command for a person and with --json: one exit code, words and advice, and never a stack. */
async function fails(workspace: string, code: number, ...args: readonly string[]): Promise<string> {
  const person = await joinery(workspace, ...args)
  const machine = await joinery(workspace, '--json', ...args)
  for (const ended of [person, machine]) {
    expect(ended.code, ended.stdout + ended.stderr).toBe(code)
    expectNoStack(ended)
  }
  const { error } = JSON.parse(machine.stdout) as { error: { code: string; message: string } }
  expect(error.code).toMatch(/^[a-z/-]+$/)
  expect(error.message).not.toBe('')
  return person.stdout + person.stderr
}

function expectNoStack({ stdout, stderr }: Ended): void {
  expect(stdout + stderr).not.toMatch(/\n {4}at |\\n {4}at |node:internal/)
}

describe('the words of a command', () => {
  it.each([
    ['frobnicate', "unknown command 'frobnicate'"],
    ['statsu', 'Did you mean status?'],
    ['import --quickly', "unknown option '--quickly'"],
    ['discover', "missing required argument 'system'"],
    ['audit export', "required option '--csv' not specified"],
    ['audit burn', "unknown command 'burn'"],
    ['plan --operation rename', "argument 'rename' is invalid"],
    ['import --accept-implausible', '--accept-implausible and --reason belong together'],
    ['plan --limit many', '--limit many is not a number from 1 to 1000'],
    ['plan --system nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['approve --all --system nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['approve', 'say which changes'],
    ['approve --change twelve', 'not the number of a change'],
    ['approve --change 999999', 'not on the plan'],
    ['import --system nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['export --system nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['confirm --system nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['check nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['discover nowhere', 'Known systems: hr, contractors, ad, servicedesk'],
    ['serve --port eighty', '--port eighty is not a port'],
    ['--today tomorrow status', 'Write a day like 2026-03-10'],
  ])('%s: exit code 2, and what to do', async (command, words) => {
    const told = await fails(planned, 2, ...command.split(' '))
    expect(told.replaceAll(/\s+/g, ' ')).toContain(words)
  })
})

describe('a workspace', () => {
  it('that is not there', async () => {
    const told = await fails(join(folder, 'nowhere'), 2, 'status')
    expect(told).toContain('Run `joinery init`')
  })

  it('is begun by init, which leaves one that is there alone', async () => {
    const dir = join(folder, 'begun')
    const first = await joinery('.', '--json', 'init', dir, '--name', 'Müller & Söhne')
    expect(first.code, first.stderr).toBe(0)
    expect(JSON.parse(first.stdout)).toEqual({ path: dir })
    expect(await fails('.', 2, 'init', dir)).toContain('is a workspace already')

    const without = await joinery(dir, 'check')
    expect(without.code).toBe(1)
    expect(without.stdout).toContain('hr.csv')
    expectNoStack(without)
    writeFileSync(
      join(dir, 'hr.csv'),
      'employee_id,first_name,last_name,email\n007,Jürgen,Großmann,jg@example.com\n008,花子,田中,\n',
    )
    expect((await joinery(dir, 'check')).code).toBe(0)
    const ran = await joinery(dir, '--json', 'run')
    expect(ran.code, ran.stderr).toBe(0)
    expect((JSON.parse(ran.stdout) as Session).metaverse.projected).toBe(2)
  })

  it.each([
    ['workspace.yaml', /^systems:$/m, 'systems: [', /workspace\.yaml:\d+:\d+: \S/],
    ['workspace.yaml', 'hue: 1', 'hue: violet', /workspace\.yaml:12:10: \S/],
    [
      'workspace.yaml',
      'connector: twin',
      'connector: twine',
      /workspace\.yaml:\d+:\d+: .*"twine".*Known connectors: .*twin/,
    ],
    ['rules/50-out-ad.yaml', 'link: provision', 'link: provide', /rules\/50-out-ad\.yaml:14:9: \S/],
    [
      'rules/30-in-ad.yaml',
      'to: accountName',
      'to: acountName',
      /rules\/30-in-ad\.yaml:22:\d+: .*acountName/,
    ],
    [
      'rules/10-in-hr-employees.yaml',
      'Join(", ",',
      'Jion(", ",',
      /rules\/10-in-hr-employees\.yaml:\d+:\d+: .*Jion/,
    ],
  ])('with a mistake in %s says where it is and what to do', async (file, from, to, place) => {
    const workspace = copyOf(planned)
    edit(workspace, file, from, to)
    const told = await fails(workspace, 2, 'run', '--approve-all')
    expect(told).toMatch(place)
    expect(told).toContain('Nothing was changed')
    expect(readJournal(join(workspace, 'systems', 'ad.twin'))).toEqual([])
  })

  it('whose HR file is gone fails in words', async () => {
    const workspace = copyOf(template)
    rmSync(join(workspace, 'hr', 'hr-employees.csv'))
    const told = await fails(workspace, 1, 'import', '--system', 'hr')
    expect(told).toContain('hr-employees.csv')
  })

  it('without its secret fails in words', async () => {
    const workspace = copyOf(planned)
    edit(workspace, 'workspace.yaml', 'name: servicedesk', 'name: otherdesk')
    for (const rule of ['40-in-servicedesk', '60-out-servicedesk'])
      edit(workspace, `rules/${rule}.yaml`, /system: servicedesk/g, 'system: otherdesk')
    const told = await fails(workspace, 2, 'import', '--system', 'otherdesk')
    expect(told).toMatch(/token/)
  })
})

describe('a limit', () => {
  it('stops an export before its first write, with exit code 3, until a person decides', async () => {
    const workspace = copyOf(planned)
    edit(workspace, 'workspace.yaml', 'disable: { count: 55, percent: 10 }', 'disable: { count: 30 }')
    const told = await fails(workspace, 3, 'run', '--approve-all')
    expect(told).toContain('31 disables in Active Directory, 30 allowed')
    expect(readJournal(join(workspace, 'systems', 'ad.twin'))).toEqual([])
    expect(desk.journal()).toEqual([])
    expect(await fails(workspace, 3, 'export')).toContain('31 disables in Active Directory, 30 allowed')
    const status = JSON.parse((await joinery(workspace, '--json', 'status')).stdout) as Session
    expect(status.steps.find(({ step }) => step === 'export')?.state).toBe('stopped')
    expect(status.next.action).toBe('review')
    // It says so before anybody exports, too, with examples.
    const limits = await joinery(workspace, '--json', 'limits')
    expect(limits.code).toBe(3)
    const passed = (JSON.parse(limits.stdout) as { limits: LimitStatus[] }).limits.filter(({ over }) => over)
    expect(passed).toMatchObject([{ system: 'ad', limit: 'disable', count: 31, allowed: 30, override: null }])
    expect(passed[0]?.examples.length).toBe(10)

    const plan = await joinery(workspace, '--json', 'plan', '--system', 'ad', '--operation', 'disable')
    const [first] = (JSON.parse(plan.stdout) as { changes: Change[] }).changes
    const held = [
      'approve',
      '--change',
      String(first?.id),
      '--decision',
      'held',
      '--reason',
      'on leave, not gone',
    ]
    expect((await joinery(workspace, ...held)).code).toBe(0)
    const exported = await joinery(workspace, '--json', 'export', '--system', 'ad')
    expect(exported.code, exported.stderr).toBe(0)
    expect(readJournal(join(workspace, 'systems', 'ad.twin')).length).toBeGreaterThan(700)
  })

  it('may be passed for these changes, with a reason that is recorded', async () => {
    const workspace = copyOf(planned)
    edit(workspace, 'workspace.yaml', 'disable: { count: 55, percent: 10 }', 'disable: { count: 30 }')
    expect((await joinery(workspace, 'approve', '--system', 'ad', '--operation', 'disable')).code).toBe(0)
    expect(await fails(workspace, 2, 'export', '--override', 'disable')).toContain('--override and --reason')
    expect(await fails(workspace, 2, 'export', '--override', 'delete', '--reason', 'x')).toContain(
      'Passed are: disable',
    )
    expect(readJournal(join(workspace, 'systems', 'ad.twin'))).toEqual([])
    const exported = await joinery(
      workspace,
      '--json',
      'export',
      '--override',
      'disable',
      '--reason',
      'ticket 4711',
    )
    expect(exported.code, exported.stderr).toBe(0)
    expect(readJournal(join(workspace, 'systems', 'ad.twin')).length).toBe(31)
    const audit = await joinery(workspace, '--json', 'audit', 'export', '--csv')
    const text = readFileSync((JSON.parse(audit.stdout) as { path: string }).path, 'utf8')
    expect(text).toContain('limit-overridden')
    expect(text).toContain('ticket 4711')
  })
})

describe('a change that a system refuses', () => {
  it('ends with exit code 4, is told by its reason, and the others are written', async () => {
    const workspace = copyOf(planned)
    const { stdout } = await joinery(workspace, '--json', 'plan', '--system', 'ad', '--attribute', 'title')
    const [{ key, name }] = (JSON.parse(stdout) as { changes: Change[] }).changes as [Change]
    await elsewhere(workspace, key, 'delete')
    expect((await joinery(workspace, 'approve', '--system', 'ad', '--attribute', 'title')).code).toBe(0)

    const exported = await joinery(workspace, '--json', 'export')
    expect(exported.code, exported.stderr).toBe(4)
    expectNoStack(exported)
    const session = JSON.parse(exported.stdout) as Session
    expect(session.systems.map(({ failed }) => failed)).toEqual([0, 0, 1, 0])
    expect(readJournal(join(workspace, 'systems', 'ad.twin')).length).toBe(1 + 63)
    const plan = await joinery(workspace, 'plan', '--search', name)
    expect(plan.stdout).toMatch(/title: .* FAILED$/m)

    // The next session sees that the account is gone and plans it anew.
    const next = await joinery(workspace, '--json', 'import', '--system', 'ad')
    expect(next.code, next.stderr).toBe(0)
    expect((await joinery(workspace, 'sync')).code).toBe(0)
    const again = await joinery(workspace, '--json', 'plan', '--search', name, '--operation', 'add')
    expect((JSON.parse(again.stdout) as { changes: Change[] }).changes).toMatchObject([
      { key, decision: 'undecided', state: 'planned' },
    ])
  })
})

describe('a value that somebody changes before it is written', () => {
  it('ends with exit code 4, is in review again with what is there, and the others are written', async () => {
    const workspace = copyOf(planned)
    const { stdout } = await joinery(workspace, '--json', 'plan', '--system', 'ad', '--attribute', 'title')
    const [{ key }] = (JSON.parse(stdout) as { changes: Change[] }).changes as [Change]
    await elsewhere(workspace, key, 'retitle')
    expect((await joinery(workspace, 'approve', '--system', 'ad', '--attribute', 'title')).code).toBe(0)

    const exported = await joinery(workspace, '--json', 'export')
    expect(exported.code, exported.stderr).toBe(4)
    expect((JSON.parse(exported.stdout) as Session).systems.map(({ failed }) => failed)).toEqual([0, 0, 0, 0])
    expect(readJournal(join(workspace, 'systems', 'ad.twin')).length).toBe(1 + 63)
    const plan = await joinery(workspace, 'plan', '--returned')
    expect(plan.stdout).toContain('1 pending')
    expect(plan.stdout).toContain('in review again: somebody changed it')
    expect(plan.stdout).toContain('"Somebody else was faster"')

    // The next session reads the new value and plans the change anew.
    const next = await joinery(workspace, '--json', 'import', '--system', 'ad')
    expect(next.code, next.stderr).toBe(0)
    expect((await joinery(workspace, 'sync')).code).toBe(0)
    const again = await joinery(workspace, '--json', 'plan', '--search', 'Somebody else was faster')
    expect((JSON.parse(again.stdout) as { changes: Change[] }).changes).toMatchObject([
      { attribute: 'title', old: 'Somebody else was faster', decision: 'undecided', state: 'planned' },
    ])
  })
})

it('a run that approves everything ends its session with exit code 4 when a system refuses something', async () => {
  const workspace = copyOf(planned)
  const { stdout } = await joinery(workspace, '--json', 'plan', '--system', 'ad', '--attribute', 'title')
  const [{ key }] = (JSON.parse(stdout) as { changes: Change[] }).changes as [Change]
  await elsewhere(workspace, key, 'delete')
  const first = await joinery(workspace, '--json', 'run', '--approve-all')
  expect(first.code, first.stderr).toBe(4)
  const session = JSON.parse(first.stdout) as Session
  expect(session.endedAt).not.toBeNull()
  expect(session.systems[2]?.failed).toBeGreaterThan(0)
  expect(readFileSync(session.auditCsv as string, 'utf8')).toContain('There is no user with the anchor')
  // The next session sees what the directory holds now and goes on from there.
  const second = await joinery(workspace, '--json', 'run', '--approve-all')
  expect(second.code, second.stderr).toBe(0)
})

/** Changes somebody's title in the directory behind Joinery's back, or deletes the account. */
async function elsewhere(workspace: string, dn: string, what: 'retitle' | 'delete'): Promise<void> {
  const context: ConnectorContext = {
    system: 'ad',
    workspaceDir: workspace,
    today: '2026-03-10',
    signal: new AbortController().signal,
    secret: () => undefined,
    log: () => undefined,
  }
  const config = twin.configSpec.schema.parse({ file: 'systems/ad.twin' })
  const connection = await twin.open(config, context)
  try {
    const [found] = await connection.fetch([{ type: 'user', dn }])
    const common = { id: 'else', type: 'user', anchor: found?.anchor as string }
    const old = found?.attributes.title as string
    const attributes = [{ attribute: 'title', old, new: 'Somebody else was faster' }]
    for await (const result of connection.write([
      what === 'delete'
        ? { ...common, operation: 'delete' }
        : { ...common, operation: 'update', attributes, references: [] },
    ]))
      expect(result.ok).toBe(true)
  } finally {
    await connection.close()
  }
}
