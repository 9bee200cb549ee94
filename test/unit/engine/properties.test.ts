import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SystemName, systemNames } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { apply, company, edits, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

const orders: fc.Arbitrary<SystemName[]> = fc.shuffledSubarray([...systemNames], { minLength: 4 })

describe('what a synchronization decides', () => {
  test('a second cycle plans nothing', () => {
    fc.assert(
      fc.property(plainCompany, (people) =>
        over(found(people), (world) => {
          world.cycle()
          expect(world.planned()).toBe(0)
          world.importAll()
          world.synchronize('full')
          expect(snapshot(world.db).changes).toEqual([])
        }),
      ),
      runs(40),
    )
  })

  test('a second synchronization of any company decides as the first did', () => {
    fc.assert(
      fc.property(company, (people) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          const first = snapshot(world.db)
          world.importAll()
          world.synchronize('full')
          expect(snapshot(world.db)).toEqual(first)
        }),
      ),
      runs(40),
    )
  })

  test('the order in which systems are imported does not change the result', () => {
    fc.assert(
      fc.property(company, orders, (people, order) =>
        over(found(people), (usual) =>
          over(found(people), (other) => {
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

  test('neither does a synchronization between two imports, where nobody is mistaken for somebody else', () => {
    fc.assert(
      fc.property(
        plainCompany,
        orders,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (people, order, between) =>
          over(found(people), (usual) =>
            over(found(people), (other) => {
              usual.importAll()
              usual.synchronize()
              order.forEach((name, i) => {
                other.import(name)
                if (between[i]) other.synchronize()
              })
              other.synchronize()
              expect(snapshot(other.db)).toEqual(snapshot(usual.db))
            }),
          ),
      ),
      runs(60),
    )
  })

  test('a delta synchronization decides what a full one would', () => {
    fc.assert(
      fc.property(plainCompany, fc.array(edits, { minLength: 1, maxLength: 2 }), (people, rounds) =>
        over(found(people), (delta) =>
          over(found(people), (full) => {
            for (const world of [delta, full]) world.importAll()
            delta.synchronize()
            full.synchronize('full')
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
      runs(80),
    )
  })

  test('a full synchronization after a delta one changes nothing', () => {
    fc.assert(
      fc.property(company, edits, (people, changes) =>
        over(found(people), (world) => {
          world.cycle(1)
          for (const one of changes) apply(world, people, one)
          world.importAll()
          world.synchronize()
          const delta = snapshot(world.db)
          world.synchronize('full')
          expect(snapshot(world.db)).toEqual(delta)
        }),
      ),
      runs(80),
    )
  })

  test('the size of a batch does not matter', () => {
    fc.assert(
      fc.property(company, edits, fc.integer({ min: 1, max: 4 }), (people, changes, batch) =>
        over(found(people), (usual) =>
          over(found(people), (small) => {
            for (const world of [usual, small]) {
              const options = world === small ? { batch } : {}
              world.importAll()
              world.synchronize('delta', options)
              for (const one of changes) apply(world, people, one)
              world.importAll()
              world.synchronize('delta', options)
            }
            expect(snapshot(small.db)).toEqual(snapshot(usual.db))
          }),
        ),
      ),
      runs(50),
    )
  })

  test('a synchronization that was interrupted again and again ends like one that was not', () => {
    fc.assert(
      fc.property(company, fc.array(fc.nat({ max: 6 }), { maxLength: 6 }), (people, pauses) =>
        over(found(people), (usual) =>
          over(found(people), (broken) => {
            for (const world of [usual, broken]) world.importAll()
            usual.synchronize('delta', { batch: 2 })
            for (const pause of pauses) {
              let left = pause
              broken.synchronize('delta', { batch: 2, cancelled: () => left-- <= 0 })
            }
            expect(broken.synchronize('delta', { batch: 2 }).finished).toBe(true)
            expect(snapshot(broken.db)).toEqual(snapshot(usual.db))
          }),
        ),
      ),
      runs(40),
    )
  })
})
