import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { changedOutside, saveLastChanges } from '../../../main/store/last-changes.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a workspace of before keeps its drift, and takes who last changed what a later import finds', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const migration of migrations.slice(0, 10)) old.exec(migration)
  const drift = (object: number, run: number, state: string): string =>
    `insert into drift (system, object, type, kind, attribute, key, run, since, state)
     values (1, ${object}, 'user', 'value', 'title', 'k', ${run}, 1, '${state}');`
  old.exec(`insert into system (id, name) values (1, 'ad');
    insert into cs_object (id, system, type, anchor) values (7, 1, 'user', 'S-7'), (8, 1, 'user', 'S-8');
    ${drift(7, 2, 'open')} ${drift(8, 3, 'seen')}`)
  old.pragma('user_version = 10')
  old.close()

  const db = openWriter(path)
  expect(changedOutside(db, { run: 2, after: 0, limit: 10 })).toEqual([])
  expect(changedOutside(db, { run: 3, after: 0, limit: 10 })).toEqual([
    { object: 8, type: 'user', anchor: 'S-8' },
  ])
  saveLastChanges(db, { run: 3, changes: [{ object: 8, by: 'cn=helpdesk', at: 5 }] })
  expect(db.prepare('select object, changed_by, changed_at from drift order by object').all()).toEqual([
    { object: 7, changed_by: null, changed_at: null },
    { object: 8, changed_by: 'cn=helpdesk', changed_at: 5 },
  ])
  db.close()
})
