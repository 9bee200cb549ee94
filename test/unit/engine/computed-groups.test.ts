import { afterEach, expect, test } from 'vitest'
import { membershipRuleSchema } from '../../../main/config/membership-schema.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'

const byDepartment = membershipRuleSchema.parse({
  name: 'Departments',
  direction: 'membership',
  from: 'person',
  to: 'group',
  precedence: 300,
  key: { to: 'teamId', from: 'department' },
  into: 'members',
  create: true,
  flows: [{ to: 'displayName', expression: 'Append("All of ", [key])' }],
})

afterEach(() => {
  World.referencesByValueFrom = undefined
})

const members = (world: World): string[] =>
  snapshot(world.db)
    .identities.map((one) => one as { type: string; attributes: { teamId: string }; references: string[] })
    .filter(({ type }) => type === 'group')
    .map(({ attributes, references }) => `${attributes.teamId}: ${references.join(', ')}`)

test.each([undefined, 1])('a mover leaves one group and joins another, from %s by value', (from) => {
  World.referencesByValueFrom = from
  const { workspace, rules } = structuredClone(World.configuration({}))
  // An account in the directory keeps no group: only who brings it does.
  Object.assign(workspace.metaverse.types.group ?? {}, { deletion: { when: ['hr'], after: 0 } })
  const world = new World({ workspace, rules, memberships: [byDepartment] })
  const person = (id: string, dept: string): void =>
    world.systems.hr.put(id, {
      type: 'employee',
      attributes: { id, first: id, last: 'A', dept, kind: 'Employee', status: 'Active' },
    })
  person('1', 'Sales')
  person('2', 'Sales')
  person('3', 'IT')
  world.cycle()
  expect(world.planned()).toBe(0)
  const before = members(world)
  expect(before).toHaveLength(2)
  expect(before.find((one) => one.startsWith('Sales'))?.match(/members →/g)).toHaveLength(2)

  person('3', 'Sales')
  world.cycle()
  expect(members(world)).toHaveLength(1)
  expect(members(world)[0]?.match(/members →/g)).toHaveLength(3)
  expect(world.planned()).toBe(0)
  const delta = snapshot(world.db)
  world.synchronize('full')
  expect(snapshot(world.db)).toEqual(delta)
  world.close()
})
