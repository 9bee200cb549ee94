import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SmallCompany } from '../../fakes/host/small-company.ts'
import {
  cities,
  contentOf,
  exportAll,
  lineOf,
  type Person,
  pending,
  startUndoCompany,
  undoOnce,
} from '../../fakes/host/undo-company.ts'
import { runs } from '../engine/runs.ts'

const names = ['Anna', 'Ben', 'Cleo', 'Dana', 'Emil', 'Fay', 'Gus', 'Hope']
const heads = 6

/** What the HR file says of each of six people; names are one's own at any time, and wander. */
const state = fc.record({
  names: fc.shuffledSubarray(names, { minLength: heads, maxLength: heads }),
  people: fc.array(
    fc.record({
      city: fc.constantFrom(...cities),
      status: fc.constantFrom('Active', 'Active', 'Active', 'Left', 'gone'),
      manager: fc.option(fc.nat({ max: heads - 1 }), { freq: 2 }),
      /** Most keep their name from one state to the next. */
      renamed: fc.boolean(),
    }),
    { minLength: heads, maxLength: heads },
  ),
})
type State = typeof state extends fc.Arbitrary<infer T> ? T : never

/** Everybody who is not renamed keeps the name, unless somebody who is has it now. */
function called(before: readonly string[], next: State): string[] {
  const kept = before.map((name, i) => (next.people[i]?.renamed === true ? undefined : name))
  const free = next.names.filter((name) => !kept.includes(name))
  const rest = names.filter((name) => !kept.includes(name) && !free.includes(name))
  return kept.map((name) => name ?? ((free.shift() ?? rest.shift()) as string))
}

function listOf({ people }: State, calls: readonly string[]): Person[] {
  return people.flatMap(({ city, status, manager }, i) =>
    status === 'gone'
      ? []
      : [
          {
            id: `E${i + 1}`,
            name: calls[i] as string,
            city,
            status: status as 'Active' | 'Left',
            manager: manager === null ? '' : `E${manager + 1}`,
          },
        ],
  )
}

async function say(company: SmallCompany, list: readonly Person[]): Promise<readonly number[]> {
  company.hr(...list.map(lineOf))
  await company.plan()
  const written = await exportAll(company, ['undecided', 'held', 'rejected'])
  // What waits for an account that could not be made is no part of what is undone.
  if ((await pending(company)).some(({ decision }) => decision === 'approved'))
    await company.client.call('changes.decide', {
      selection: { filter: { decisions: ['approved'] } },
      decision: 'held',
    })
  return written
}

test('whatever a run wrote, its undo leaves the directory exactly as it was', async () => {
  let plans = 0
  await fc.assert(
    fc.asyncProperty(fc.array(state, { minLength: 6, maxLength: 18 }), async (states) => {
      const company = await startUndoCompany()
      let calls = names.slice(0, heads)
      for (const [at, next] of states.entries()) {
        calls = called(calls, next)
        const before = await contentOf(company)
        const [run] = await say(company, listOf(next, calls))
        // The first says what there is to begin with.
        if (at === 0 || run === undefined) continue
        plans++
        const items = await undoOnce(company, run)
        expect(items.filter(({ state: one }) => one === 'impossible' || one === 'changed')).toEqual([])
        expect(await contentOf(company)).toEqual(before)
        // Nothing of it is written again by itself.
        const open = await pending(company)
        expect(open.filter(({ decision }) => decision === 'approved')).toEqual([])
      }
    }),
    // A smaller counterexample takes minutes, one that is told takes none.
    { ...runs(25), endOnFailure: true },
  )
  expect(plans).toBeGreaterThanOrEqual(200)
}, 600_000)
