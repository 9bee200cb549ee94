import { describe, expect, test } from 'vitest'
import { limitsSchema } from '../../../main/config/limit-schema.ts'
import type { Db } from '../../../main/store/database.ts'
import { limitStatus, passLimits } from '../../../main/store/limit-status.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'
import { emptyPlan, plan } from '../../fakes/store/changes.ts'

const day = 86_400_000
const now = 100 * day

/** A directory of so many people, in Munich and in Berlin by turns. */
function people(db: Db, count: number): void {
  const insert = db.prepare(
    `insert into cs_object (id, system, type, anchor, dn, observed) values (?, 1, 'user', ?, ?, '{}')`,
  )
  for (let i = 1; i <= count; i++)
    insert.run(i, `S-${i}`, `CN=${i},OU=${i % 2 === 0 ? 'Munich' : 'Berlin'},DC=t`)
}

type Planned = Parameters<typeof plan>[1][number]
const some = (count: number, change: Planned, from = 1): Planned[] =>
  Array.from({ length: count }, (_, i) => ({ ...change, object: from + i }))

const deletion: Planned = { operation: 'delete', attribute: undefined, new: undefined, risk: 'high' }

function approve(db: Db): void {
  db.exec(`update change set decision = 'approved' where decision = 'undecided'`)
}

/** What an export wrote at a day. */
function written(db: Db, at: number): void {
  const run = db
    .prepare(`insert into run (step, mode, state, started) values ('export', 'approved', 'done', ?)`)
    .run(at).lastInsertRowid
  db.prepare(
    `update change set state = 'exported', export_run = ? where state = 'planned' and decision = 'approved'`,
  ).run(run)
}

const input = (limits: object, condition: 'approved' | 'pending' = 'approved') => ({
  limits: limitsSchema.parse(limits),
  systems: [
    { id: 1, name: 'ad' },
    { id: 2, name: 'app' },
  ],
  condition,
  at: now,
})
const over = (db: Db, limits: object, condition?: 'pending') =>
  limitStatus(db, input(limits, condition))
    .filter((row) => row.over)
    .map(({ limit, system, count, allowed }) => [limit, system, count, allowed])
const pass = (db: Db, limits: object, override: readonly string[] = []) =>
  passLimits(db, { ...input(limits), override, reason: 'the office was closed', author: 'anna' })

describe('limits over deletions', () => {
  test.each([
    [1000, 50, []],
    [1000, 51, [['delete', 1, 51, 50]]],
    [20_000, 500, []],
    [20_000, 501, [['delete', 1, 501, 500]]],
    [10, 1, []],
    [10, 2, [['delete', 1, 2, 1]]],
  ])('of %i people %i may go by default or not', (count, gone, expected) => {
    const db = emptyPlan()
    people(db, count)
    plan(db, some(gone, deletion))
    // Only what is approved is counted before an export; the preview counts all.
    expect(over(db, {})).toEqual([])
    expect(over(db, {}, 'pending')).toEqual(expected)
    approve(db)
    expect(over(db, {})).toEqual(expected)
    db.close()
  })

  test('name up to ten examples, those first to whom most others refer', () => {
    const db = emptyPlan()
    people(db, 100)
    plan(db, some(30, deletion))
    for (let i = 50; i < 60; i++)
      db.prepare(`insert into cs_reference (source, attribute, target) values (?, 'manager', 17)`).run(i)
    db.exec(`insert into cs_reference (source, attribute, target) values (21, 'manager', 99)`)
    approve(db)
    const [row] = pass(db, {}).over
    expect(row?.examples.length).toBe(10)
    expect(row?.examples.slice(0, 2)).toMatchObject([
      { name: 'Person 17', operation: 'delete', key: 'CN=17' },
      { name: 'Person 21' },
    ])
    db.close()
  })

  test('are not evaded in slices: what was written since yesterday counts along, and its part is of what was there then', () => {
    const db = emptyPlan()
    people(db, 100)
    plan(db, some(3, deletion))
    approve(db)
    written(db, now - day / 2)
    db.exec('update cs_object set deleted = 1 where id <= 3')
    plan(db, some(3, deletion, 10))
    approve(db)
    expect(limitStatus(db, input({}))[0]).toMatchObject({
      count: 6,
      written: 3,
      allowed: 5,
      baseline: 100,
      over: true,
    })
    expect(over(db, { within: 0 })).toEqual([])
    expect(over(db, { within: 7 })).toEqual([['delete', 1, 6, 5]])
    // Where nothing waits, nothing is stopped.
    db.exec(`delete from change where state = 'planned'`)
    expect(over(db, {})).toEqual([])
    db.close()
  })
})

