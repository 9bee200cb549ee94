import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a workspace of before keeps its approvals, and finds by them who gives up a value', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const migration of migrations.slice(0, 9)) old.exec(migration)
  old.exec(`insert into system (id, name) values (1, 'ad');
    insert into cs_object (id, system, type, anchor) values (7, 1, 'user', 'S-7');
    insert into change (id, system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, decision, name, key)
    values (3, 1, 7, 'user', 'update', 'sAMAccountName', '"anna"', '"ben"', 'r', 1, x'00', '', 'approved', 'Anna', 'CN=Anna')`)
  old.pragma('user_version = 9')
  old.close()

  const db = openWriter(path)
  const givesUp = `from change where system = 1 and attribute = 'sAMAccountName' and lower(substr(old, 1, 100)) = '"anna"'
    and state = 'planned' and decision = 'approved' and operation = 'update' and reference = 0 and old is not null`
  expect(db.prepare(`select object ${givesUp}`).all()).toEqual([{ object: 7 }])
  expect(db.prepare(`explain query plan select object ${givesUp}`).all()).toMatchObject([
    { detail: expect.stringContaining('change_gives_up') },
  ])
  const aside = (state: string): unknown =>
    db
      .prepare(
        `insert into step_aside (object, attribute, system, was, aside, change, state) values (7, '', 1, '"a"', '"b"', 3, ?)`,
      )
      .run(state)
  expect(() => aside('nowhere')).toThrow(/CHECK/)
  aside('intended')
  db.exec('delete from cs_object where id = 7')
  expect(db.prepare('select * from step_aside').all()).toEqual([])
  db.close()
})
