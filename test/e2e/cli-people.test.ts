import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JournalEntry, readJournal } from '../../connectors/twin/journal.ts'
import type { Change } from '../../preload/contract/changes.ts'
import type { Session } from '../../preload/contract/session.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

type Row = Record<string, string>

const folder = testFolder()
let workspace: string
let desk: ServiceDeskProcess
let original: readonly Row[]
/** Somebody at work with one row in HR, an account in the directory, and none in the service desk. */
let person: Row

beforeAll(async () => {
  desk = await startServiceDesk(folder)
  workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), desk.port)
  const { code, stderr } = await joinery(workspace, '--json', 'run', '--approve-all')
  expect(code, stderr).toBe(0)
  original = readRows()
  const count = Map.groupBy(original, ({ employee_id: number }) => number)
  const managers = new Set(original.map(({ manager_id: number }) => number))
  person = original.find(
    (row) =>
      row.status === 'Active' &&
      row.department === 'Finance' &&
      count.get(row.employee_id as string)?.length === 1 &&
      !managers.has(row.employee_id as string) &&
      (row.hire_date as string) < '2024-01-01' &&
      !['Service Desk Agent', 'Service Desk Lead', 'Incident Coordinator'].includes(
        row.job_title as string,
      ) &&
      row.email !== '',
  ) as Row
})

afterAll(async () => {
  await desk.kill()
  rmSync(folder, { recursive: true })
})

const file = () => join(workspace, 'hr', 'hr-employees.csv')
const readRows = (): Row[] =>
  Papa.parse<Row>(readFileSync(file(), 'utf8'), { header: true, skipEmptyLines: true }).data
const writeRows = (rows: readonly Row[]) => writeFileSync(file(), `${Papa.unparse([...rows])}\n`)
const change = (values: Row) =>
  writeRows(original.map((row) => (row.employee_id === person.employee_id ? { ...row, ...values } : row)))
const journal = (): readonly JournalEntry[] => readJournal(join(workspace, 'systems', 'ad.twin'))

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
  expect(code, stdout + stderr).toBe(0)
  return JSON.parse(stdout) as T
}

/** A session by what changed only, up to its review. */
async function planned(): Promise<readonly Change[]> {
  await json<Session>('run', '--delta')
  return (await json<{ changes: Change[] }>('plan', '--limit', '1000')).changes
}

/** Approves what is planned and ends the session. @returns what was written to the directory */
async function written(): Promise<readonly JournalEntry[]> {
  const before = journal().length
  const session = await json<Session>('run', '--delta', '--approve-all')
  expect(session.endedAt).not.toBeNull()
  expect(session.systems.every(({ failed, unconfirmed }) => failed + unconfirmed === 0)).toBe(true)
  return journal().slice(before)
}

const told = (changes: readonly Change[]) =>
  changes.map(({ system, operation, attribute, old, new: value }) => [
    system,
    operation,
    attribute,
    old,
    value,
  ])

describe('the day after', () => {
  let account: string

  it('nothing has changed: nothing is read anew and nothing is planned', async () => {
    expect(await planned()).toEqual([])
    const session = await json<Session>('status')
    expect(session.systems[0]?.import).toMatchObject({ read: 0, adds: 0, updates: 0, deletes: 0 })
    expect(await written()).toEqual([])
  })

  it('somebody moves to another job: two attributes of one account', async () => {
    change({ job_title: 'Treasurer', org_unit: 'Treasury' })
    const changes = await planned()
    expect(told(changes).toSorted()).toEqual([
      ['ad', 'update', 'department', person.org_unit, 'Treasury'],
      ['ad', 'update', 'title', person.job_title, 'Treasurer'],
    ])
    expect(new Set(changes.map(({ name }) => name)).size).toBe(1)
    const [entry, ...others] = await written()
    expect(others).toEqual([])
    expect(entry?.after?.attributes).toMatchObject({ employeeID: person.employee_id, title: 'Treasurer' })
    account = entry?.anchor as string
  })

  it('they leave: their account is disabled, and nothing else', async () => {
    change({
      status: 'Terminated',
      termination_date: '2026-03-09',
      job_title: 'Treasurer',
      org_unit: 'Treasury',
    })
    expect(told(await planned())).toEqual([['ad', 'disable', 'userAccountControl', 512, 514]])
    const [entry, ...others] = await written()
    expect(others).toEqual([])
    expect(entry).toMatchObject({ operation: 'update', anchor: account })
    expect(await planned()).toEqual([])
    await written()
  })

  it('they come back: the same account is enabled again', async () => {
    change({ job_title: 'Treasurer', org_unit: 'Treasury' })
    expect(told(await planned())).toEqual([['ad', 'update', 'userAccountControl', 514, 512]])
    const entries = await written()
    expect(entries.map(({ operation, anchor }) => [operation, anchor])).toEqual([['update', account]])
    expect(entries[0]?.after?.attributes.userAccountControl).toBe(512)
  })

  it('HR forgets them altogether: the account is disabled and not deleted', async () => {
    writeRows(original.filter((row) => row.employee_id !== person.employee_id))
    const changes = await planned()
    expect(told(changes)).toEqual([['ad', 'disable', 'userAccountControl', 512, 514]])
    const entries = await written()
    expect(entries.map(({ operation, anchor }) => [operation, anchor])).toEqual([['update', account]])
  })

  it('HR finds them again: the same account once more, and no second one', async () => {
    change({ job_title: 'Treasurer', org_unit: 'Treasury' })
    expect(told(await planned())).toEqual([['ad', 'update', 'userAccountControl', 514, 512]])
    const entries = await written()
    expect(entries.map(({ operation, anchor }) => [operation, anchor])).toEqual([['update', account]])
    expect(await planned()).toEqual([])
    await written()
  })

  it('somebody new joins: one account, then its manager', async () => {
    const manager = person.manager_id as string
    writeRows([
      ...readRows(),
      {
        ...person,
        employee_id: '009001',
        first_name: 'Zora',
        last_name: 'Neumann-Ödegård',
        preferred_name: '',
        email: '',
        manager_id: manager,
        hire_date: '2026-03-09',
        effective_date: '2026-03-09',
        assignment_id: 'A-009001-1',
      },
    ])
    const changes = await planned()
    expect(changes.map(({ system, operation, attribute }) => [system, operation, attribute])).toEqual([
      ['ad', 'add', null],
      ['ad', 'update', 'manager'],
    ])
    const entries = await written()
    expect(entries.map(({ operation }) => operation)).toEqual(['add', 'update'])
    expect(entries[0]?.after).toMatchObject({
      dn: `CN=Neumann-Ödegård\\, Zora,OU=${person.city},OU=People,DC=corp,DC=contoso,DC=com`,
      attributes: { employeeID: '009001', displayName: 'Zora Neumann-Ödegård', userAccountControl: 512 },
    })
    expect(entries[1]?.after?.references.manager?.length).toBe(1)
  })

  it('a file that lost half of its people stops the import before anybody is taken for gone', async () => {
    const before = readRows()
    writeRows(before.slice(0, 500))
    const { code, stderr } = await joinery(workspace, '--json', 'run', '--delta')
    expect(code, stderr).toBe(1)
    expect(stderr).toContain('hr-employees.csv')
    const { changes } = await json<{ changes: Change[] }>('plan')
    expect(changes).toEqual([])
    writeRows(before)
    expect(await planned()).toEqual([])
  })
})
