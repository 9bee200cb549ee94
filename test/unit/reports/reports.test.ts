import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cellText } from '../../../main/reports/cell-text.ts'
import { reportNamed, reports } from '../../../main/reports/registry.ts'
import type { Report, ReportParameters } from '../../../main/reports/report.ts'
import { beginReport, endReport, reportRows } from '../../../main/store/report-cursors.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

const employee = (id: string, attributes: Record<string, string> = {}): void =>
  world.systems.hr.put(id, {
    type: 'employee',
    attributes: {
      id,
      first: 'Anna',
      last: `Nowak${id}`,
      dept: 'IT',
      phone: '7',
      status: 'Active',
      kind: 'Normal',
      ...attributes,
    },
  })

const team = (members: string[]): void =>
  world.systems.hr.put('T1', {
    type: 'team',
    attributes: { teamId: 'T1', name: 'Team' },
    references: { members },
  })

type Line = Readonly<Record<string, string>>

/** The rows of a report as a person reads them, by column. */
function lines(name: string, parameters: Partial<ReportParameters> = {}): Line[] {
  const { columns } = reportNamed(name) as Report
  const report = beginReport(world.db, {
    name,
    parameters: { session: null, system: null, asOf: null, ...parameters },
  })
  const all: Line[] = []
  for (;;) {
    // Two at a time: what a page leaves off, the next one takes up.
    const rows = reportRows(world.db, { report, limit: 2 })
    if (rows.length === 0) break
    for (const row of rows)
      all.push(
        Object.fromEntries(
          columns.map((column, index) => [column.name, cellText(column, row[index] ?? null)]),
        ),
      )
  }
  endReport(world.db, { report })
  return all
}

/** When the last export began. */
const lastExport = (): number =>
  (world.db.prepare(`select max(started) as at from run where step = 'export'`).get() as { at: number }).at

beforeEach(() => {
  world = new World()
  employee('E1')
  employee('E2')
  team(['E1', 'E2'])
  world.cycle()
})
afterEach(() => world.close())

describe('every report', () => {
  test.each(reports.map((report) => [report.name, report] as const))(
    '%s has a cell for each column, whatever it is narrowed down by',
    (_, { sql, columns }) => {
      const statement = world.db.prepare(sql)
      expect(statement.columns().length).toBeGreaterThanOrEqual(columns.length)
      for (const parameters of [
        { session: null, system: null, asOf: 0 },
        { session: 1, system: 1, asOf: 1e15 },
      ])
        expect(statement.all(parameters)).toBeInstanceOf(Array)
      expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length)
      for (const { name } of columns) expect(name).toMatch(/^[a-z][a-zA-Z]*$/)
    },
  )

  test('stands in the documentation with its columns in their order, and no other does', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/reports.md'), 'utf8')
    const told = text
      .split('\n### ')
      .slice(1)
      .map((part) => [
        part.split('\n')[0],
        [...part.matchAll(/^\| `([a-zA-Z]+)` \|/gm)].map((match) => match[1]),
      ])
    expect(told).toEqual(reports.map(({ name, columns }) => [name, columns.map((one) => one.name)]))
  })

  test('sees the database as it was when it was begun', () => {
    const parameters = { session: null, system: null, asOf: null }
    const report = beginReport(world.db, { name: 'accounts', parameters })
    const [first] = reportRows(world.db, { report, limit: 1 })
    expect(first).toBeDefined()
    endReport(world.db, { report })
    expect(() => reportRows(world.db, { report, limit: 1 })).toThrow('no report')
    expect(lines('accounts').length).toBeGreaterThan(1)
  })
})

describe('who has an account where', () => {
  test('names person, system, account and how it came about', () => {
    const all = lines('accounts').filter((one) => one.person === 'Anna NowakE1')
    expect(all.map(({ system, link, state }) => [system, link, state])).toEqual([
      ['HR', 'projected', 'present'],
      ['AD', 'provisioned', 'present'],
      ['APP', 'provisioned', 'present'],
    ])
    expect(new Set(lines('accounts', { system: world.id('ad') }).map(({ system }) => system))).toEqual(
      new Set(['AD']),
    )
  })
})

