import { afterEach, describe, expect, test } from 'vitest'
import type { Configuration } from '../../../main/config/load.ts'
import { workspaceSchema } from '../../../main/config/workspace-schema.ts'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

afterEach(() => world.close())

function open(rules: RuleOverrides, deletion?: { when: 'last' | string[]; after?: number | string }): void {
  const base = peopleConfiguration(rules)
  const workspace = workspaceSchema.parse(structuredClone(base.workspace))
  const person = workspace.metaverse.types.person as NonNullable<(typeof workspace.metaverse.types)['person']>
  const configuration: Configuration = {
    ...base,
    workspace:
      deletion === undefined
        ? base.workspace
        : workspaceSchema.parse({
            ...workspace,
            metaverse: { types: { ...workspace.metaverse.types, person: { ...person, deletion } } },
          }),
  }
  world = new World(configuration)
}

const employee = (attributes: Record<string, string> = {}): void =>
  world.systems.hr.put('E1', {
    type: 'employee',
    attributes: {
      id: 'E1',
      first: 'Anna',
      last: 'Nowak',
      dept: 'IT',
      phone: '7',
      status: 'Active',
      kind: 'Normal',
      ...attributes,
    },
  })

/** A session on a day: everything is approved and written, and read back. */
function session(today: string): void {
  world.importAll()
  for (let round = 0; round < 2; round++) {
    world.synchronize('delta', { today })
    world.approve()
    world.exportAll()
    world.confirm('ad')
    world.confirm('app')
  }
  world.synchronize('delta', { today })
}

const ad = ():
  | { dn?: string; attributes: Record<string, unknown>; references: Record<string, string[]> }
  | undefined =>
  [...world.systems.ad.objects.values()].find(
    (object) => object.type === 'user' && object.attributes.employeeID === 'E1',
  )

/** What a synchronization on that day plans for the directory, as `operation attribute → new`. */
function planned(today: string, mode: 'full' | 'delta' = 'delta'): string[] {
  world.synchronize(mode, { today })
  return world.db
    .prepare<unknown[], { operation: string; attribute: string | null; new: string | null }>(
      `select operation, attribute, new from change where state = 'planned' and system = ? order by id`,
    )
    .all(world.id('ad'))
    .map((row) =>
      [row.operation, row.attribute, row.operation === 'add' ? null : row.new]
        .filter((x) => x !== null)
        .join(' '),
    )
}

const identities = (): number =>
  (world.db.prepare('select count(*) as n from mv_object where type = ?').get('person') as { n: number }).n

const steps = [
  { do: 'disable' },
  {
    do: 'move',
    after: '7d',
    to: 'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=Leavers,DC=t")',
  },
  { do: 'clear', after: '2w', attributes: ['telephoneNumber', 'manager'] },
  { do: 'delete', after: '90d' },
]

