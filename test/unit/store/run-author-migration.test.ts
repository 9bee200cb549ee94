import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { runAuthor } from '../../../main/store/migrations/0018-run-author.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a run of before was run by who began its session, or by nobody that is known', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  const before = migrations.indexOf(runAuthor)
  for (const migration of migrations.slice(0, before)) old.exec(migration)
  old.exec(`
    insert into session (id, started, author) values (3, 1, 'anna');
    insert into run (id, session, step, mode, state, started) values (1, 3, 'import', 'full', 'done', 1), (2, null, 'import', 'full', 'done', 1)`)
  old.pragma(`user_version = ${before}`)
  old.close()

  const db = openWriter(path)
  expect(db.prepare('select id, author from run order by id').all()).toEqual([
    { id: 1, author: 'anna' },
    { id: 2, author: null },
  ])
  db.close()
})
