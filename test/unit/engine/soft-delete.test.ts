import { afterEach, describe, expect, test } from 'vitest'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

afterEach(() => world.close())

const open = (rules: RuleOverrides): void => {
  world = new World(peopleConfiguration(rules))
}

const kept = { 'In from HR': { softDelete: '30d' } }
const begin = '2026-03-10'
const dayBefore = '2026-04-08'
const end = '2026-04-09'

const employee = (attributes: Record<string, string> = {}, anchor = 'E1'): void =>
  world.systems.hr.put(anchor, {
    type: 'employee',
    attributes: {
      id: 'E1',
      first: 'Anna',
      last: 'Nowak',
      dept: 'IT',
      status: 'Active',
      kind: 'Normal',
      ...attributes,
    },
  })

/** A session on a day: everything is approved and written, and read back. */
function session(today: string): void {
  world.importAll()
  for (let round = 0; round < 2; round++) {
    world.synchronize('delta', { today })
    world.approve()
    world.exportAll()
    world.confirm('ad')
    world.confirm('app')
  }
  world.synchronize('delta', { today })
}

function planned(today: string, mode: 'full' | 'delta' = 'delta'): string[] {
  world.synchronize(mode, { today })
  return world.db
    .prepare<unknown[], { text: string }>(
      `select coalesce(system || ' ', '') || operation || coalesce(' ' || attribute, '') as text from change
       where state = 'planned' order by id`,
    )
    .all()
    .map((row) => row.text.replace(`${world.id('ad')} `, 'ad ').replace(`${world.id('app')} `, 'app '))
}

const identity = (): Record<string, unknown> | undefined => {
  const row = world.db.prepare(`select attributes from mv_object where type = 'person'`).get()
  return row === undefined ? undefined : JSON.parse((row as { attributes: string }).attributes)
}

describe('the soft-delete interval of an inbound rule', () => {
  test.each(['delta', 'full'] as const)(
    'an object that its system deletes counts as it was until the interval is over (%s)',
    (mode) => {
      open(kept)
      employee()
      session(begin)
      const before = identity()
      world.systems.hr.objects.delete('E1')
      session(begin)
      expect(identity()).toEqual(before)
      expect(planned(dayBefore, mode)).toEqual([])
      expect(identity()).toEqual(before)
      // The account that is left holds the identity, whose status nobody gives any more.
      expect(planned(end, mode)).toEqual(['ad disable userAccountControl', 'app delete'])
      expect(identity()?.status).toBeUndefined()
      expect(world.db.prepare('select count(*) as n from cs_parting').get()).toEqual({ n: 0 })
    },
  )

  test('an object that leaves the scope gives no new values, and keeps those it gave', () => {
    open(kept)
    employee()
    session(begin)
    const before = identity()
    employee({ kind: 'Test', last: 'Other', status: 'Left' })
    session(begin)
    expect(identity()).toEqual(before)
    expect(planned(dayBefore)).toEqual([])
    expect(planned(end)).toEqual(['ad disable userAccountControl', 'app delete'])
  })

  test('whoever comes back within the interval is the same as before, and a later leave counts anew', () => {
    open(kept)
    employee()
    session(begin)
    const before = snapshot(world.db)
    world.systems.hr.objects.delete('E1')
    session(begin)
    employee()
    session('2026-03-20')
    expect(snapshot(world.db)).toEqual(before)
    world.systems.hr.objects.delete('E1')
    session('2026-04-01')
    expect(planned('2026-04-30')).toEqual([])
    expect(planned('2026-05-01')).toEqual(['ad disable userAccountControl', 'app delete'])
  })

  test('an object that takes the place of the deleted one has the say at once', () => {
    open(kept)
    employee()
    session(begin)
    world.systems.hr.objects.delete('E1')
    employee({ last: 'Kowalska' }, 'E1-new')
    session(begin)
    expect(identity()?.displayName).toBe('Anna Kowalska')
    expect(world.db.prepare(`select count(*) as n from mv_object where type = 'person'`).get()).toEqual({
      n: 1,
    })
    expect(planned(end)).toEqual([])
    expect(identity()?.displayName).toBe('Anna Kowalska')
  })

  test('another source goes on giving its values, and takes over when the interval is over', () => {
    open(kept)
    employee()
    world.systems.contractors.put('C1', {
      type: 'contractor',
      attributes: { empId: 'E1', first: 'Anna', last: 'Contractor', status: 'Active', dept: 'Sales' },
    })
    session(begin)
    expect(identity()?.displayName).toBe('Anna Nowak')
    world.systems.hr.objects.delete('E1')
    world.systems.contractors.put('C1', {
      type: 'contractor',
      attributes: {
        empId: 'E1',
        first: 'Anna',
        last: 'Contractor',
        status: 'Active',
        dept: 'IT',
        phone: '7',
      },
    })
    session(begin)
    expect(identity()).toMatchObject({ displayName: 'Anna Nowak', phone: '7' })
    world.synchronize('delta', { today: end })
    expect(identity()).toMatchObject({ displayName: 'Anna Contractor', phone: '7' })
  })

  test('who refers to the object, and whom it refers to, stay related', () => {
    open(kept)
    employee()
    employee({ id: 'E2', first: 'Boss' }, 'E2')
    world.systems.hr.put('E1', {
      ...(world.systems.hr.objects.get('E1') as { type: string; attributes: Record<string, string> }),
      references: { manager: ['E2'] },
    })
    session(begin)
    const references = () =>
      (world.db.prepare('select count(*) as n from mv_reference').get() as { n: number }).n
    expect(references()).toBe(1)
    world.systems.hr.objects.delete('E1')
    session(begin)
    expect(references()).toBe(1)
    world.synchronize('full', { today: dayBefore })
    expect(references()).toBe(1)
    world.synchronize('delta', { today: end })
    expect(references()).toBe(0)
  })

  test('without an interval the consequences come at once', () => {
    open({})
    employee()
    session(begin)
    world.systems.hr.objects.delete('E1')
    world.importAll()
    expect(planned(begin)).toEqual(['ad disable userAccountControl', 'app delete'])
  })
})

describe('the soft-delete interval of an outbound rule', () => {
  test('an account out of scope stays as it is for the interval; the steps of leaving count from its end', () => {
    open({
      'Out to AD': {
        softDelete: '30d',
        leave: [{ do: 'disable' }, { do: 'clear', after: '7d', attributes: ['telephoneNumber'] }],
      },
      'Out to the app': undefined,
    })
    employee({ phone: '7' })
    session(begin)
    employee({ status: 'Left', phone: '7' })
    world.importAll()
    expect(planned(begin)).toEqual([])
    expect(planned(dayBefore)).toEqual([])
    expect(planned(end)).toEqual(['ad disable userAccountControl'])
    expect(planned('2026-04-15', 'full')).toEqual(['ad disable userAccountControl'])
    expect(planned('2026-04-16')).toEqual(['ad disable userAccountControl', 'ad update telephoneNumber'])
  })

  test('whoever comes back into scope within the interval was never away', () => {
    open({ 'Out to AD': { softDelete: '30d', leave: 'delete' }, 'Out to the app': undefined })
    employee()
    session(begin)
    const anchors = [...world.systems.ad.objects.keys()]
    employee({ status: 'Left' })
    session(begin)
    employee()
    session('2026-04-01')
    session(end)
    expect([...world.systems.ad.objects.keys()]).toEqual(anchors)
    employee({ status: 'Left' })
    session(end)
    expect(planned('2026-05-08')).toEqual([])
    expect(planned('2026-05-09')).toEqual(['ad delete'])
  })
})