describe('leaving in steps', () => {
  test('each step is planned on its day by a delta synchronization in which no system changed', () => {
    open({ 'Out to AD': { leave: steps } })
    employee()
    session('2026-03-10')
    employee({ status: 'Left' })
    session('2026-03-10')
    expect(ad()?.attributes.userAccountControl).toBe(514)
    expect(planned('2026-03-16')).toEqual([])
    expect(planned('2026-03-17')).toEqual(['move "CN=Anna Nowak,OU=Leavers,DC=t"'])
    session('2026-03-17')
    expect(ad()?.dn).toBe('CN=Anna Nowak,OU=Leavers,DC=t')
    expect(planned('2026-03-23')).toEqual([])
    expect(planned('2026-03-24')).toEqual(['update telephoneNumber'])
    session('2026-03-24')
    expect(ad()?.attributes.telephoneNumber).toBeUndefined()
    expect(planned('2026-06-07')).toEqual([])
    expect(planned('2026-06-08')).toEqual(['delete'])
    session('2026-06-08')
    expect(ad()).toBeUndefined()
    expect(planned('2026-12-01')).toEqual([])
  })

  test('a full synchronization says the same, and counts from the same day', () => {
    open({ 'Out to AD': { leave: steps } })
    employee()
    session('2026-03-10')
    employee({ status: 'Left' })
    session('2026-03-10')
    expect(planned('2026-03-16', 'full')).toEqual([])
    expect(planned('2026-03-17', 'full')).toEqual(['move "CN=Anna Nowak,OU=Leavers,DC=t"'])
    expect(planned('2026-06-08', 'full')).toEqual(['delete'])
  })

  test('whoever comes back gets everything back in the same account, and a later leave counts anew', () => {
    open({ 'Out to AD': { leave: steps } })
    employee()
    session('2026-03-10')
    const before = structuredClone(ad())
    const anchors = [...world.systems.ad.objects.keys()]
    employee({ status: 'Left' })
    session('2026-03-10')
    session('2026-03-24')
    employee()
    session('2026-03-30')
    expect(ad()).toEqual(before)
    expect([...world.systems.ad.objects.keys()]).toEqual(anchors)
    employee({ status: 'Left' })
    session('2026-06-08')
    expect(planned('2026-06-14')).toEqual([])
    expect(planned('2026-06-15')).toEqual(['move "CN=Anna Nowak,OU=Leavers,DC=t"'])
  })

  test('a manager is cleared with the values, and given back', () => {
    open({ 'Out to AD': { leave: [{ do: 'clear', after: 3, attributes: ['manager'] }] } })
    world.systems.hr.put('E2', {
      type: 'employee',
      attributes: { id: 'E2', first: 'Bo', last: 'Chef', dept: 'IT', status: 'Active', kind: 'Normal' },
    })
    const withManager = (status: string): void => {
      employee({ status })
      const object = world.systems.hr.objects.get('E1')
      if (object !== undefined) object.references = { manager: ['E2'] }
    }
    withManager('Active')
    session('2026-03-10')
    expect(ad()?.references.manager).toHaveLength(1)
    withManager('Left')
    session('2026-03-11')
    expect(ad()?.references.manager).toHaveLength(1)
    session('2026-03-14')
    expect(ad()?.references.manager).toEqual([])
    withManager('Active')
    session('2026-03-20')
    expect(ad()?.references.manager).toHaveLength(1)
  })

  test('an account is let go only when what comes before is done', () => {
    open({ 'Out to AD': { leave: [{ do: 'disable' }, { do: 'disconnect', after: 30 }] } })
    employee()
    session('2026-03-10')
    employee({ status: 'Left' })
    world.importAll()
    // Nobody approves: the account is still enabled on the day it would be let go.
    expect(planned('2026-03-11')).toEqual(['disable userAccountControl 514'])
    expect(planned('2026-05-01')).toEqual(['disable userAccountControl 514'])
    session('2026-05-02')
    expect(ad()?.attributes.userAccountControl).toBe(514)
    employee()
    session('2026-05-03')
    // It was let go: nothing of it is touched any more.
    expect(ad()?.attributes.userAccountControl).toBe(514)
  })
})

describe('an identity that nobody holds any more', () => {
  const kept = { when: ['hr', 'contractors'], after: '30d' }
  const leaving: RuleOverrides = { 'Out to AD': { leave: 'disable' } }

  test('leaves every scope with its last values, and is restored with its account when it comes back in time', () => {
    open(leaving, kept)
    employee()
    session('2026-03-10')
    const anchors = [...world.systems.ad.objects.keys()]
    world.systems.hr.remove('E1')
    session('2026-03-11')
    expect(ad()?.attributes.userAccountControl).toBe(514)
    expect(ad()?.attributes.displayName).toBe('Anna Nowak')
    expect(identities()).toBe(1)
    employee({ dept: 'Sales' })
    session('2026-04-09')
    expect(identities()).toBe(1)
    expect([...world.systems.ad.objects.keys()]).toEqual(anchors)
    expect(ad()?.attributes).toMatchObject({ userAccountControl: 512, department: 'Sales' })
    expect(planned('2027-01-01')).toEqual([])
  })

  test('goes when its time is over, by a delta synchronization in which nothing changed; its account stays as it is', () => {
    open(leaving, kept)
    employee()
    session('2026-03-10')
    world.systems.hr.remove('E1')
    session('2026-03-11')
    planned('2026-04-09')
    expect(identities()).toBe(1)
    expect(planned('2026-04-10')).toEqual([])
    expect(identities()).toBe(0)
    expect(ad()?.attributes.userAccountControl).toBe(514)
    expect(world.db.prepare('select state from cs_disconnector').all()).toEqual([{ state: 'unmatched' }])
    for (const table of ['cs_leaving', 'mv_departed', 'mv_due', 'cs_due'])
      expect(world.db.prepare(`select count(*) as n from ${table}`).get(), table).toEqual({ n: 0 })
  })

  test('stays while its rules still want something of its accounts', () => {
    open({ 'Out to AD': { leave: [{ do: 'disable' }, { do: 'delete', after: '60d' }] } }, kept)
    employee()
    session('2026-03-10')
    world.systems.hr.remove('E1')
    session('2026-03-11')
    expect(planned('2026-04-20')).toEqual([])
    expect(identities()).toBe(1)
    expect(planned('2026-05-10')).toEqual(['delete'])
    expect(identities()).toBe(1)
    session('2026-05-11')
    expect(ad()).toBeUndefined()
    expect(identities()).toBe(0)
  })

  test('is kept by the other source: a contractor who becomes an employee keeps the account', () => {
    open(leaving, kept)
    world.systems.contractors.put('C1', {
      type: 'contractor',
      attributes: { empId: 'E1', first: 'Anna', last: 'Nowak', dept: 'IT', status: 'Active' },
    })
    session('2026-03-10')
    const anchors = [...world.systems.ad.objects.keys()]
    employee({ dept: 'Sales' })
    session('2026-03-11')
    world.systems.contractors.remove('C1')
    session('2026-03-12')
    expect(identities()).toBe(1)
    expect([...world.systems.ad.objects.keys()]).toEqual(anchors)
    expect(ad()?.attributes).toMatchObject({ userAccountControl: 512, department: 'Sales' })
  })

  test('without a grace period goes with its last connector, as before', () => {
    open(leaving)
    employee({ status: 'Left' })
    session('2026-03-10')
    expect(identities()).toBe(1)
    world.systems.hr.remove('E1')
    session('2026-03-10')
    expect(identities()).toBe(0)
  })

  test('with a grace period and nobody but the source it waits as well', () => {
    open(leaving, { when: 'last', after: 10 })
    employee({ status: 'Left' })
    session('2026-03-10')
    world.systems.hr.remove('E1')
    session('2026-03-10')
    expect(identities()).toBe(1)
    planned('2026-03-20')
    expect(identities()).toBe(0)
  })
})

