import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { decidePairs } from '../../../main/engine/reference-pairs.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, company, edits, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

vi.mock('../../../main/engine/reference-pairs.ts', { spy: true })

/** Every team counts as large, so that whatever can happen to members happens value by value. */
beforeAll(() => {
  World.referencesByValueFrom = 1
})
afterEach(() => {
  expect(vi.mocked(decidePairs).mock.calls.length).toBeGreaterThan(20)
})
afterAll(() => {
  World.referencesByValueFrom = undefined
})

test('a delta synchronization decides what a full one would', () => {
  fc.assert(
    fc.property(plainCompany, fc.array(edits, { minLength: 1, maxLength: 3 }), (people, rounds) =>
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
    runs(150),
  )
})

test('a full synchronization after a delta one changes nothing, whatever was written and changed outside in between', () => {
  fc.assert(
    fc.property(
      company,
      fc.array(edits, { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      (people, rounds, write) =>
        over(found(people), (world) => {
          world.cycle(1)
          for (const round of rounds) {
            for (const one of round) apply(world, people, one)
            world.import('hr')
            world.import('contractors')
            world.import('ad', { items: world.deltaItems('ad'), scope: 'delta' })
            world.synchronize()
            if (write) {
              world.approve()
              world.exportAll()
              world.confirm('ad')
              world.confirm('app')
              world.synchronize()
            }
          }
          const delta = snapshot(world.db)
          world.synchronize('full')
          expect(snapshot(world.db)).toEqual(delta)
        }),
    ),
    runs(150),
  )
})

test('the size of a batch and interruptions do not matter', () => {
  fc.assert(
    fc.property(company, edits, fc.array(fc.nat({ max: 6 }), { maxLength: 4 }), (people, changes, pauses) =>
      over(found(people), (usual) =>
        over(found(people), (broken) => {
          for (const world of [usual, broken]) {
            world.importAll()
            world.synchronize()
            for (const one of changes) apply(world, people, one)
            world.importAll()
          }
          usual.synchronize()
          for (const pause of pauses) {
            let left = pause
            broken.synchronize('delta', { batch: 1, cancelled: () => left-- <= 0 })
          }
          broken.synchronize('delta', { batch: 1 })
          expect(snapshot(broken.db)).toEqual(snapshot(usual.db))
        }),
      ),
    ),
    runs(60),
  )
})
