import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('in a workspace of before nothing is on its way out, and an object can be', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  const before = 8
  for (const migration of migrations.slice(0, before)) old.exec(migration)
  old.exec(`insert into system (id, name) values (1, 'hr');
    insert into cs_object (id, system, type, anchor) values (7, 1, 'employee', 'E7')`)
  old.pragma(`user_version = ${before}`)
  old.close()

  const db = openWriter(path)
  expect(db.prepare('select * from cs_parting').all()).toEqual([])
  db.prepare('insert into cs_parting (object, since) values (?, ?)').run(7, '2026-03-10')
  expect(() => db.prepare('insert into cs_parting (object, since) values (?, ?)').run(7, 'x')).toThrow(
    /UNIQUE/,
  )
  db.close()
})