test('what is due costs what is due: a day on which nothing is due looks at nobody', () => {
  open({ 'Out to AD': { leave: steps } })
  employee()
  session('2026-03-10')
  employee({ status: 'Left' })
  session('2026-03-10')
  expect(world.synchronize('delta', { today: '2026-03-12' }).statistics).toMatchObject({
    objects: 0,
    identities: 0,
  })
  expect(world.synchronize('delta', { today: '2026-03-17' }).statistics).toMatchObject({
    objects: 0,
    identities: 1,
  })
})

describe('where an account is moved to', () => {
  const move = (to: string, more: Record<string, unknown> = {}): void =>
    open({ 'Out to AD': { dialect: 'connect', flows: flows(), leave: [{ do: 'move', to }], ...more } })
  // The flows of the rule are written in the other dialect.
  const flows = () =>
    peopleConfiguration()
      .rules.find(({ name }) => name === 'Out to AD')
      ?.flows.map((flow) => (flow.expression === undefined ? flow : { ...flow, dialect: 'entra' }))
  const leave = (): string[] => {
    employee()
    session('2026-03-10')
    employee({ status: 'Left' })
    world.importAll()
    return planned('2026-03-10')
  }

  test('is said in the dialect of the rule, with its parameters', () => {
    move('"CN=" & EscapeDNComponent([displayName]) & %Leavers%', { parameters: { Leavers: ',OU=Gone,DC=t' } })
    expect(leave()).toEqual(['move "CN=Anna Nowak,OU=Gone,DC=t"'])
  })

  test('may be nowhere for some', () => {
    move('IIF([department] = "IT", IgnoreThisFlow, "CN=x,DC=t")')
    expect(leave()).toEqual([])
    expect(world.findings('expression-failed')).toEqual([])
  })
})

describe('rules that look at the date', () => {
  const scope = [
    [
      { attribute: 'status', operator: 'EQUAL', value: 'Active' },
      { attribute: 'badge', operator: 'LESSTHAN_OR_EQUAL', value: 'today + 7d' },
    ],
  ]

  test('an account is provisioned seven days before the first day, by a delta in which nothing changed', () => {
    open({ 'Out to AD': { scope, leave: 'disable' } })
    employee({ badge: '2026-05-20' })
    world.importAll()
    expect(planned('2026-03-10')).toEqual([])
    expect(planned('2026-05-12')).toEqual([])
    expect(planned('2026-05-13')).toEqual(['add'])
  })

  test('an inbound rule lets an object in on its day', () => {
    open({
      'In from HR': { scope: [[{ attribute: 'badge', operator: 'LESSTHAN_OR_EQUAL', value: 'today' }]] },
    })
    employee({ badge: '2026-05-20' })
    world.importAll()
    planned('2026-05-19')
    expect(identities()).toBe(0)
    planned('2026-05-20')
    expect(identities()).toBe(1)
  })
})
