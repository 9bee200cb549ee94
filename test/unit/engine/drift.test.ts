import { afterEach, describe, expect, test } from 'vitest'
import type { FakeObject } from '../../fakes/engine/fake-system.ts'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

afterEach(() => world.close())

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

/** A company with one person and one team, everything written and read back. */
function settled(rules: RuleOverrides = {}): void {
  world = new World(peopleConfiguration(rules))
  employee('E1')
  employee('E2')
  world.systems.hr.put('T1', {
    type: 'team',
    attributes: { teamId: 'T1', name: 'Team' },
    references: { members: ['E1'] },
  })
  world.cycle()
  expect(world.planned()).toBe(0)
}

const anchorOf = (id: string): string =>
  [...world.systems.ad.objects].find(([, object]) => object.attributes.employeeID === id)?.[0] ?? ''
const account = (id = 'E1'): FakeObject => world.systems.ad.objects.get(anchorOf(id)) as FakeObject
const team = (): FakeObject =>
  [...world.systems.ad.objects.values()].find((object) => object.type === 'group') as FakeObject

/** Reads the directory again, by a full or a delta read, and works out what it means. */
function look(mode: 'full' | 'delta' = 'full'): string[] {
  if (mode === 'full') world.import('ad')
  else world.import('ad', { items: world.deltaItems('ad'), scope: 'delta' })
  world.synchronize()
  return planned()
}

const planned = (): string[] =>
  world.db
    .prepare<unknown[], { operation: string; attribute: string | null; new: string | null }>(
      `select operation, attribute, new from change where state = 'planned' and system = ? order by id`,
    )
    .all(world.id('ad'))
    .map((row) =>
      [row.operation, row.attribute, row.operation === 'add' ? null : row.new]
        .filter((x) => x !== null)
        .join(' '),
    )

const asking = { 'Out to AD': { drift: 'ask' }, 'Out to AD groups': { drift: 'ask' } }
const accepting = { 'Out to AD': { drift: 'accept' }, 'Out to AD groups': { drift: 'accept' } }

describe.each(['full', 'delta'] as const)('a %s read finds', (mode) => {
  test('a value of ours that was changed: the way back is planned, and it is told', () => {
    settled()
    account().attributes.department = 'Marketing'
    expect(look(mode)).toEqual(['update department "IT"'])
    expect(world.drift()).toEqual(['value department enforced'])
    expect(world.findings('drift').map(({ message }) => message)).toEqual([
      'Anna NowakE1: department in AD was changed outside: was "IT", is "Marketing", should be "IT"',
    ])
  })

  test('a value that was cleared, and one that was set where we want none', () => {
    settled()
    delete account().attributes.telephoneNumber
    expect(look(mode)).toEqual(['update telephoneNumber "7"'])
    expect(world.drift()).toEqual(['value telephoneNumber enforced'])
  })

  test('nothing in values that are not ours', () => {
    settled()
    Object.assign(account().attributes, { description: 'changed by hand', title: 'Boss' })
    expect(look(mode)).toEqual([])
    expect(world.drift()).toEqual([])
    expect(world.db.prepare('select count(*) as n from drift').get()).toEqual({ n: 0 })
  })

  test('an account that was moved', () => {
    settled()
    account().dn = 'CN=Anna NowakE1,OU=Elsewhere,DC=t'
    expect(look(mode)).toEqual(['move "CN=Anna NowakE1,OU=IT,DC=t"'])
    expect(world.drift()).toEqual(['value dn enforced'])
  })

  test('an account that was deleted: a new one is planned', () => {
    settled()
    world.systems.ad.remove(anchorOf('E1'))
    expect(look(mode)).toContain('add')
    expect(world.drift()).toContain('deleted enforced')
    world.approve()
    world.exportAll()
    world.confirm('ad')
    world.synchronize()
    world.cycle()
    expect(world.drift()).toEqual([])
    expect(world.planned()).toBe(0)
  })

  test('an account that was created and belongs to nobody', () => {
    settled()
    world.systems.ad.put('stranger', {
      type: 'user',
      dn: 'CN=Stranger,DC=t',
      attributes: { sAMAccountName: 'stranger', userAccountControl: 512 },
    })
    expect(look(mode)).toEqual([])
    expect(world.drift()).toEqual(['created open'])
    expect(world.decideDrift('enforce')).toBe(1)
    world.synchronize()
    expect(planned()).toEqual(['delete'])
    world.cycle()
    expect(world.systems.ad.objects.has('stranger')).toBe(false)
    expect(world.drift()).toEqual([])
  })

  test('a member that was added and one that was taken away', () => {
    settled()
    team().references.member = [anchorOf('E2')]
    expect(look(mode)).toHaveLength(1)
    expect(world.drift()).toEqual(['reference-added member enforced', 'reference-removed member enforced'])
    world.approve()
    world.exportAll()
    world.confirm('ad')
    world.synchronize()
    expect(team().references.member).toEqual([anchorOf('E1')])
    expect(world.drift()).toEqual([])
  })
})

