import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { membershipRuleSchema } from '../../../main/config/membership-schema.ts'
import type { Db } from '../../../main/store/database.ts'
import { type SystemName, systemNames } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, type Company, company, edits, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

/** Everything a synchronization leaves, byte by byte and in the order of its ids; the times and numbers of runs are no part of it. */
function bytes(db: Db): string {
  const all = (text: string): unknown => db.prepare(text).all()
  return JSON.stringify(
    {
      changes: all(
        `select id, system, object, mv, type, operation, attribute, old, new, reference, rule, source, risk, hex(hash) as hash, pattern,
         decision, state, name, key from change order by id`,
      ),
      findings: all(
        'select code, severity, system, object, mv, attribute, place, message, advice from finding order by id',
      ),
      identities: all('select id, type, attributes from mv_object order by id'),
      provenance: all('select id, provenance from mv_object order by id'),
      references: all('select * from mv_reference order by source, attribute, target'),
      objects: all('select id, system, type, anchor, dn, observed from cs_object order by id'),
      links: all('select object, mv, kind, rule from cs_connection order by object'),
      disconnectors: all('select * from cs_disconnector order by object'),
    },
    null,
    1,
  )
}

/** The same with objects by name instead of number: plan, provenance and findings. */
const words = (world: World): string => JSON.stringify(snapshot(world.db), null, 1)

const departments = membershipRuleSchema.parse({
  name: 'Departments',
  direction: 'membership',
  from: 'person',
  to: 'group',
  precedence: 300,
  key: { to: 'teamId', from: 'department' },
  into: 'members',
  create: true,
})

/** A company with its systems, and with groups that rules compute. */
const founded = (people: Company): World =>
  found(people, new World({ ...World.configuration({}), memberships: [departments] }))

describe.each([undefined, 1])('the same inputs, with references from %s by value', (from) => {
  beforeEach(() => {
    World.referencesByValueFrom = from
  })
  afterEach(() => {
    World.referencesByValueFrom = undefined
  })

  test('give the same plan, byte by byte, at any time and in whatever order a database gives rows that nobody ordered', () => {
    fc.assert(
      fc.property(company, edits, (people, changes) =>
        over(founded(people), (one) =>
          over(founded(people), (other) => {
            other.db.pragma('reverse_unordered_selects = on')
            // Its clock is at another time.
            for (let i = 0; i < 5; i++) other.audit('time goes by')
            for (const world of [one, other]) {
              world.cycle(1)
              for (const edit of changes) apply(world, people, edit)
              world.importAll()
              world.synchronize()
            }
            expect(bytes(other.db)).toBe(bytes(one.db))
          }),
        ),
      ),
      runs(40),
    )
  })

  // Objects are numbered as they come: what is decided is the same, and so is every word, but not the numbers.
  test('give the same in pages and batches of any size', () => {
    fc.assert(
      fc.property(
        plainCompany,
        edits,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (people, changes, page, batch) =>
          over(founded(people), (usual) =>
            over(founded(people), (small) => {
              for (const world of [usual, small]) {
                const read = (): void => {
                  for (const name of systemNames) world.import(name, world === small ? { page } : {})
                  world.synchronize('delta', world === small ? { batch } : {})
                }
                read()
                for (const edit of changes) apply(world, people, edit)
                read()
              }
              expect(words(small)).toBe(words(usual))
            }),
          ),
      ),
      runs(40),
    )
  })

  test('give the same in whatever order the systems are read', () => {
    const orders: fc.Arbitrary<SystemName[]> = fc.shuffledSubarray([...systemNames], { minLength: 4 })
    fc.assert(
      fc.property(company, orders, (people, order) =>
        over(founded(people), (usual) =>
          over(founded(people), (other) => {
            usual.importAll()
            other.importAll(order)
            for (const world of [usual, other]) world.synchronize()
            expect(words(other)).toBe(words(usual))
          }),
        ),
      ),
      runs(40),
    )
  })
})
