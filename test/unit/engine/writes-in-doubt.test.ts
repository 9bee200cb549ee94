import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wasWritten } from '../../../main/jobs/recover-writes.ts'
import { uncertainExports } from '../../../main/store/export.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

const employee = (id: string, more: Record<string, string> = {}, manager?: string): void =>
  world.systems.hr.put(id, {
    type: 'employee',
    attributes: { id, first: 'P', last: id, dept: 'IT', status: 'Active', kind: 'Normal', ...more },
    references: manager === undefined ? {} : { manager: [manager] },
  })

const take = (phase: 'add' | 'update') =>
  writeOperations.takeApproved(world.db, {
    system: world.id('ad'),
    phase,
    limit: 10,
    run: 900,
    referenceKey: 'dn',
    referencesInAdd: false,
    author: 'test',
    at: 1,
  }).requests

/** What the next export does first: it asks what became of each write. */
function recover(): void {
  const { ad } = world.systems
  for (const { request, changes } of uncertainExports(world.db, {
    system: world.id('ad'),
    referenceKey: 'dn',
  })) {
    const anchor =
      request.operation === 'add'
        ? [...ad.objects].find(([, object]) => object.dn === request.dn)?.[0]
        : request.anchor
    const found = anchor === undefined ? undefined : ad.item(anchor)
    if (wasWritten(request, found))
      writeOperations.recordOutcomes(world.db, {
        run: 901,
        session: null,
        author: 'test',
        at: 1,
        outcomes: [{ changes, ok: true, anchor, dn: found?.dn, recovered: true }],
      })
    else writeOperations.returnToPlan(world.db, { changes })
  }
}

const rows = (): string[] =>
  world.db
    .prepare<unknown[], { operation: string; attribute: string | null; decision: string; state: string }>(
      `select operation, attribute, decision, state from change
       where system = ? and state in ('planned', 'failed', 'exporting') order by operation, attribute`,
    )
    .all(world.id('ad'))
    .map(({ operation, attribute, decision, state }) =>
      [operation, attribute, decision, state].filter(Boolean).join(' '),
    )

beforeEach(() => {
  world = new World(World.configuration({ 'Out to the app': undefined }))
  employee('E1')
  employee('E2')
  world.cycle()
})
afterEach(() => world.close())

/** The program ends with writes in doubt, and somebody imports and synchronizes before anybody exports. */
describe.each(['delta', 'full'] as const)(
  'writes in doubt, then an import and a %s synchronization',
  (mode) => {
    test.each([true, false])(
      'changes of values and references are not planned twice: written %s',
      (arrived) => {
        employee('E1', { dept: 'Sales', phone: '1' }, 'E2')
        world.import('hr')
        world.synchronize()
        world.approve()
        const taken = take('update')
        expect(taken).toHaveLength(1)
        if (arrived) for (const { request } of taken) world.systems.ad.write(request)
        const before = rows()
        expect(before).toHaveLength(4)
        world.import('ad')
        world.synchronize(mode)
        expect(rows()).toEqual(before)
        recover()
        expect(world.export('ad').failed).toBe(0)
        world.confirm('ad')
        world.synchronize('full')
        expect(rows()).toEqual([])
        expect(world.drift()).toEqual([])
        expect(world.findings('exported-change-not-reimported')).toEqual([])
      },
    )

    test.each([true, false])('an account is not made twice: written %s', (arrived) => {
      employee('E3')
      world.import('hr')
      world.synchronize()
      world.approve()
      const taken = take('add')
      expect(taken).toHaveLength(1)
      if (arrived) for (const { request } of taken) world.systems.ad.write(request)
      // An import asks first: an account that is read before would be somebody else's.
      recover()
      world.import('ad')
      world.synchronize(mode)
      expect(rows()).toEqual(arrived ? [] : ['add approved planned'])
      expect(world.export('ad').failed).toBe(0)
      world.confirm('ad')
      world.synchronize('full')
      expect(rows()).toEqual([])
      expect([...world.systems.ad.objects.values()].filter(({ type }) => type === 'user')).toHaveLength(3)
      expect(world.drift()).toEqual([])
    })
  },
)
