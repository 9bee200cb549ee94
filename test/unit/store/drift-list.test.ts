import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../../main/store/database.ts'
import { driftCounts, driftGroups, listDrift } from '../../../main/store/drift-list.ts'
import type { DriftFilter } from '../../../preload/contract/drift.ts'
import { emptyPlan } from '../../fakes/store/changes.ts'

let db: Db

beforeEach(() => {
  db = emptyPlan()
  db.exec(`
    insert into drift (id, system, object, type, kind, attribute, name, key, run, since, state) values
      (1, 1, 1, 'user', 'value', 'title', 'Jürgen Großmann', 'CN=Jürgen', 1, 100, 'open'),
      (2, 1, 2, 'user', 'deleted', null, 'Anna Nowak', 'CN=Anna', 1, 300, 'enforced'),
      (3, 1, 3, 'user', 'value', 'title', 'Zoë Lefèvre', 'CN=Zoë', 2, 200, 'accepted'),
      (4, 1, 4, 'user', 'value', 'mail', null, 'CN=Nobody', 2, 250, 'open'),
      (5, 1, 5, 'user', 'value', 'mail', 'Not judged', 'CN=Seen', 3, 900, 'seen');`)
})
afterEach(() => db.close())

const ids = (filter: DriftFilter = {}, grouped = false, offset = 0, limit = 100): number[] =>
  listDrift(db, { filter, grouped, offset, limit }).rows.map(({ id }) => id)

test('the newest is first, and what was not judged is not told', () => {
  expect(ids()).toEqual([2, 4, 3, 1])
  expect(listDrift(db, { filter: {}, grouped: false, offset: 1, limit: 2 })).toMatchObject({
    total: 4,
    rows: [{ id: 4 }, { id: 3 }],
  })
})

test('grouped, the rows stand in the order of the groups, whatever the page', () => {
  db.exec(`update drift set since = 400 where id = 1`)
  expect(driftGroups(db, { filter: {} })).toEqual([
    { kind: 'value', attribute: 'title', count: 2, open: 1 },
    { kind: 'deleted', attribute: null, count: 1, open: 0 },
    { kind: 'value', attribute: 'mail', count: 1, open: 1 },
  ])
  expect(ids({}, true)).toEqual([1, 3, 2, 4])
  expect([...ids({}, true, 0, 1), ...ids({}, true, 1, 3)]).toEqual([1, 3, 2, 4])
})

test('is narrowed by attribute, state and part of a name or DN in any case', () => {
  expect(ids({ kind: 'value', attribute: 'title' })).toEqual([3, 1])
  expect(ids({ state: 'open' })).toEqual([4, 1])
  expect(ids({ search: 'GROSSMANN' })).toEqual([])
  expect(ids({ search: ' großM' })).toEqual([1])
  expect(ids({ search: 'cn=no' })).toEqual([4])
  expect(driftGroups(db, { filter: { search: 'zoë' } })).toMatchObject([{ attribute: 'title', count: 1 }])
})

test('is counted by system and state', () => {
  expect(driftCounts(db).map(({ state, count }) => [state, count])).toEqual([
    ['accepted', 1],
    ['enforced', 1],
    ['open', 2],
  ])
})
