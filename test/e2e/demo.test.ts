import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type JournalEntry, readJournal } from '../../connectors/twin/journal.ts'
import { adTwinContent, contosoDir, contosoToday, expectedNumbers } from '../../demo/contoso-data.ts'
import type { DemoSummary } from '../../demo/run-demo.ts'
import { testFolder } from '../fakes/process/contoso.ts'
import { heldByTwin } from '../fakes/process/outcome.ts'
import { type Ended, startProgram } from '../fakes/process/program.ts'
import { currentEmployees } from '../unit/demo/files.ts'

const expected = expectedNumbers()
const folder = testFolder()
const workspace = join(folder, 'contoso')
let ended: Ended
let summary: DemoSummary
let journal: readonly JournalEntry[]

beforeAll(async () => {
  ended = await startProgram('demo', ['--headless', '--json', '--folder', workspace]).ended
  summary = JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '') as DemoSummary
  journal = readJournal(join(workspace, 'systems', 'ad.twin'))
})

afterAll(() => rmSync(folder, { recursive: true }))

const total = (counts: object): number => Object.values(counts).reduce((sum, n) => sum + n, 0)

describe('the summary', () => {
  it('is the last line of standard output, with these fields and no others', () => {
    expect(ended.code, ended.stderr).toBe(0)
    expect(Object.keys(summary).toSorted()).toEqual([
      'ambiguous', 'approved', 'auditCsv', 'confirmed', 'exported', 'failed', 'imported', 'joined', 'planned', 'projected',
      'rejectedRows', 'secondCyclePlanned', 'seconds', 'unconfirmed',
    ]) // biome-ignore format: a list
  })

  it('has the numbers that expected.json promises', () => {
    const { hr, contractors, metaverse, ad, servicedesk } = expected
    expect(summary).toEqual({
      imported: {
        hr: hr.people,
        contractors: contractors.rows,
        ad: ad.users + ad.groups + ad.organizationalUnits,
        servicedesk: servicedesk.users + servicedesk.groups,
      },
      projected: metaverse.people + metaverse.groups,
      joined: contractors.alsoEmployees + ad.joined + servicedesk.joined + servicedesk.groups,
      ambiguous: ad.ambiguous,
      planned: {
        ad: { add: ad.adds, update: ad.updatesInAll, move: ad.moves, disable: ad.disables, delete: 0 },
        servicedesk: {
          add: servicedesk.adds,
          update: servicedesk.updatesInAll,
          move: 0,
          disable: servicedesk.disables,
          delete: 0,
        },
      },
      approved: total(summary.planned.ad ?? {}) + total(summary.planned.servicedesk ?? {}),
      exported: summary.approved,
      failed: 0,
      confirmed: summary.approved,
      unconfirmed: 0,
      secondCyclePlanned: 0,
      rejectedRows: hr.rejected,
      auditCsv: join(workspace, 'reports', 'session-1.csv'),
      seconds: expect.any(Number),
    })
    expect(summary.approved).toBe(1378)
    expect(summary.seconds).toBeGreaterThan(0)
  })

  it('has the numbers that the README promises', () => {
    const readme = readFileSync(join(contosoDir, 'README.md'), 'utf8')
    const { ad, servicedesk } = summary.planned
    const row = (name: string, counts: typeof ad) =>
      `| ${name} | ${counts?.add} | ${counts?.update} | ${counts?.move} | ${counts?.disable} | ${counts?.delete} |`
    expect(readme).toContain(row('Active Directory', ad))
    expect(readme).toContain(row('Service desk', servicedesk))
    expect(readme).toContain(`| AD users that match several people | ${summary.ambiguous} |`)
    expect(readme).toContain(`| people in the metaverse | ${summary.projected - expected.ad.groups} |`)
  })

  it('tells each step on the way, on standard error, and no stack', () => {
    for (const step of [
      'import      hr',
      'import      servicedesk',
      'synchronize',
      'review',
      'export      ad',
      'confirm     ad',
    ])
      expect(ended.stderr).toContain(`  ${step}`)
    expect(ended.stdout.trimEnd().split('\n').length).toBe(1)
    expect(ended.stderr).not.toMatch(/^ {4}at /m)
  })
})

