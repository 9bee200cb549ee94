import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { applyPolicies } from '../../../main/store/apply-policies.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { returnToReview } from '../../../main/store/returned-changes.ts'
import { judgeStagedAgain } from '../../../main/store/unjudged.ts'
import { temporaryFolder } from './temporary-folder.ts'

const add = (db: Db, id: number, state = 'planned') =>
  db
    .prepare(
      `insert into change (id, system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, state, name, key)
       values (?, 1, ?, 'user', 'update', 'title', '"a"', '"b"', 'r', 1, x'00', '', ?, 'n', 'k')`,
    )
    .run(id, id, state)
/** From now on changes of this attribute are protected. */
const protect = (db: Db, attribute: string) =>
  db.prepare(`insert into configuration (at, author, hash, content) values (1, 'a', 'h', ?)`).run(
    JSON.stringify({
      rules: [],
      policies: [{ name: 'P', effect: 'protect', attributes: [attribute], scope: [] }],
    }),
  )
const apply = (db: Db) => applyPolicies(db, { at: 1, author: 'a' })
const protectedOnes = (db: Db): number[] =>
  db
    .prepare<unknown[], { id: number }>('select id from change where protected is not null order by id')
    .all()
    .map(({ id }) => id)
const waiting = (db: Db) => db.prepare('select count(*) as n from change_unjudged').get()

describe('policies are asked', () => {
  let db: Db
  beforeEach(() => {
    db = openWriter(':memory:')
    db.exec(`insert into system (id, name) values (1, 'ad');
      insert into cs_object (id, system, type, anchor, observed) values (1, 1, 'user', '1', '{}'), (2, 1, 'user', '2', '{}'), (3, 1, 'user', '3', '{}')`)
  })
  afterEach(() => db.close())

  test('about what is new, once', () => {
    protect(db, 'title')
    add(db, 1)
    apply(db)
    expect(protectedOnes(db)).toEqual([1])
    // Somebody takes the mark away behind their back: nobody asks again without a reason.
    db.exec('update change set protected = null where id = 1')
    add(db, 2)
    apply(db)
    expect(protectedOnes(db)).toEqual([2])
  })

  test('again about what is in review again, and about objects that were staged anew', () => {
    protect(db, 'title')
    for (const id of [1, 2, 3]) add(db, id)
    apply(db)
    db.exec('update change set protected = null')
    returnToReview(db, 1, 'something else')
    db.exec('insert into cs_work values (1, 2)')
    judgeStagedAgain(db)
    apply(db)
    expect(protectedOnes(db)).toEqual([1, 2])
    expect(waiting(db)).toEqual({ n: 0 })
  })

  test('about everything under other policies, what comes back from being written included', () => {
    protect(db, 'mail')
    for (const id of [1, 2]) add(db, id)
    apply(db)
    db.exec(`update change set state = 'exporting' where id = 2`)
    protect(db, 'title')
    apply(db)
    expect(protectedOnes(db)).toEqual([1])
    apply(db)
    expect(waiting(db)).toEqual({ n: 1 })
    db.exec(`update change set state = 'planned' where id = 2`)
    apply(db)
    expect(protectedOnes(db)).toEqual([1, 2])
    expect(waiting(db)).toEqual({ n: 0 })
  })

  test('about nothing where there are none, and about everything once there is one', () => {
    add(db, 1)
    apply(db)
    protect(db, 'title')
    apply(db)
    expect(protectedOnes(db)).toEqual([1])
  })
})

test('in a workspace of before, about everything once more', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const migration of migrations.slice(0, 20)) old.exec(migration)
  add(old, 1)
  old.exec('update change set policed = 1')
  protect(old, 'title')
  old.pragma('user_version = 20')
  old.close()

  const db = openWriter(path)
  apply(db)
  expect(protectedOnes(db)).toEqual([1])
  db.close()
})