test.each(['full', 'delta'] as const)(
  'an account that a %s read finds deleted comes back as the object it was, where the system keeps it',
  (mode) => {
    settled()
    const { ad } = world.systems
    ad.keepsDeleted = true
    const anchor = anchorOf('E1')
    ad.remove(anchor)
    expect(look(mode)).toContain('add')
    world.cycle()
    expect(anchorOf('E1')).toBe(anchor)
    expect(team().references.member).toEqual([anchor])
    expect(world.drift()).toEqual([])
    expect(world.planned()).toBe(0)
    // Somebody else is made anew, and so is an account whose deletion nobody had to set right.
    expect(
      ad.writes.filter((request) => request.operation === 'add' && request.restores !== undefined),
    ).toHaveLength(1)
  },
)

test('an object that others still name comes back in its place', () => {
  settled()
  const { ad } = world.systems
  ad.keepsDeleted = true
  const anchor = anchorOf('E1')
  const gone = account()
  ad.objects.delete(anchor)
  world.import('ad', { items: [{ kind: 'delete', anchor }], scope: 'delta' })
  world.synchronize()
  world.approve()
  // The team was not read again: it names the one that was.
  ad.objects.set(anchor, gone)
  ad.remove(anchor)
  expect(world.export('ad').failed).toBe(0)
  expect(anchorOf('E1')).toBe(anchor)
  world.cycle()
  expect(anchorOf('E1')).toBe(anchor)
  expect(team().references.member).toEqual([anchor])
  expect(world.planned()).toBe(0)
})

test('what was told is told no more once somebody has put the value back', () => {
  settled()
  account().attributes.department = 'Marketing'
  look()
  expect(world.findings('drift')).toHaveLength(1)
  account().attributes.department = 'IT'
  world.import('ad')
  expect(world.findings('drift')).toEqual([])
  const gone = account()
  const anchor = anchorOf('E1')
  world.systems.ad.remove(anchor)
  look()
  expect(world.findings('drift').length).toBeGreaterThan(0)
  world.systems.ad.put(anchor, gone)
  world.import('ad')
  world.synchronize()
  world.cycle()
  expect(world.findings('drift')).toEqual([])
})

