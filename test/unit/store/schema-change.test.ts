import { expect, test } from 'vitest'
import type { AttributeSchema } from '../../../connectors/spi/schema.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { getSetting } from '../../../main/store/setting.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from '../engine/arbitraries.ts'

/** A world in which nothing waits, and whose directory says this of an attribute of its users from now on. */
function changed(name: string, attribute: AttributeSchema | undefined): World {
  const world = new World()
  world.importAll()
  world.synchronize()
  const { schema } = world.systems.ad
  const save = (types: typeof schema.types) =>
    writeOperations.saveSchema(world.db, { system: world.id('ad'), schema: { types } })
  save(schema.types)
  expect(getSetting(world.db, 'full-synchronization-due')).toBeUndefined()
  save(
    schema.types.map((type) => {
      const { [name]: _, ...rest } = type.attributes
      return type.type === 'user'
        ? { ...type, attributes: attribute === undefined ? rest : { ...rest, [name]: attribute } }
        : type
    }),
  )
  return world
}

test('makes a full synchronization due where a rule uses the attribute, and says why', () => {
  over(changed('department', { type: 'integer' }), (world) => {
    const why = getSetting(world.db, 'full-synchronization-due')
    expect(why).toMatch(/^department of user in ad, which rule ".+" uses, has become integer; it was string$/)
    const { because } = world.synchronize('delta')
    expect(because).toBe(why)
    expect(getSetting(world.db, 'full-synchronization-due')).toBeUndefined()
    expect(world.synchronize('delta').because).toBeUndefined()
  })
})

test('is nobody’s concern where no rule does', () => {
  over(changed('carLicense', { type: 'string' }), (world) => {
    expect(getSetting(world.db, 'full-synchronization-due')).toBeUndefined()
  })
})
