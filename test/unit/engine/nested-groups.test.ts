import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Configuration } from '../../../main/config/load.ts'
import { membershipRuleSchema } from '../../../main/config/membership-schema.ts'
import type { RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

afterEach(() => {
  world.close()
  World.referencesByValueFrom = undefined
})

/** Groups go when HR does not name them any more; an account in the directory keeps none. */
function configured(
  memberships: Configuration['memberships'] = [],
  overrides: RuleOverrides = {},
): Configuration {
  const { workspace, rules } = structuredClone(World.configuration(overrides))
  Object.assign(workspace.metaverse.types.group ?? {}, { deletion: { when: ['hr'], after: 0 } })
  return { workspace, rules, memberships }
}

const person = (id: string, dept = 'IT'): void =>
  world.systems.hr.put(id, {
    type: 'employee',
    attributes: { id, first: 'P', last: id, dept, status: 'Active', kind: 'Normal' },
  })
const team = (id: string, members: readonly string[]): void =>
  world.systems.hr.put(id, {
    type: 'team',
    attributes: { teamId: id, name: `Team ${id}` },
    references: members.length === 0 ? {} : { members: [...members] },
  })

/** Who is in a group of the directory, by name: `cn` of groups, `employeeID` of people; undefined when it is not there. */
function inDirectory(id: string): readonly string[] | undefined {
  const { objects } = world.systems.ad
  const nameOf = (anchor: string): unknown => {
    const { cn, employeeID } = objects.get(anchor)?.attributes ?? {}
    return cn ?? employeeID
  }
  const group = [...objects.values()].find(({ attributes }) => attributes.cn === id)
  return group && (group.references.member ?? []).map((anchor) => String(nameOf(anchor))).sort()
}

/** The plan, a line each, without what is in it. */
const planned = (): string[] =>
  world.db
    .prepare<unknown[], { operation: string; attribute: string | null; name: string }>(
      `select operation, attribute, name from change where state = 'planned' order by name, operation, attribute`,
    )
    .all()
    .map(({ operation, attribute, name }) => [operation, attribute, name].filter(Boolean).join(' '))

function look(): string[] {
  world.importAll()
  world.synchronize()
  return planned()
}

/** Nothing waits, in a delta or a full synchronization, and both see the same. */
function settled(): void {
  expect(world.planned()).toBe(0)
  const delta = snapshot(world.db)
  world.synchronize('full')
  expect(snapshot(world.db)).toEqual(delta)
}

/** As in the product, and with every group counted as a large one. */
describe.each([undefined, 1])('groups in groups, from %s by value', (from) => {
  beforeEach(() => {
    World.referencesByValueFrom = from
  })

  test('are provisioned with the groups and people in them, and change by one member', () => {
    world = new World(configured())
    for (const id of ['E1', 'E2']) person(id)
    team('T1', ['T2', 'E1'])
    team('T2', ['T3'])
    team('T3', ['E2'])
    world.cycle()
    expect(inDirectory('T1')).toEqual(['E1', 'T2'])
    expect(inDirectory('T2')).toEqual(['T3'])
    expect(inDirectory('T3')).toEqual(['E2'])
    settled()

    team('T1', ['T2', 'T3', 'E1'])
    expect(look()).toEqual(['update member Team T1'])
    const [change] = world.db
      .prepare(
        `select o.dn, c.old from change c join cs_object o on o.id = c.new ->> '$[0]' where state = 'planned'`,
      )
      .all()
    expect(change).toEqual({ dn: 'CN=T3,OU=Groups,DC=t', old: '[]' })
    world.cycle()
    expect(inDirectory('T1')).toEqual(['E1', 'T2', 'T3'])
    settled()

    team('T1', ['T3', 'E1'])
    expect(look()).toEqual(['update member Team T1'])
    world.cycle()
    expect(inDirectory('T1')).toEqual(['E1', 'T3'])
    expect(inDirectory('T2')).toEqual(['T3'])
    settled()
  })

  test('come in from a directory that names them by DN, whichever is read first', () => {
    world = new World(
      configured([], {
        'In from AD groups': {
          link: 'project',
          flows: [
            { to: 'teamId', from: 'cn' },
            { to: 'members', from: 'member' },
          ],
        },
        'Out to AD groups': undefined,
        'Out to AD': undefined,
      }),
    )
    const group = (id: string, members: string[]): void =>
      world.systems.ad.put(id, {
        type: 'group',
        dn: `CN=${id},OU=Groups,DC=t`,
        attributes: { cn: id },
        references: { member: members },
      })
    group('outer', ['inner'])
    group('inner', ['innermost'])
    group('innermost', [])
    const nested = (): unknown[] =>
      world.db
        .prepare(
          `select a.attributes ->> 'teamId' || ' > ' || (b.attributes ->> 'teamId') as line from mv_reference r
           join mv_object a on a.id = r.source join mv_object b on b.id = r.target order by line`,
        )
        .all()
        .map((row) => (row as { line: string }).line)
    look()
    expect(nested()).toEqual(['inner > innermost', 'outer > inner'])
    group('outer', ['inner', 'innermost'])
    group('inner', [])
    world.import('ad', { items: world.deltaItems('ad'), scope: 'delta' })
    world.synchronize()
    expect(nested()).toEqual(['outer > inner', 'outer > innermost'])
    settled()
  })

  test('may hold each other', () => {
    world = new World(configured())
    person('E1')
    team('A', ['B', 'E1'])
    team('B', ['A'])
    world.cycle()
    expect(inDirectory('A')).toEqual(['B', 'E1'])
    expect(inDirectory('B')).toEqual(['A'])
    settled()

    team('A', ['A', 'B'])
    world.cycle()
    expect(inDirectory('A')).toEqual(['A', 'B'])
    settled()

    // Open the circle again.
    team('A', ['E1'])
    expect(look()).toEqual(['update member Team A'])
    world.cycle()
    expect(inDirectory('A')).toEqual(['E1'])
    expect(inDirectory('B')).toEqual(['A'])
    settled()
  })

  test('lose an inner group that is deleted, and nothing else', () => {
    world = new World(configured())
    for (const id of ['E1', 'E2']) person(id)
    team('T1', ['T2', 'E1'])
    team('T2', ['E2', 'T3'])
    team('T3', ['E1'])
    world.cycle()
    world.systems.hr.remove('T2')
    team('T1', ['E1'])
    expect(look()).toContain('delete Team T2')
    world.cycle()
    expect(inDirectory('T2')).toBeUndefined()
    expect(inDirectory('T1')).toEqual(['E1'])
    expect(inDirectory('T3')).toEqual(['E1'])
    settled()
  })

  test('lose an inner group that is deleted though HR goes on naming it', () => {
    world = new World(configured())
    person('E1')
    team('T1', ['T2', 'E1'])
    team('T2', ['E1'])
    world.cycle()
    world.systems.hr.remove('T2')
    world.cycle()
    expect(inDirectory('T2')).toBeUndefined()
    expect(inDirectory('T1')).toEqual(['E1'])
    settled()
    // It comes back, and is in the outer one as before.
    team('T2', ['E1'])
    world.cycle()
    expect(inDirectory('T1')).toEqual(['E1', 'T2'])
    settled()
  })
})

const rule = (more: Record<string, unknown>) =>
  membershipRuleSchema.parse({
    direction: 'membership',
    to: 'group',
    into: 'members',
    create: true,
    merge: 'merge',
    ...more,
  })

const departments = rule({
  name: 'Departments',
  from: 'person',
  precedence: 300,
  key: { to: 'teamId', from: 'department' },
  flows: [{ to: 'displayName', expression: 'Append("All of ", [key])' }],
})

/** All groups but the one that they are put into. */
const allGroups = rule({
  name: 'All groups',
  from: 'group',
  precedence: 310,
  scope: [[{ attribute: 'teamId', operator: 'NOTEQUAL', value: 'everything' }]],
  key: { to: 'teamId', constant: 'everything' },
  flows: [{ to: 'displayName', constant: 'Everything' }],
})

describe.each([undefined, 1])('groups whose members are computed, from %s by value', (from) => {
  const merging: RuleOverrides = {
    'In from HR teams': {
      flows: [
        { to: 'teamId', from: 'teamId' },
        { to: 'displayName', from: 'name' },
        { to: 'members', from: 'members', merge: 'merge' },
      ],
    },
  }
  beforeEach(() => {
    World.referencesByValueFrom = from
  })

  test('can be members of others: a group that HR names, its people computed', () => {
    world = new World(configured([departments], merging))
    person('E1', 'IT')
    person('E2', 'Sales')
    team('IT', [])
    team('T1', ['IT'])
    world.cycle()
    expect(inDirectory('IT')).toEqual(['E1'])
    expect(inDirectory('T1')).toEqual(['IT'])
    settled()

    // A mover changes the inner one by one member and the outer one not at all.
    person('E2', 'IT')
    expect(look()).not.toContain('update member Team T1')
    world.cycle()
    expect(inDirectory('IT')).toEqual(['E1', 'E2'])
    expect(inDirectory('T1')).toEqual(['IT'])
    settled()
  })

  test('can be computed of groups, those that are computed too; a new one comes in and one that goes is out', () => {
    world = new World(configured([departments, allGroups], merging))
    person('E1', 'IT')
    person('E2', 'Sales')
    team('T1', ['E1'])
    world.cycle()
    expect(inDirectory('everything')).toEqual(['IT', 'Sales', 'T1'])
    settled()

    person('E2', 'IT')
    world.cycle()
    expect(inDirectory('Sales')).toBeUndefined()
    expect(inDirectory('everything')).toEqual(['IT', 'T1'])
    settled()

    person('E1', 'Legal')
    world.systems.hr.remove('T1')
    world.cycle()
    expect(inDirectory('everything')).toEqual(['IT', 'Legal'])
    settled()
  })
})
