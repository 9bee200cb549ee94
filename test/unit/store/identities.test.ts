import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../../main/store/database.ts'
import { identityPage } from '../../../main/store/identity-list.ts'
import { indexNames, namesWaiting, noteRenamed } from '../../../main/store/name-index.ts'
import type { RulesInput } from '../../../main/store/stored-rules.ts'
import { emptyPlan, plan } from '../../fakes/store/changes.ts'

const rulesWith = (...display: string[]): RulesInput =>
  ({
    configuration: {
      workspace: {
        name: 'W',
        environment: '',
        systems: [],
        metaverse: {
          types: Object.fromEntries(
            ['person', 'group'].map((type) => [
              type,
              {
                display,
                attributes: { displayName: {}, nick: {}, mail: { indexed: true } },
                deletion: { when: 'last', after: 0 },
              },
            ]),
          ),
        },
      },
      rules: [],
      memberships: [],
    },
    capabilities: {},
  }) as unknown as RulesInput
const rules = rulesWith('displayName')
let db: Db

function person(id: number, name: string, type = 'person', more: object = {}): void {
  db.prepare('insert into mv_object (id, type, attributes, provenance) values (?, ?, ?, ?)').run(
    id,
    type,
    JSON.stringify({ displayName: name, ...more }),
    '[]',
  )
}

const list = (search?: string, type?: string, from = rules) =>
  identityPage(db, { ...from, search, type, offset: 0, limit: 200 })
const found = (search?: string, type?: string, from = rules): number[] =>
  list(search, type, from).rows.map((row) => row.id)
const index = (from = rules): void => {
  while (indexNames(db, { ...from, limit: 100 }));
}

beforeEach(() => {
  db = emptyPlan()
  person(1, 'Jürgen Großmann', 'person', { mail: 'j.gross@contoso.com', nick: 'Joe' })
  person(2, 'Anna Grosser')
  person(3, 'Grosse Halle', 'group')
  db.exec(`insert into mv_lookup (space, value, object) values ('person:mail', 'j.gross@contoso.com', 1);
    insert into cs_object (id, system, type, anchor, dn) values (11, 1, 'user', 'GUID-7', 'CN=JGR,OU=All'), (12, 1, 'user', 'GUID-8', 'CN=Free');
    insert into cs_lookup (space, value, object) values ('dn:1', 'cn=jgr,ou=all', 11), ('1:user:sAMAccountName', 'jgr01', 11), ('dn:1', 'cn=free', 12);
    insert into cs_connection (object, mv, kind, rule) values (11, 1, 'joined', 'In');`)
})
afterEach(() => db.close())

test.each([false, true])(
  'the words of a name are found, in any order and script, indexed or not yet: %s',
  (indexed) => {
    if (indexed) index()
    expect(namesWaiting(db, rules)).toBe(!indexed)
    expect(found('gros')).toEqual([2, 3, 1])
    expect(found('großm JÜRG')).toEqual([1])
    expect(found('juergen')).toEqual([1])
    expect(found('rgen')).toEqual([])
    expect(found('gros', 'group')).toEqual([3])
    expect(list('gros').unread).toBe(0)
  },
)

test('identifiers, account names, DNs, anchors and numbers lead to the identity they belong to', () => {
  index()
  for (const text of ['j.gross@', 'JGR01', 'cn=jgr', 'jgr,ou', 'GUID-7', '1', '#1'])
    expect(found(text)).toEqual([1])
  expect(found('GUID-8')).toEqual([])
  expect(found('1', 'group')).toEqual([])
})

test('the index follows new names, and those that are gone', () => {
  index()
  db.exec(
    `update mv_object set attributes = '{"displayName":"Anna Klein"}' where id = 2; delete from mv_object where id = 3`,
  )
  noteRenamed(db, [
    { id: 2, json: '{}' },
    { id: 1, json: undefined },
  ])
  person(4, 'Gustav Groß')
  for (const state of ['waiting', 'indexed']) {
    expect(found('gros'), state).toEqual([4, 1])
    expect(found('klein'), state).toEqual([2])
    index()
  }
  expect(db.prepare('select count(*) as n from name_work').get()).toEqual({ n: 0 })
})

test('another attribute for the name begins the index anew', () => {
  index()
  const nick = rulesWith('nick', 'displayName')
  expect(namesWaiting(db, nick)).toBe(true)
  expect(found('joe', undefined, nick)).toEqual([1])
  index(nick)
  expect(namesWaiting(db, nick)).toBe(false)
  expect(found('joe', undefined, nick)).toEqual([1])
  expect(found('jurgen', undefined, nick)).toEqual([])
})

test('where many names are not indexed yet, it says how many', () => {
  db.exec(`with recursive i (n) as (select 10 union all select n + 1 from i where n < 5009)
    insert into mv_object (id, type, attributes, provenance) select n, 'person', json_object('displayName', 'Person ' || n), '[]' from i`)
  expect(list('person').unread).toBe(3003)
  expect(found('person 5009')).toEqual([])
  index()
  expect(list('person')).toMatchObject({ unread: 0, cut: true, total: 1000 })
  expect(found('person 5009')).toEqual([5009])
})

test('the list is in the order of names, and tells systems and pending changes', () => {
  plan(db, [{ object: 11, mv: 1 }])
  const page = list()
  expect(page.rows.map((row) => row.name)).toEqual(['Anna Grosser', 'Grosse Halle', 'Jürgen Großmann'])
  expect(page.rows[2]).toMatchObject({
    systems: [1],
    pending: 1,
    identifiers: [{ attribute: 'mail', value: 'j.gross@contoso.com' }],
  })
  expect(page.types).toEqual([
    { type: 'person', count: 2 },
    { type: 'group', count: 1 },
  ])
  expect(found(undefined, 'group')).toEqual([3])
})

test('a large list goes by age, page by page, from an index', () => {
  db.exec(`with recursive i (n) as (select 10 union all select n + 1 from i where n < 20009)
    insert into mv_object (id, type, attributes, provenance) select n, 'person', '{}', '[]' from i`)
  const page = identityPage(db, { ...rules, search: undefined, type: 'person', offset: 19_990, limit: 5 })
  expect(page).toMatchObject({ order: 'age', total: 20_002 })
  expect(page.rows.map((row) => row.id)).toEqual([19_998, 19_999, 20_000, 20_001, 20_002])
})
