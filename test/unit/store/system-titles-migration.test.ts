import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a system of before has no title until its configuration is activated, and keeps its id and watermark', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  const before = 11
  for (const migration of migrations.slice(0, before)) old.exec(migration)
  old.exec(`insert into system (id, name, watermark) values (7, 'ad', 'w1')`)
  old.pragma(`user_version = ${before}`)
  old.close()

  const db = openWriter(path)
  const system = () => db.prepare(`select id, title, watermark from system where name = 'ad'`).get()
  expect(system()).toEqual({ id: 7, title: null, watermark: 'w1' })
  writeOperations.activate(db, { configuration: peopleConfiguration(), author: 'test', at: 1 })
  expect(system()).toEqual({ id: 7, title: 'AD', watermark: 'w1' })
  db.close()
})