describe('an override', () => {
  const crowded = (): Db => {
    const db = emptyPlan()
    people(db, 100)
    plan(db, some(20, deletion))
    approve(db)
    return db
  }

  test('lets what was approved then pass, and nothing that comes later', () => {
    const db = crowded()
    expect(pass(db, {}).over.length).toBe(1)
    expect(pass(db, {}, ['delete'])).toEqual({ over: [], unknown: [] })
    // Going on after an interruption needs no second one, also when half of it is written.
    expect(pass(db, {}).over).toEqual([])
    db.exec(`update change set state = 'confirmed' where id <= 8`)
    expect(pass(db, {}).over).toEqual([])
    plan(db, some(1, deletion, 90))
    approve(db)
    expect(pass(db, {}).over).toMatchObject([{ limit: 'delete', count: 13, override: undefined }])
    db.close()
  })

  test('is recorded with who, when, why, for which plan, and in the audit', () => {
    const db = crowded()
    pass(db, {}, ['delete'])
    expect(
      db
        .prepare(
          'select author, at, reason, length(plan) as plan, length(hashes) as hashes from limit_override',
        )
        .get(),
    ).toEqual({
      author: 'anna',
      at: now,
      reason: 'the office was closed',
      plan: 64,
      hashes: 20 * 16,
    })
    const told = db
      .prepare<unknown[], { details: string }>(`select details from audit where event = 'limit-overridden'`)
      .get()
    expect(JSON.parse(told?.details ?? '')).toMatchObject({ limit: 'delete', count: 20, allowed: 5 })
    expect(verifyAudit(db).ok).toBe(true)
    db.close()
  })

  test('does not let the next export pay for what was allowed', () => {
    const db = crowded()
    pass(db, {}, ['delete'])
    written(db, now - 1)
    plan(db, some(5, deletion, 50))
    approve(db)
    expect(over(db, {})).toEqual([])
    db.close()
  })

  test('of a limit that is not passed is refused, and nothing is recorded', () => {
    const db = crowded()
    expect(pass(db, {}, ['delete', 'disable'])).toMatchObject({
      unknown: ['disable'],
      over: [{ limit: 'delete' }],
    })
    expect(db.prepare('select count(*) as n from limit_override').get()).toEqual({ n: 0 })
    db.close()
  })
})

