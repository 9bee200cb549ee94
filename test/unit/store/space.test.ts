import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../../main/store/database.ts'
import { spacePage } from '../../../main/store/space-list.ts'
import { spaceObject } from '../../../main/store/space-object.ts'
import { searchSpace } from '../../../main/store/space-search.ts'
import type { RulesInput } from '../../../main/store/stored-rules.ts'
import type { SpaceFilter } from '../../../preload/contract/space.ts'
import { emptyPlan, plan } from '../../fakes/store/changes.ts'

const rules: RulesInput = {
  configuration: {
    workspace: { name: 'W', environment: '', systems: [], metaverse: { types: {} } },
    rules: [],
  } as unknown as RulesInput['configuration'],
  capabilities: {},
}
let db: Db

/** Objects 1 to n of system 1, each with a DN, a mail address that is looked up, and nothing else. */
function fill(n: number): void {
  db.exec(`
    with recursive i (n) as (select 1 union all select n + 1 from i where n < ${n})
    insert into cs_object (id, system, type, anchor, dn, observed)
      select n, 1, 'user', printf('a%06d', n), printf('CN=Person %06d,OU=All', n), json_object('title', printf('Chief %d', n)) from i;
    insert into cs_lookup (space, value, object) select 'dn:1', lower(dn), id from cs_object;
    insert into cs_lookup (space, value, object) select '1:user:mail', printf('p%d@contoso.com', id), id from cs_object;
    insert into cs_lookup (space, value, object) values ('2:user:mail', 'p1@contoso.com', 1);`)
}

beforeEach(() => {
  db = emptyPlan()
})
afterEach(() => db.close())

const ids = (filter?: SpaceFilter, search?: string, offset = 0, limit = 100): number[] =>
  spacePage(db, { ...rules, system: 1, filter, search, offset, limit }).rows.map((row) => row.id)

test('pages follow the anchors, neither repeat nor leave out, and count the whole', () => {
  fill(25)
  const pages = [0, 10, 20].flatMap((offset) => ids(undefined, undefined, offset, 10))
  expect(pages).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
  expect(
    spacePage(db, { ...rules, system: 1, filter: undefined, search: undefined, offset: 20, limit: 10 }).total,
  ).toBe(25)
})

test('each state lists its objects, and says it of each', () => {
  fill(9)
  db.exec(`
    insert into cs_connection (object, mv, kind, rule) values (1, 7, 'joined', 'In');
    insert into cs_disconnector (object, state) values (2, 'unmatched'), (3, 'ambiguous'), (4, 'filtered'), (5, 'explicit');
    insert into cs_work (system, object) values (1, 6), (1, 1);
    update cs_object set deleted = 1 where id = 7;
    insert into cs_object (id, system, type, dn) values (20, 1, '', 'CN=Elsewhere');`)
  plan(db, [{ object: 1 }, { object: 1, attribute: 'sn' }, { object: 8 }])
  db.exec(`update change set state = 'exported' where object = 8`)
  const states = Object.fromEntries(
    spacePage(db, {
      ...rules,
      system: 1,
      filter: undefined,
      search: undefined,
      offset: 0,
      limit: 50,
    }).rows.map((row) => [row.id, row]),
  )
  expect([1, 2, 3, 4, 5, 6, 7].map((id) => states[id]?.state)).toEqual([
    'joined',
    'unmatched',
    'ambiguous',
    'filtered',
    'explicit',
    'new',
    'gone',
  ])
  expect(states[1]).toMatchObject({ pending: 2, unconfirmed: 0, unsynchronized: true })
  expect(states[8]).toMatchObject({ pending: 0, unconfirmed: 1 })
  expect(ids('joined')).toEqual([1])
  expect(ids('unmatched')).toEqual([2])
  expect(ids('ambiguous')).toEqual([3])
  expect(ids('filtered')).toEqual([4])
  expect(ids('explicit')).toEqual([5])
  expect(ids('new')).toEqual([6])
  expect(ids('placeholder')).toEqual([20])
  expect(ids('pending')).toEqual([1])
  expect(ids('unconfirmed')).toEqual([8])
  expect(ids('pending', 'person 000001')).toEqual([1])
  expect(ids('pending', 'person 000002')).toEqual([])
})

test('a small space is searched in every value, in any case', () => {
  fill(30)
  expect(searchSpace(db, 1, 'CHIEF 21')).toEqual({ ids: [21], searched: 'values' })
  expect(searchSpace(db, 2, 'CHIEF 21')).toEqual({ ids: [], searched: 'values' })
})

test('a large one by how anchors, DNs and indexed values begin; by indexes alone', () => {
  fill(20_001)
  const found = (text: string) => searchSpace(db, 1, text)
  expect(found('a00012')).toEqual({
    ids: Array.from({ length: 10 }, (_, i) => 120 + i),
    searched: 'identifiers',
  })
  expect(found('person 019').ids).toHaveLength(1000)
  expect(found('CN=Person 000042').ids).toEqual([42])
  expect(found('P20001@contoso').ids).toEqual([20_001])
  expect(found('Chief').ids).toEqual([])
  const steps = db
    .prepare(
      `explain query plan select object as id from cs_lookup where space = ? and value >= ? and value < ? order by value limit 10`,
    )
    .all('a', 'b', 'c') as { detail: string }[]
  expect(steps.map(({ detail }) => detail)).toEqual([
    'SEARCH cs_lookup USING PRIMARY KEY (space=? AND value>? AND value<?)',
  ])
})

test('an object has its holograms side by side, and its references by name', () => {
  fill(3)
  db.exec(`
    insert into cs_unconfirmed (object, attributes) values (1, '{"title":"Head","mail":null}');
    insert into cs_reference (source, attribute, target, state) values (1, 'manager', 2, 0), (1, 'member', 2, 0), (1, 'member', 3, 0), (1, 'member', 1, 1);`)
  plan(db, [{ object: 1, attribute: 'title', old: 'Head', new: 'Boss' }])
  const object = spaceObject(db, { ...rules, system: 1, id: 1 })
  expect(object?.attributes).toEqual([
    { attribute: 'mail', observed: null, unconfirmed: null, count: null },
    { attribute: 'manager', observed: 'CN=Person 000002,OU=All', count: 1 },
    { attribute: 'member', observed: ['CN=Person 000002,OU=All', 'CN=Person 000003,OU=All'], count: 2 },
    { attribute: 'title', observed: 'Chief 1', unconfirmed: 'Head', pending: 'Boss', count: null },
  ])
  expect(object?.changes).toHaveLength(1)
  expect(spaceObject(db, { ...rules, system: 2, id: 1 })).toBeUndefined()
})
