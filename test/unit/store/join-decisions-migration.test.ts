import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { spine } from '../../../main/store/migrations/0001-spine.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a workspace of before keeps its explicit disconnectors and takes decisions', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  old.exec(spine)
  old.exec(`insert into system (id, name) values (1, 'ad');
    insert into cs_object (id, system, type, anchor) values (7, 1, 'user', 'S-7');
    insert into cs_disconnector (object, state) values (7, 'explicit')`)
  old.pragma('user_version = 1')
  old.close()

  const db = openWriter(path)
  expect(db.prepare('select object, state from cs_disconnector').all()).toEqual([
    { object: 7, state: 'explicit' },
  ])
  const decide = (anchor: string, kind: string, mv: number | null): unknown =>
    db
      .prepare(
        `insert into join_decision (system, anchor, type, name, kind, mv, author, at) values (1, ?, 'user', 'x', ?, ?, 'a', 1)`,
      )
      .run(anchor, kind, mv)
  decide('S-7', 'join', 3)
  expect(() => decide('S-7', 'disconnect', null)).toThrow(/UNIQUE/)
  expect(() => decide('S-8', 'join', 3)).toThrow(/UNIQUE/)
  expect(() => decide('S-8', 'join', null)).toThrow(/CHECK/)
  expect(() => decide('S-8', 'disconnect', 3)).toThrow(/CHECK/)
  db.close()
})
