import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StoreError } from '../../../main/store/store-error.ts'
import { type SystemName, systemNames } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import type { World } from '../../fakes/engine/world.ts'
import { apply, type Company, company, edits, found, over } from './arbitraries.ts'
import { runs } from './runs.ts'

/** Something a person does at the queue of joins; whom it is about is chosen among those who are there. */
interface Deed {
  readonly what: 'join' | 'disconnect' | 'project' | 'withdraw'
  readonly object: number
  readonly identity: number
}

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom('join', 'join', 'join', 'disconnect', 'project', 'withdraw'),
  object: fc.nat(),
  identity: fc.nat(),
})
const deeds = fc.array(deed, { minLength: 1, maxLength: 6 })

interface Named {
  readonly system: SystemName
  readonly anchor: string
}

/** Objects of every system by name, so that the same deed is about the same object in two worlds. */
const objectsOf = (world: World): Named[] =>
  world.db
    .prepare<unknown[], Named>(
      `select s.name as system, o.anchor from cs_object o join system s on s.id = o.system
       where o.anchor is not null and o.type <> '' and o.deleted = 0 order by s.name, o.anchor`,
    )
    .all()

/** Identities by one of their objects, for the same reason. */
const identitiesOf = (world: World): number[] =>
  world.db
    .prepare<unknown[], { mv: number }>(
      `select c.mv, min(s.name || o.anchor) as name from cs_connection c join cs_object o on o.id = c.object join system s on s.id = o.system
       where o.anchor is not null group by c.mv order by name`,
    )
    .all()
    .map((row) => row.mv)

/** @returns whether it was taken; what cannot be is refused with a reason, and changes nothing */
function carryOut(world: World, { what, object, identity }: Deed): boolean {
  const objects = objectsOf(world)
  const identities = identitiesOf(world)
  const one = objects[object % Math.max(1, objects.length)]
  const mv = identities[identity % Math.max(1, identities.length)]
  if (one === undefined || mv === undefined) return false
  try {
    if (what === 'withdraw') world.withdrawJoin(one.system, one.anchor)
    else world.decideJoin(one.system, one.anchor, what === 'join' ? mv : what)
    return true
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return false
  }
}

const settle = (world: World): void => {
  world.importAll()
  world.synchronize()
}

/** Whether each standing decision is carried out, or a person is told why not. */
function expectCarriedOut(world: World): void {
  const rows = world.db
    .prepare<
      unknown[],
      {
        name: string
        kind: string
        wanted: number | null
        mv: number | null
        link: string | null
        state: string | null
        object: number
      }
    >(
      `select d.name, d.kind, d.mv as wanted, c.mv, c.kind as link, s.state, o.id as object from join_decision d
       join cs_object o on o.system = d.system and o.anchor = d.anchor and o.deleted = 0 and o.type <> ''
       left join cs_connection c on c.object = o.id left join cs_disconnector s on s.object = o.id`,
    )
    .all()
  for (const row of rows) {
    const told = world.findings('join-decision-blocked').some((finding) => finding.object === row.object)
    if (row.kind === 'disconnect') expect([row.mv, row.state], row.name).toEqual([null, 'explicit'])
    else if (told) expect(row.mv, row.name).toBeNull()
    else if (row.kind === 'join') expect(row.mv, row.name).toBe(row.wanted)
    else expect(row.link === 'projected' || row.state === 'filtered', row.name).toBe(true)
  }
}

/** A company that was synchronized, and what a person then did. */
function play(people: Company, first: readonly Deed[], check: (world: World) => void): void {
  over(found(people), (world) => {
    settle(world)
    for (const one of first) carryOut(world, one)
    check(world)
  })
}

describe('decisions of persons', () => {
  test('are carried out by the next synchronization, or said to be impossible', () => {
    let taken = 0
    fc.assert(
      fc.property(company, deeds, edits, (people, list, changes) =>
        over(found(people), (world) => {
          settle(world)
          for (const one of list) if (carryOut(world, one)) taken++
          world.synchronize()
          expectCarriedOut(world)
          for (const one of changes) apply(world, people, one)
          settle(world)
          expectCarriedOut(world)
        }),
      ),
      runs(120),
    )
    expect(taken).toBeGreaterThan(50)
  })

  test('survive a full synchronization, which finds nothing else to do', () => {
    fc.assert(
      fc.property(company, deeds, edits, deeds, (people, list, changes, more) =>
        play(people, list, (world) => {
          world.synchronize()
          for (const one of changes) apply(world, people, one)
          settle(world)
          for (const one of more) carryOut(world, one)
          world.synchronize('delta')
          const byDelta = snapshot(world.db)
          world.synchronize('full')
          expect(snapshot(world.db)).toEqual(byDelta)
        }),
      ),
      runs(120),
    )
  })

  test('do not depend on how many are carried out at once, nor where a batch ends', () => {
    fc.assert(
      fc.property(company, deeds, fc.integer({ min: 1, max: 7 }), (people, list, batch) => {
        const results = [{ batch: 2000 }, { batch }].map((options) =>
          over(found(people), (world) => {
            settle(world)
            for (const one of list) carryOut(world, one)
            world.synchronize('delta', options)
            return snapshot(world.db)
          }),
        )
        expect(results[1]).toEqual(results[0])
      }),
      runs(80),
    )
  })

  test('do not depend on the order in which the systems are read', () => {
    fc.assert(
      fc.property(
        company,
        deeds,
        fc.shuffledSubarray([...systemNames], { minLength: systemNames.length }),
        (people, list, order) => {
          const results = [systemNames, order].map((systems) =>
            over(found(people), (world) => {
              settle(world)
              for (const one of list) carryOut(world, one)
              // Everything goes and comes back, each system for itself; the identities stay with those that HR keeps.
              const kept = structuredClone(world.systems.ad.objects)
              world.systems.ad.objects.clear()
              world.importAll(systems)
              world.synchronize()
              for (const [anchor, object] of kept) world.systems.ad.objects.set(anchor, object)
              world.importAll(systems)
              world.synchronize()
              expectCarriedOut(world)
              return snapshot(world.db)
            }),
          )
          expect(results[1]).toEqual(results[0])
        },
      ),
      runs(60),
    )
  })

  test('that are withdrawn leave what the rules would have made', () => {
    fc.assert(
      fc.property(company, deeds, (people, list) =>
        over(found(people), (world) => {
          settle(world)
          for (const one of list) carryOut(world, one)
          world.synchronize()
          for (const { system, anchor } of objectsOf(world))
            try {
              world.withdrawJoin(system, anchor)
            } catch (error) {
              if (!(error instanceof StoreError)) throw error
            }
          world.synchronize()
          expect(world.db.prepare('select 1 from join_decision').all()).toEqual([])
          expect(
            world.db.prepare(`select 1 from cs_connection where rule = '(decided by a person)'`).all(),
          ).toEqual([])
          expect(world.findings('join-decision-blocked')).toEqual([])
          const byDelta = snapshot(world.db)
          world.synchronize('full')
          expect(snapshot(world.db)).toEqual(byDelta)
        }),
      ),
      runs(80),
    )
  })
})
