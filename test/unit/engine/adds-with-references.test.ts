import { afterEach, expect, test } from 'vitest'
import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import { returnToPlan, uncertainExports } from '../../../main/store/export.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { takeApproved } from '../../../main/store/take-approved.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

afterEach(() => world.close())

/** A directory that takes no user without a manager. */
function open(manager: { required?: boolean; writable?: 'create' }): void {
  world = new World()
  const { types } = world.systems.ad.schema
  const schema: SystemSchema = {
    types: types.map((type) =>
      type.type === 'user'
        ? { ...type, attributes: { ...type.attributes, manager: { type: 'reference', ...manager } } }
        : type,
    ),
  }
  writeOperations.saveSchema(world.db, { system: world.id('ad'), schema })
  const employee = (id: string, first: string, manager: string): void =>
    world.systems.hr.put(id, {
      type: 'employee',
      attributes: { id, first, last: 'Nowak', dept: 'IT', status: 'Active', kind: 'Normal' },
      references: { manager: [manager] },
    })
  employee('E0', 'Boss', 'E0')
  employee('E1', 'Anna', 'E0')
  world.systems.ad.put('g0', {
    type: 'user',
    dn: 'CN=Boss Nowak,OU=IT,DC=t',
    attributes: {
      sAMAccountName: 'boss',
      employeeID: 'E0',
      displayName: 'Boss Nowak',
      department: 'IT',
      userAccountControl: 512,
    },
    references: { manager: ['g0'] },
  })
  world.importAll()
  world.synchronize()
  world.approve()
}

const take = (run: number, referencesInAdd = true) =>
  takeApproved(world.db, {
    system: world.id('ad'),
    phase: 'add',
    limit: 10,
    run,
    referenceKey: 'dn',
    referencesInAdd,
    author: 'test',
    at: run,
  }).requests

test.each([{ required: true }, { writable: 'create' as const }])(
  'a write in doubt that carried references is asked about, and tried again, as one: %o',
  (manager) => {
    open(manager)
    const taken = take(1)
    expect(
      taken.map(({ request }) => [request.operation, 'references' in request && request.references]),
    ).toEqual([['add', { manager: ['CN=Boss Nowak,OU=IT,DC=t'] }]])
    expect(taken[0]?.changes).toHaveLength(2)
    const doubtful = uncertainExports(world.db, { system: world.id('ad'), referenceKey: 'dn' })
    expect(doubtful).toEqual(taken)
    for (const { changes } of doubtful) returnToPlan(world.db, { changes })
    expect(take(2)).toEqual(taken)
  },
)

test('a system whose adds take no references, or that does not want them, gets them afterwards', () => {
  open({ required: true })
  expect(take(1, false).map(({ request }) => 'references' in request && request.references)).toEqual([{}])
  world.close()
  open({})
  expect(take(1).map(({ request }) => 'references' in request && request.references)).toEqual([{}])
})

test('what was written with the object counts as held, and is not written again', () => {
  open({ required: true })
  const [taken] = take(1)
  if (taken === undefined) throw new Error('nothing was taken')
  const answer = world.systems.ad.write(taken.request)
  if (!answer.ok) throw new Error(answer.message)
  const { anchor, dn } = answer
  writeOperations.recordOutcomes(world.db, {
    run: 1,
    session: null,
    author: 'test',
    at: 1,
    outcomes: [{ changes: taken.changes, ok: true, anchor, dn }],
  })
  world.synchronize('full')
  const planned = (): unknown[] =>
    world.db
      .prepare(`select operation, attribute from change where state = 'planned' and system = ?`)
      .all(world.id('ad'))
  expect(planned()).toEqual([])
  world.confirm('ad')
  world.synchronize('full')
  expect(planned()).toEqual([])
  expect(world.findings('exported-change-not-reimported')).toEqual([])
})