describe('the directory', () => {
  const before = new Map(adTwinContent().objects.map((object) => [object.anchor as string, object]))
  const nameOf = (anchor: string) => String(before.get(anchor)?.attributes.sAMAccountName ?? '')

  it('got as many writes to each attribute as expected.json promises', () => {
    const changed = new Map<string, number>()
    for (const { before: old, after } of journal.filter(({ operation }) => operation === 'update')) {
      const had = { ...old?.attributes, manager: old?.references.manager } as Record<string, unknown>
      const has = { ...after?.attributes, manager: after?.references.manager } as Record<string, unknown>
      for (const name of new Set([...Object.keys(had), ...Object.keys(has)]))
        if (JSON.stringify(had[name]) !== JSON.stringify(has[name]))
          changed.set(name, (changed.get(name) ?? 0) + 1)
    }
    const { userAccountControl, manager, ...rest } = expected.ad.updates
    expect(Object.fromEntries(changed)).toEqual({
      ...rest,
      userAccountControl: (userAccountControl as number) + expected.ad.disables,
      manager: (manager as number) + expected.ad.managersOfNewAccounts,
    })
    const moves = journal.filter(
      ({ before: old, after }) => old !== null && after !== null && old.dn !== after.dn,
    )
    expect(moves.length).toBe(expected.ad.moves)
    expect(journal.filter(({ operation }) => operation === 'delete')).toEqual([])
  })

  it('took nothing twice', () => {
    const requests = journal.map(({ request }) => request)
    expect(new Set(requests).size).toBe(requests.length)
    const idle = journal.filter(
      ({ before: old, after }) => old !== null && JSON.stringify(old) === JSON.stringify(after),
    )
    expect(idle).toEqual([])
    const adds = journal.filter(({ operation }) => operation === 'add')
    expect(adds.length).toBe(expected.ad.adds)
    expect(new Set(adds.map(({ after }) => after?.attributes.employeeID)).size).toBe(adds.length)
    const writes = Map.groupBy(journal, ({ anchor }) => anchor)
    const added = new Set(adds.map(({ anchor }) => anchor))
    // An account that was there is written once; a new one once more for its manager.
    for (const [anchor, list] of writes) expect(list.length).toBeLessThanOrEqual(added.has(anchor) ? 2 : 1)
  })

  it('left service accounts, accounts of nobody and those in doubt alone', () => {
    const services = [...before.values()].filter(({ attributes }) =>
      String(attributes.sAMAccountName).startsWith('svc-'),
    )
    expect(services.length).toBe(expected.ad.filtered)
    const touched = new Set(journal.map(({ anchor }) => anchor))
    expect(services.filter(({ anchor }) => touched.has(anchor as string))).toEqual([])
    for (const name of [
      'room-isar',
      'kiosk-reception',
      'adm-grossmann',
      'test.user',
      'anna.nowak',
      'lars.lund',
    ]) {
      expect([...before.keys()].map(nameOf), name).toContain(name)
      expect([...touched].map(nameOf), name).not.toContain(name)
    }
  })

  it('lacks an account for 46 people: those who left without one, and those whose account is undecided', () => {
    const held = heldByTwin(join(workspace, 'systems', 'ad.twin'))
    const numbers = new Set(held.flatMap((line) => /"employeeID":"(\w+)"/.exec(line)?.[1] ?? []))
    const people = [...currentEmployees(contosoToday).values()]
    const without = people.filter(({ employee_id: number }) => !numbers.has(number as string))
    const contractors = 8
    expect(without.length + contractors).toBe(expected.ad.peopleWithoutAccount)
    const undecided = without.filter(({ status }) => status === 'Active')
    expect(undecided.length).toBe(expected.ad.heldPeople)
    expect(Map.groupBy(undecided, ({ email }) => email).size).toBe(expected.ad.ambiguous)
    expect(without.filter(({ status }) => status !== 'Active' && status !== 'Terminated')).toEqual([])
  })
})

describe('the audit report', () => {
  const columns =
    'session,change,written,system,operation,name,object,attribute,old,new,rule,approvedBy,approvedAt,result,error,hash'
  let text: string
  let rows: Record<string, string>[]

  beforeAll(() => {
    text = readFileSync(summary.auditCsv, 'utf8')
    rows = Papa.parse<Record<string, string>>(text.slice(1), { header: true, skipEmptyLines: true }).data
  })

  it('is a CSV that spreadsheets read as UTF-8', () => {
    expect(text.charCodeAt(0)).toBe(0xfeff)
    expect(text.slice(1, text.indexOf('\r\n'))).toBe(columns)
    expect(existsSync(`${summary.auditCsv}.part`)).toBe(false)
    expect(text).toContain('Großmann')
    expect(text).toContain('Дим')
  })

  it('has a line for each change, with who approved it and what became of it', () => {
    expect(rows.length).toBe(summary.exported)
    expect(new Set(rows.map(({ change }) => change)).size).toBe(rows.length)
    for (const row of rows) {
      expect(row).toMatchObject({ session: '1', approvedBy: 'demo', result: 'confirmed', error: '' })
      expect(row.hash).toMatch(/^[0-9a-f]{32,64}$/)
      expect(row.rule).not.toBe('')
      expect(row.name).not.toBe('')
      expect(row.written).toMatch(/^\d{4}-\d\d-\d\dT/)
    }
  })

  it('says the old and the new value of each', () => {
    const updates = rows.filter(
      ({ operation, system }) => operation === 'update' && system === 'Active Directory',
    )
    const sales = updates.filter(({ attribute, old }) => attribute === 'department' && old === 'Sales')
    expect(sales.length).toBe(expected.ad.updates.department)
    expect(sales.every((row) => row.new !== '' && row.new !== 'Sales')).toBe(true)
    const moves = rows.filter(({ operation }) => operation === 'move')
    expect(moves.length).toBe(expected.ad.moves)
    expect(moves.every((row) => row.old?.startsWith('CN=') && row.new?.startsWith('CN='))).toBe(true)
    const managers = updates.filter(({ attribute }) => attribute === 'manager')
    expect(managers.length).toBeGreaterThan(100)
    expect(managers.every((row) => row.new?.startsWith('CN='))).toBe(true)
    const members = rows.filter(({ attribute }) => attribute === 'members')
    expect(members.map(({ name }) => name).toSorted()).toEqual(['SN Knowledge Authors', 'SN Service Desk'])
    // People, not numbers that mean something inside of Joinery only.
    for (const row of members) expect(`${row.old}${row.new}`).toMatch(/\p{L}+ \p{L}+ \([0-9a-f-]{36}\)/u)
    const newcomer = rows.find(({ operation, name }) => operation === 'add' && name === 'Anneliese Brückner')
    expect(newcomer?.new).toContain('; sn: Brückner; ')
    expect(rows.filter(({ operation, new: value }) => operation === 'add' && value === '')).toEqual([])
  })

  it('holds no cell that a spreadsheet would run', () => {
    const phones = rows.filter(({ attribute }) => attribute === 'telephoneNumber')
    expect(phones.length).toBe(expected.ad.updates.telephoneNumber)
    // A number that begins with a plus sign is the start of a formula.
    expect(phones.every((row) => row.new?.startsWith("'+"))).toBe(true)
    const cells = Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true }).data.flat()
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
  })
})