describe("limits of one's own", () => {
  const filled = (): Db => {
    const db = emptyPlan()
    people(db, 100)
    plan(db, [
      ...some(10, { attribute: 'department' }),
      ...some(10, { attribute: 'title', old: 'x' }),
      ...some(4, { operation: 'move', attribute: undefined, old: 'CN=a,OU=x', new: 'CN=a,OU=y' }, 20),
      ...some(3, { system: 2, attribute: 'department' }, 200),
      ...some(
        2,
        {
          operation: 'add',
          attribute: undefined,
          old: undefined,
          new: { dn: 'CN=n,OU=Munich,DC=t', attributes: {} },
        },
        300,
      ),
    ])
    approve(db)
    return db
  }
  test.each([
    ['an object once, however many of its values', { update: { count: 9 } }, [['update', 1, 10, 9]]],
    [
      'a percentage of the objects',
      { update: { percent: 9 } },
      [
        ['update', 1, 10, 9],
        ['update', 2, 3, 1],
      ],
    ],
    ['moves', { move: { count: 3 } }, [['move', 1, 4, 3]]],
    ['adds', { add: { count: 1 } }, [['add', 1, 2, 1]]],
    ['nothing at all', { add: { count: 0 } }, [['add', 1, 2, 0]]],
    [
      'one attribute, in any case, in each system',
      { more: [{ name: 'd', operations: ['update'], attributes: ['Department'], count: 2 }] },
      [
        ['d', 1, 10, 2],
        ['d', 2, 3, 2],
      ],
    ],
    [
      'some systems',
      { more: [{ name: 'd', operations: ['update'], systems: ['app'], count: 2 }] },
      [['d', 2, 3, 2]],
    ],
    [
      'several operations together',
      { more: [{ name: 'd', operations: ['update', 'move'], systems: ['ad'], count: 13 }] },
      [['d', 1, 14, 13]],
    ],
    ['an object type', { more: [{ name: 'd', operations: ['move'], types: ['group'], count: 1 }] }, []],
    [
      'a place, also of what is to be added',
      {
        more: [
          { name: 'd', operations: ['update', 'add'], systems: ['ad'], under: ['ou=munich,dc=t'], count: 6 },
        ],
      },
      [['d', 1, 7, 6]],
    ],
    [
      'a percentage of a place',
      { more: [{ name: 'd', operations: ['update'], under: ['OU=Berlin,DC=t'], percent: 8 }] },
      [['d', 1, 5, 4]],
    ],
  ])('count %s', (_, limits, expected) => {
    const db = filled()
    expect(over(db, limits)).toEqual(expected)
    db.close()
  })
})

describe('a group', () => {
  const losing = (size: number, removed: number): Db => {
    const db = emptyPlan()
    db.exec(`insert into cs_object (id, system, type, anchor, observed) values (500, 1, 'group', 'G', '{}')`)
    const member = db.prepare(
      `insert into cs_reference (source, attribute, target) values (500, 'member', ?)`,
    )
    for (let i = 1; i <= size; i++) member.run(i)
    plan(db, [
      {
        object: 500,
        attribute: 'member',
        old: Array.from({ length: removed }, (_, i) => i + 1) as never,
        new: [1000, 1001] as never,
        reference: true,
      },
    ])
    approve(db)
    return db
  }
  test.each([
    [100, 30, {}, []],
    [100, 31, {}, [['groupMembers', 1, 31, 30]]],
    [10, 10, {}, []],
    [11, 4, {}, [['groupMembers', 1, 4, 3]]],
    [100, 60, { groupMembers: { percent: 60 } }, []],
    [100, 100, { groupMembers: { percent: 100 } }, []],
    [5, 5, { groupMembers: { over: 0 } }, [['groupMembers', 1, 5, 1]]],
    [100, 20, { more: [{ name: 'm', operations: ['remove-member'], count: 19 }] }, [['m', 1, 20, 19]]],
  ])('of %i that loses %i under %j', (size, removed, limits, expected) => {
    const db = losing(size, removed)
    expect(over(db, limits)).toEqual(expected)
    db.close()
  })

  test('is named, and an override of groupMembers lets this loss pass and no other', () => {
    const db = losing(100, 50)
    expect(pass(db, {}).over).toMatchObject([
      { title: 'members of Person 500', baseline: 100, examples: [{ name: 'Person 500' }] },
    ])
    expect(pass(db, {}, ['groupMembers']).over).toEqual([])
    db.exec(`update change set old = '[1,2,3]', hash = x'00' where object = 500`)
    db.exec(`delete from cs_reference where source = 500 and target > 11`)
    expect(over(db, { groupMembers: { percent: 10 } })).toEqual([['groupMembers', 1, 3, 1]])
    expect(pass(db, { groupMembers: { percent: 10 } }).over.length).toBe(1)
    db.close()
  })

  test('does not lose its members in slices', () => {
    const db = losing(100, 20)
    written(db, now - 1000)
    db.exec(`update cs_reference set state = 2 where source = 500 and target <= 20`)
    plan(db, [
      {
        object: 500,
        attribute: 'member',
        old: Array.from({ length: 15 }, (_, i) => 30 + i) as never,
        new: undefined,
        reference: true,
      },
    ])
    approve(db)
    expect(over(db, {})).toEqual([['groupMembers', 1, 35, 30]])
    db.close()
  })
})
