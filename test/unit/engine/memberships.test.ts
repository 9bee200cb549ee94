import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from './arbitraries.ts'
import { runs } from './runs.ts'

const synchronized = 'CN=Synchronized,OU=Groups,DC=t'

const inbound = (nested: boolean, operator = 'ISMEMBEROF'): RuleOverrides => ({
  'In from AD': {
    scope: [[{ attribute: 'member', operator, value: synchronized, ...(nested ? { nested } : {}) }]],
    join: [],
    link: 'project',
    flows: [{ to: 'accountName', from: 'sAMAccountName' }],
  },
  'In from AD groups': undefined,
  'Out to AD': undefined,
  'Out to AD groups': undefined,
})

let world: World
const build = (overrides: RuleOverrides): void => {
  world = new World(peopleConfiguration(overrides))
}
afterEach(() => {
  world.close()
})

const user = (anchor: string): void =>
  world.systems.ad.put(anchor, {
    type: 'user',
    dn: `CN=${anchor},DC=t`,
    attributes: { sAMAccountName: anchor, userAccountControl: 512 },
  })
const group = (anchor: string, members: string[], dn = `CN=${anchor},OU=Groups,DC=t`, of = world): void =>
  of.systems.ad.put(anchor, {
    type: 'group',
    dn,
    attributes: { cn: anchor },
    references: members.length === 0 ? {} : { member: members },
  })
const decide = (): void => {
  world.import('ad')
  world.synchronize()
}
const inScope = (of = world): string[] =>
  of.db
    .prepare<unknown[], { name: string }>(
      `select attributes ->> '$.accountName' as name from mv_object where type = 'person' order by 1`,
    )
    .all()
    .map((row) => row.name)

describe('ISMEMBEROF of a connector space', () => {
  test('has the members of the group in scope, and looks again at those whose membership changes', () => {
    build(inbound(false))
    for (const name of ['anna', 'ben', 'cleo']) user(name)
    group('Synchronized', ['anna'])
    decide()
    expect(inScope()).toEqual(['anna'])
    group('Synchronized', ['anna', 'ben'])
    decide()
    expect(inScope()).toEqual(['anna', 'ben'])
    group('Synchronized', ['ben'])
    decide()
    expect(inScope()).toEqual(['ben'])
  })

  test('counts only the named group, unless it is asked for the groups within', () => {
    for (const nested of [false, true]) {
      build(inbound(nested))
      user('anna')
      group('Team', ['anna'])
      group('Unit', ['Team'])
      group('Synchronized', ['Unit'])
      decide()
      expect(inScope()).toEqual(nested ? ['anna'] : [])
      world.systems.ad.remove('Unit')
      group('Synchronized', [])
      decide()
      expect(inScope()).toEqual([])
      if (!nested) world.close()
    }
  })

  test('follows the name: a group that gets it, loses it, or is gone', () => {
    build(inbound(false))
    for (const name of ['anna', 'ben']) user(name)
    group('Synchronized', ['anna'])
    group('Other', ['ben'])
    decide()
    expect(inScope()).toEqual(['anna'])
    group('Synchronized', ['anna'], 'CN=Old,OU=Groups,DC=t')
    decide()
    expect(inScope()).toEqual([])
    group('Other', ['ben'], synchronized)
    decide()
    expect(inScope()).toEqual(['ben'])
    world.systems.ad.remove('Other')
    decide()
    expect(inScope()).toEqual([])
  })

  test('ISNOTMEMBEROF is the opposite, and a group that is not there has no members', () => {
    build(inbound(false, 'ISNOTMEMBEROF'))
    for (const name of ['anna', 'ben']) user(name)
    decide()
    expect(inScope()).toEqual(['anna', 'ben'])
    group('Synchronized', ['anna'])
    decide()
    expect(inScope()).toEqual(['ben'])
  })

  test('groups that hold each other are looked into once', () => {
    build(inbound(true))
    user('anna')
    group('A', ['B', 'anna'])
    group('B', ['A'])
    group('Synchronized', ['A'])
    decide()
    expect(inScope()).toEqual(['anna'])
    group('A', ['B'])
    decide()
    expect(inScope()).toEqual([])
  })

  test('after any changes of any groups a delta synchronization has in scope whom a full one has', () => {
    const names = ['anna', 'ben']
    const groups = ['Synchronized', 'A', 'B', 'C']
    const graph = fc.record(
      Object.fromEntries(groups.map((name) => [name, fc.subarray([...names, ...groups.slice(1)])])),
    )
    const rounds = fc.array(fc.tuple(graph, fc.subarray(groups, { minLength: 1 })), {
      minLength: 1,
      maxLength: 4,
    })
    build(inbound(true))
    fc.assert(
      fc.property(rounds, (all) =>
        over(new World(peopleConfiguration(inbound(true))), (delta) =>
          over(new World(peopleConfiguration(inbound(true))), (full) => {
            for (const [members, present] of all)
              for (const one of [delta, full]) {
                for (const name of names)
                  one.systems.ad.put(name, {
                    type: 'user',
                    dn: `CN=${name},DC=t`,
                    attributes: { sAMAccountName: name, userAccountControl: 512 },
                  })
                for (const name of groups) one.systems.ad.remove(name)
                for (const name of present)
                  group(
                    name,
                    (members[name] ?? []).filter((m) => names.includes(m) || present.includes(m)),
                    undefined,
                    one,
                  )
                one.import('ad')
                one.synchronize(one === full ? 'full' : 'delta')
              }
            expect(snapshot(delta.db)).toEqual(snapshot(full.db))
            const [members, present] = all.at(-1) as (typeof all)[number]
            const within = new Set<string>()
            const walk = (name: string): void => {
              for (const member of present.includes(name) ? (members[name] ?? []) : [])
                if (!within.has(member) && (names.includes(member) || present.includes(member))) {
                  within.add(member)
                  walk(member)
                }
            }
            walk('Synchronized')
            expect(inScope(delta)).toEqual(names.filter((name) => within.has(name)))
          }),
        ),
      ),
      runs(40),
    )
  })
})

describe('ISMEMBEROF of the metaverse', () => {
  const outbound = (nested: boolean): RuleOverrides => ({
    'Out to the app': {
      scope: [[{ attribute: 'members', operator: 'ISMEMBEROF', value: 'T0', nested }]],
    },
    'Out to AD': undefined,
    'Out to AD groups': undefined,
  })
  const team = (id: string, members: string[]): void =>
    world.systems.hr.put(id, {
      type: 'team',
      attributes: { teamId: id, name: id },
      references: members.length === 0 ? {} : { members },
    })
  const planned = (): unknown[] =>
    world.db
      .prepare(`select operation, name from change where state = 'planned' order by name`)
      .all()
      .map((row) => Object.values(row as object).join(' '))

  test('gives an account to the members of a group of identities, named by its anchor in a system', () => {
    build(outbound(false))
    for (const id of ['E1', 'E2'])
      world.systems.hr.put(id, {
        type: 'employee',
        attributes: { id, first: 'P', last: id, status: 'Active', kind: 'Normal' },
      })
    team('T0', ['E1'])
    world.importAll()
    world.synchronize()
    expect(planned()).toEqual(['add P E1'])
    team('T0', ['E2'])
    world.importAll()
    world.synchronize()
    expect(planned()).toEqual(['add P E2'])
    world.systems.hr.remove('T0')
    world.importAll()
    world.synchronize()
    expect(planned()).toEqual([])
  })
})
