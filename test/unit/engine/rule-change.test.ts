import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { company, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

const rulesOfPeople = new Map(peopleConfiguration().rules.map((rule) => [rule.name, rule]))

/** The flows of a rule with those to one attribute in place of what they were. */
function flowsOf(name: string, to: string, ...instead: object[]): { flows: object[] } {
  const flows = rulesOfPeople.get(name)?.flows ?? []
  return { flows: [...flows.filter((flow) => flow.to !== to), ...instead.map((flow) => ({ to, ...flow }))] }
}

/** Edits an admin makes: of a scope, a flow, an order, a link, a whole rule. */
const edits: readonly RuleOverrides[] = [
  { 'In from HR': { scope: [] } },
  { 'In from HR': { scope: [[{ attribute: 'status', operator: 'EQUAL', value: 'Active' }]] } },
  { 'In from HR': flowsOf('In from HR', 'department', { expression: 'ToUpper([dept])' }) },
  { 'In from HR': flowsOf('In from HR', 'department') },
  { 'In from HR': flowsOf('In from HR', 'phone', { constant: '7' }) },
  { 'In from HR': flowsOf('In from HR', 'displayName', { expression: 'Append([last], [first])' }) },
  {
    'In from HR': flowsOf('In from HR', 'status', {
      expression: 'IIF([dept] = "IT", Error("x"), [status])',
      dialect: 'connect',
    }),
  },
  { 'In from HR': flowsOf('In from HR', 'manager') },
  { 'In from HR': flowsOf('In from HR', 'mail', { from: 'mail', authoritativeNull: true }) },
  { 'In from HR': flowsOf('In from HR', 'phone', { from: 'phone', precedence: 300 }) },
  { 'In from HR': { precedence: 115 } },
  { 'In from HR': { link: 'join' } },
  { 'In from HR': { softDelete: 30, scope: [] } },
  { 'In from contractors': undefined },
  { 'In from contractors': { scope: [[{ attribute: 'status', operator: 'EQUAL', value: 'Active' }]] } },
  { 'In from contractors': { join: [[{ from: 'empId', to: 'employeeID', normalise: ['digits'] }]] } },
  { 'In from AD': undefined },
  { 'In from AD': { scope: [] } },
  { 'In from AD': { join: [[{ from: 'mail', to: 'mail' }]] } },
  { 'In from AD groups': undefined },
  { 'In from HR teams': flowsOf('In from HR teams', 'members') },
  { 'Out to AD': { scope: [] } },
  { 'Out to AD': { scope: [[{ attribute: 'department', operator: 'EQUAL', value: 'IT' }]] } },
  { 'Out to AD': flowsOf('Out to AD', 'department', { constant: 'All' }) },
  { 'Out to AD': flowsOf('Out to AD', 'department') },
  { 'Out to AD': flowsOf('Out to AD', 'telephoneNumber', { from: 'phone', ignoreNull: true }) },
  { 'Out to AD': flowsOf('Out to AD', 'manager') },
  { 'Out to AD': flowsOf('Out to AD', 'sAMAccountName', { from: 'employeeID', once: true }) },
  { 'Out to AD': flowsOf('Out to AD', 'description', { constant: 'Ours' }) },
  { 'Out to AD': { leave: 'delete' } },
  { 'Out to AD': { enable: false } },
  { 'Out to AD groups': undefined },
  { 'Out to the app': undefined },
  { 'Out to the app': { scope: [] } },
  { 'Out to the app': flowsOf('Out to the app', 'mail', { from: 'mail' }) },
]

/** What was decided; a finding names others as they were called when it was found. */
function decided(world: World): object {
  const { findings, ...rest } = snapshot(world.db)
  return { ...rest, findings: findings.map((finding) => finding.slice(0, finding.indexOf(':'))) }
}

const history = fc.array(fc.constantFrom({}, ...edits), { minLength: 1, maxLength: 3 })

describe('after the rules have changed, a synchronization of what they say otherwise', () => {
  test('leaves nothing for a full one', () => {
    fc.assert(
      fc.property(company, fc.boolean(), history, (people, exported, versions) =>
        over(found(people), (world) => {
          if (exported) world.cycle(1)
          else world.importAll()
          world.synchronize()
          for (const version of versions) {
            world.activate(peopleConfiguration(version))
            expect(world.synchronize('delta')).toMatchObject({ finished: true, looping: false })
            const narrow = decided(world)
            world.synchronize('full')
            expect(decided(world)).toEqual(narrow)
          }
        }),
      ),
      runs(250),
    )
  })

  test('leaves nothing for a full one either when others were interrupted before it', () => {
    fc.assert(
      fc.property(
        company,
        history,
        fc.array(fc.nat({ max: 4 }), { minLength: 1 }),
        (people, versions, pauses) =>
          over(found(people), (world) => {
            world.cycle(1)
            versions.forEach((version, i) => {
              world.activate(peopleConfiguration(version))
              let left = pauses[i % pauses.length] as number
              world.synchronize('delta', { batch: 2, cancelled: () => left-- <= 0 })
            })
            expect(world.synchronize('delta').finished).toBe(true)
            const narrow = decided(world)
            world.synchronize('full')
            expect(decided(world)).toEqual(narrow)
          }),
      ),
      runs(120),
    )
  })

  test('decides what a full one decides', () => {
    fc.assert(
      fc.property(plainCompany, history, (people, versions) =>
        over(found(people), (narrow) =>
          over(found(people), (full) => {
            for (const world of [narrow, full]) {
              world.cycle(1)
              world.synchronize()
            }
            for (const version of versions) {
              for (const world of [narrow, full]) world.activate(peopleConfiguration(version))
              narrow.synchronize('delta')
              full.synchronize('full')
              expect(decided(narrow)).toEqual(decided(full))
            }
          }),
        ),
      ),
      runs(80),
    )
  })
})

describe('what is looked at again', () => {
  const people = Array.from({ length: 6 }, (_, i) => ({
    first: `P${i}`,
    last: `Person${i}`,
    dept: i === 0 ? ('Legal' as const) : ('IT' as const),
    status: 'Active' as const,
    mail: `p${i}@t`,
    phone: undefined,
    kind: 'Normal' as const,
    manager: undefined,
    sources: 'hr' as const,
    account: 'none' as const,
    accountManager: undefined,
    accountDisabled: false,
    inApp: false,
  }))
  const lookedAt = (edit: RuleOverrides): { objects: number; identities: number } =>
    over(found({ people, teams: [] }), (world) => {
      world.importAll()
      world.synchronize()
      world.activate(peopleConfiguration(edit))
      const { statistics } = world.synchronize('delta')
      return { objects: statistics.objects, identities: statistics.identities }
    })

  test('of a flow into the metaverse: whose value it changes', () => {
    expect(
      lookedAt({
        'In from HR': flowsOf('In from HR', 'department', {
          expression: 'IIF([dept] = "Legal", "Law", [dept])',
        }),
      }),
    ).toEqual({ objects: 1, identities: 1 })
  })
  test('of a flow out of it: whose value it changes', () => {
    expect(
      lookedAt({
        'Out to AD': flowsOf('Out to AD', 'department', {
          expression: 'IIF([department] = "Legal", "Law", [department])',
        }),
      }),
    ).toEqual({ objects: 0, identities: 1 })
  })
  test('of a scope: who comes in or goes out', () => {
    expect(
      lookedAt({ 'Out to AD': { scope: [[{ attribute: 'department', operator: 'EQUAL', value: 'IT' }]] } }),
    ).toEqual({ objects: 0, identities: 1 })
  })
  test('of what says the same in other words: nobody', () => {
    expect(
      lookedAt({ 'In from HR': flowsOf('In from HR', 'department', { expression: 'Append([dept], "")' }) }),
    ).toEqual({ objects: 0, identities: 0 })
  })
  test('of another order of rules: everybody', () => {
    expect(lookedAt({ 'In from HR': { precedence: 115 } })).toMatchObject({ identities: 6 })
  })
  test('of the name of a system: nobody', () =>
    over(new World(), (world) => {
      world.importAll()
      world.synchronize()
      const { workspace, rules } = peopleConfiguration()
      const systems = workspace.systems.map((system) => ({ ...system, title: `The ${system.title}` }))
      world.activate({ workspace: { ...workspace, systems }, rules })
      expect(world.synchronize('delta').statistics).toMatchObject({ objects: 0, identities: 0 })
    }))
})