describe('asking', () => {
  test('plans nothing until a person has decided, in a full synchronization either', () => {
    settled(asking)
    account().attributes.department = 'Marketing'
    team().references.member = [anchorOf('E1'), anchorOf('E2')]
    expect(look()).toEqual([])
    expect(world.drift()).toEqual(['reference-added member open', 'value department open'])
    world.synchronize('full')
    expect(planned()).toEqual([])
    expect(world.decideDrift('enforce')).toBe(2)
    world.synchronize()
    expect(planned().map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'update department',
      'update member',
    ])
    world.cycle()
    expect(account().attributes.department).toBe('IT')
    expect(team().references.member).toEqual([anchorOf('E1')])
    expect(world.drift()).toEqual([])
  })

  test('of a deleted account makes no new one until it is decided, and none when it is accepted', () => {
    settled(asking)
    world.systems.ad.remove(anchorOf('E1'))
    expect(look()).not.toContain('add')
    expect(world.drift()).toContain('deleted open')
    world.decideDrift('accept')
    world.synchronize('full')
    expect(planned()).not.toContain('add')
    world.decideDrift('enforce')
    world.synchronize()
    expect(planned()).toContain('add')
  })

  test('holds for one flow where the rule sets the rest right', () => {
    settled({
      'Out to AD': {
        flows: [
          { to: 'dn', expression: 'Join("", "CN=", [employeeID], ",DC=t")' },
          { to: 'sAMAccountName', from: 'employeeID' },
          { to: 'employeeID', from: 'employeeID' },
          { to: 'department', from: 'department', drift: 'ask' },
          { to: 'telephoneNumber', from: 'phone' },
        ],
      },
    })
    Object.assign(account().attributes, { department: 'Marketing', telephoneNumber: '8' })
    expect(look()).toEqual(['update telephoneNumber "7"'])
    expect(world.drift()).toEqual(['value department open', 'value telephoneNumber enforced'])
  })
})

describe('what is accepted', () => {
  test('stands until we want another value', () => {
    settled(accepting)
    account().attributes.department = 'Marketing'
    expect(look()).toEqual([])
    expect(world.drift()).toEqual(['value department accepted'])
    expect(world.findings('drift')).toEqual([])
    world.synchronize('full')
    expect(planned()).toEqual([])
    employee('E1', { dept: 'Sales' })
    world.import('hr')
    world.synchronize()
    expect(planned()).toContain('update department "Sales"')
    expect(world.drift().filter((text) => text.includes('department'))).toEqual([])
  })

  test('stands for the value that was accepted, and not for a later one', () => {
    settled(asking)
    account().attributes.department = 'Marketing'
    look()
    world.decideDrift('accept')
    world.synchronize()
    account().attributes.department = 'Legal'
    expect(look()).toEqual([])
    expect(world.drift()).toEqual(['value department open'])
  })

  test('is forgotten when somebody puts the value back', () => {
    settled(accepting)
    account().attributes.department = 'Marketing'
    look()
    account().attributes.department = 'IT'
    expect(look()).toEqual([])
    expect(world.drift()).toEqual([])
  })

  test('is no longer accepted once it is to be enforced', () => {
    settled(accepting)
    account().attributes.department = 'Marketing'
    look()
    world.decideDrift('enforce')
    world.synchronize()
    expect(planned()).toEqual(['update department "IT"'])
    const [entry] = world.db.prepare(`select details from audit where event = 'drift-decided'`).all() as {
      details: string
    }[]
    expect(JSON.parse(entry?.details ?? '')).toMatchObject({
      decision: 'enforce',
      reason: 'because',
      attribute: 'department',
      was: 'IT',
      now: 'Marketing',
      wanted: 'IT',
    })
  })
})

test('a leaver does not keep by accident what leaving takes away', () => {
  settled({ 'Out to AD': { drift: 'ask', leave: 'disable' } })
  employee('E1', { status: 'Left' })
  world.cycle()
  expect(account().attributes.userAccountControl).toBe(514)
  account().attributes.userAccountControl = 512
  expect(look()).toEqual(['disable userAccountControl 514'])
  expect(world.drift()).toEqual(['value userAccountControl enforced'])
})

test("what we exported ourselves is nobody else's change", () => {
  settled(asking)
  employee('E1', { dept: 'Sales', phone: '9' })
  world.cycle()
  expect(account().attributes).toMatchObject({ department: 'Sales', telephoneNumber: '9' })
  employee('E1', { status: 'Left' })
  world.cycle()
  expect(world.drift()).toEqual([])
  expect(world.db.prepare('select count(*) as n from drift').get()).toEqual({ n: 0 })
})

test('a first read of a directory finds nothing changed', () => {
  world = new World()
  world.systems.ad.put('a', { type: 'user', dn: 'CN=a,DC=t', attributes: { sAMAccountName: 'a' } })
  world.import('ad')
  world.synchronize()
  world.import('ad')
  world.synchronize()
  expect(world.drift()).toEqual([])
})
