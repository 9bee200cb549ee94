import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../../../main/engine/calendar.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, company, edits, found, over } from './arbitraries.ts'
import { runs } from './runs.ts'

const interval = fc.nat({ max: 20 })
const intervals = fc.record({ hr: interval, contractors: interval, ad: interval, out: interval })

const worldWith = (days: { hr: number; contractors: number; ad: number; out: number }): World =>
  new World(
    World.configuration({
      'In from HR': { softDelete: days.hr },
      'In from contractors': { softDelete: days.contractors },
      'In from AD': { softDelete: days.ad },
      'Out to AD': { softDelete: days.out },
      'Out to the app': { softDelete: days.out },
    }),
  )

const begin = '2026-03-10'

test('on whatever day, a full synchronization changes nothing that a delta one decided', () => {
  const days = fc.array(fc.tuple(fc.nat({ max: 15 }), edits), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(company, intervals, days, (people, soft, steps) =>
      over(found(people, worldWith(soft)), (world) => {
        world.cycle(1)
        let today = begin
        for (const [later, changes] of steps) {
          today = addDays(today, later)
          for (const one of changes) apply(world, people, one)
          world.importAll()
          world.synchronize('delta', { today })
          const delta = snapshot(world.db)
          world.synchronize('full', { today })
          expect(snapshot(world.db)).toEqual(delta)
        }
      }),
    ),
    runs(60),
  )
})

test('when every interval is over nothing is on its way out, and nothing that was deleted is left', () => {
  fc.assert(
    fc.property(company, intervals, edits, (people, soft, changes) =>
      over(found(people, worldWith(soft)), (world) => {
        world.cycle(1)
        for (const one of changes) apply(world, people, one)
        world.importAll()
        world.synchronize('delta', { today: begin })
        world.synchronize('delta', { today: addDays(begin, 20) })
        expect(world.db.prepare('select * from cs_parting').all()).toEqual([])
        expect(world.db.prepare('select id from cs_object where deleted <> 0').all()).toEqual([])
      }),
    ),
    runs(60),
  )
})
