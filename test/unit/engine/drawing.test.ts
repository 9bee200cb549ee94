import { afterEach, expect, test } from 'vitest'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

afterEach(() => world.close())

function company(): void {
  world = new World(
    peopleConfiguration({
      'Out to the app': {
        flows: [
          { to: 'userName', from: 'employeeID' },
          { to: 'externalId', from: 'employeeID' },
          { to: 'displayName', expression: 'Guid()' },
          { to: 'mail', expression: 'RandomString(12, 2, 0, 2, 2, "l1O0")' },
        ],
      },
    }),
  )
  for (const id of ['E1', 'E2'])
    world.systems.hr.put(id, {
      type: 'employee',
      attributes: { id, first: 'Anna', last: id, dept: 'IT', status: 'Active', kind: 'Normal' },
    })
}

const accounts = (): Record<string, unknown>[] =>
  [...world.systems.app.objects.values()].map((object) => object.attributes)

test('what is drawn differs from person to person and attribute to attribute, and is drawn once', () => {
  company()
  world.cycle()
  const drawn = accounts().flatMap(({ displayName, mail }) => [displayName, mail])
  expect(drawn).toHaveLength(4)
  expect(new Set(drawn).size).toBe(4)
  expect(world.findings('expression-failed')).toEqual([])
  const before = structuredClone(accounts())
  world.synchronize('full')
  expect(world.planned()).toBe(0)
  world.cycle()
  expect(accounts()).toEqual(before)
})

test('another workspace draws other values for the same people', () => {
  company()
  world.cycle()
  const first = accounts().map(({ displayName }) => displayName)
  world.close()
  company()
  world.cycle()
  expect(accounts().map(({ displayName }) => displayName)).not.toEqual(first)
})