describe('joiners, movers and leavers', () => {
  test('are told apart, and groups are none', () => {
    expect(lines('joiners-movers-leavers').map(({ kind }) => kind)).toEqual(
      lines('joiners-movers-leavers').map(() => 'joiner'),
    )
    employee('E1', { dept: 'Sales' })
    world.cycle()
    const movers = lines('joiners-movers-leavers').filter(({ kind }) => kind === 'mover')
    expect(
      movers.map(({ system, attribute, old, new: now }) => [system, attribute, old, now]),
    ).toContainEqual(['AD', 'department', 'IT', 'Sales'])
    for (const { person } of lines('joiners-movers-leavers')) expect(person).toMatch(/^Anna Nowak/)
  })
})

describe('failed and unconfirmed exports', () => {
  test('name what was read instead', () => {
    expect(lines('failed')).toEqual([])
    employee('E1', { dept: 'Sales' })
    world.importAll()
    world.synchronize()
    world.approve()
    world.exportAll()
    for (const object of world.systems.ad.objects.values())
      if (object.attributes.employeeID === 'E1') object.attributes.department = 'Other'
    world.confirm('ad')
    expect(lines('failed', { system: world.id('ad') })).toMatchObject([
      {
        result: 'unconfirmed',
        attribute: 'department',
        new: 'Sales',
        why: expect.stringContaining('"Other"'),
      },
    ])
  })
})

describe('drift, orphans, approvals and changes by system', () => {
  test('drift: what was, is and is wanted', () => {
    for (const object of world.systems.ad.objects.values())
      if (object.attributes.employeeID === 'E1') object.attributes.department = 'Other'
    world.import('ad')
    world.synchronize()
    expect(lines('drift')).toMatchObject([
      {
        state: 'enforced',
        system: 'AD',
        kind: 'value',
        attribute: 'department',
        was: 'IT',
        now: 'Other',
        wanted: 'IT',
      },
    ])
  })

  test('orphans: an account that nobody has', () => {
    world.systems.ad.put('S-9', {
      type: 'user',
      dn: 'CN=Nobody,OU=IT,DC=t',
      attributes: { sAMAccountName: 'nobody', displayName: 'Nobody', userAccountControl: 512 },
    })
    world.import('ad')
    world.synchronize()
    expect(lines('orphans').filter(({ name }) => name === 'Nobody')).toMatchObject([
      { state: 'unmatched', system: 'AD', object: 'CN=Nobody,OU=IT,DC=t', type: 'user' },
    ])
  })

  test('approvals: author, and what became of the changes', () => {
    const [first] = lines('approvals')
    expect(first).toMatchObject({ by: 'test', decision: 'approved', failed: '0', waiting: '0' })
    expect(Number(first?.written)).toBe(Number(first?.changes))
  })

  test('changes by system: counts that add up', () => {
    const all = lines('changes-by-system')
    const counted = all.reduce((sum, one) => sum + Number(one.changes), 0)
    expect(counted).toBe(lines('session').length)
    expect(counted).toBe(all.reduce((sum, one) => sum + Number(one.confirmed), 0))
  })
})

describe('access as of a date', () => {
  const held = (asOf: number): string[] =>
    lines('access', { asOf, system: world.id('ad') })
      .map(({ access, person }) => `${access} ${person}`)
      .sort()

  test('is what there is, before anything was written since', () => {
    expect(held(lastExport())).toEqual(held(1e15))
    expect(held(1e15)).toContain('member Anna NowakE1')
  })

  test('knows neither accounts nor memberships before they were made', () => {
    expect(held(0)).toEqual([])
  })

  test('knows memberships and accounts that were there then and are gone, and when they went', () => {
    const before = held(lastExport())
    const then = lastExport()
    team(['E2'])
    world.cycle()
    world.systems.hr.objects.delete('E2')
    world.cycle()
    expect(held(1e15)).not.toContain('member Anna NowakE1')
    expect(held(then)).toEqual(before)
    const gone = lines('access', { asOf: then }).find(
      (one) => one.access === 'member' && one.person === 'Anna NowakE1',
    )
    expect(gone?.basis).toBe('removed since')
    const disabled = lines('access', { asOf: then, system: world.id('ad') }).find(
      (one) => one.access === 'account' && one.person === 'Anna NowakE2',
    )
    expect(disabled?.basis).toBe('disabled since')
    expect(disabled?.changed).not.toBe('')
    expect(
      lines('access', { asOf: then, system: world.id('app') }).filter(
        ({ basis }) => basis === 'removed since',
      ),
    ).toMatchObject([{ access: 'account', person: 'Anna NowakE2', account: 'app-2' }])
    expect(gone?.changed).not.toBe('')
  })
})
