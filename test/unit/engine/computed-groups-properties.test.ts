import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Configuration } from '../../../main/config/load.ts'
import { type MembershipRuleSource, membershipRuleSchema } from '../../../main/config/membership-schema.ts'
import { type SystemName, systemNames } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, departments, edits, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

afterEach(() => {
  World.referencesByValueFrom = undefined
})

const rule = (precedence: number) =>
  fc
    .record({
      scope: fc.constantFrom(
        [],
        [[{ attribute: 'status', operator: 'EQUAL', value: 'Active' }]],
        [[{ attribute: 'department', operator: 'ISIN', value: ['IT', 'Legal'] }]],
      ),
      key: fc.constantFrom<Record<string, unknown>>(
        { from: 'department' },
        { constant: ['everybody', 'all'] },
        { expression: 'IIF([department]="IT", "tech", "office")' },
        { constant: departments[0] },
      ),
      merge: fc.constantFrom('update', 'merge'),
      create: fc.boolean(),
      whenEmpty: fc.constantFrom('delete', 'keep'),
    })
    .map(({ key, ...rest }) =>
      membershipRuleSchema.parse({
        name: `Rule ${precedence}`,
        direction: 'membership',
        from: 'person',
        to: 'group',
        precedence,
        into: 'members',
        key: { to: 'teamId', ...key },
        ...rest,
        merge: 'merge',
      }),
    )

const someRules: fc.Arbitrary<MembershipRuleSource[]> = fc
  .tuple(rule(300), fc.option(rule(310), { nil: undefined }))
  .map((all) => all.filter((one) => one !== undefined))

function configured(memberships: readonly MembershipRuleSource[]): Configuration {
  const { workspace, rules } = structuredClone(World.configuration({}))
  Object.assign(workspace.metaverse.types.group ?? {}, { deletion: { when: ['hr'], after: 0 } })
  return { workspace, rules, memberships }
}

describe.each([undefined, 1])('groups that rules compute, from %s by value', (from) => {
  test('a delta synchronization decides what a full one would', () => {
    World.referencesByValueFrom = from
    fc.assert(
      fc.property(
        plainCompany,
        someRules,
        fc.array(edits, { minLength: 1, maxLength: 2 }),
        (people, rules, rounds) =>
          over(found(people, new World(configured(rules))), (delta) =>
            over(found(people, new World(configured(rules))), (full) => {
              for (const world of [delta, full]) world.importAll()
              delta.synchronize()
              full.synchronize('full')
              expect(snapshot(delta.db)).toEqual(snapshot(full.db))
              for (const round of rounds) {
                for (const world of [delta, full]) {
                  for (const one of round) apply(world, people, one)
                  world.importAll()
                }
                delta.synchronize()
                full.synchronize('full')
                expect(snapshot(delta.db)).toEqual(snapshot(full.db))
              }
            }),
          ),
      ),
      runs(60),
    )
  })

  test('a second cycle plans nothing', () => {
    World.referencesByValueFrom = from
    fc.assert(
      fc.property(plainCompany, someRules, (people, rules) =>
        over(found(people, new World(configured(rules))), (world) => {
          world.cycle()
          expect(world.planned()).toBe(0)
          world.importAll()
          world.synchronize('full')
          expect(world.planned()).toBe(0)
        }),
      ),
      runs(40),
    )
  })

  test('the order in which systems are imported does not change the result', () => {
    World.referencesByValueFrom = from
    const orders: fc.Arbitrary<SystemName[]> = fc.shuffledSubarray([...systemNames], { minLength: 4 })
    fc.assert(
      fc.property(plainCompany, someRules, orders, (people, rules, order) =>
        over(found(people, new World(configured(rules))), (usual) =>
          over(found(people, new World(configured(rules))), (other) => {
            usual.importAll()
            usual.synchronize()
            other.importAll(order)
            other.synchronize()
            expect(snapshot(other.db)).toEqual(snapshot(usual.db))
          }),
        ),
      ),
      runs(40),
    )
  })
})
