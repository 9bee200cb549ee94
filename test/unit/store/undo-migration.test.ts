import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openWriter } from '../../../main/store/database.ts'
import { deletedImage, keepDeleted } from '../../../main/store/deleted-image.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { undoCandidates } from '../../../main/store/undo-candidates.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('what a workspace of before has exported can be undone, but for what deletions took along', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const migration of migrations.slice(0, 18)) old.exec(migration)
  old.exec(`insert into system (id, name) values (1, 'ad');
    insert into cs_object (id, system, type, anchor, dn) values (7, 1, 'user', 'S-7', 'CN=Anna'), (8, 1, 'group', 'S-8', 'CN=All');
    insert into cs_reference (source, attribute, target) values (8, 'member', 7);
    insert into change (id, system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, decision, state, export_run, name, key)
    values (3, 1, 7, 'user', 'update', 'title', '"a"', '"b"', 'r', 1, x'00', '', 'approved', 'confirmed', 5, 'Anna', 'CN=Anna')`)
  old.pragma('user_version = 18')
  old.close()

  const db = openWriter(path)
  expect(undoCandidates(db, { run: 5, byAnchor: [] })).toMatchObject([
    { change: 3, anchor: 'S-7', old: '"a"', new: '"b"', obstacle: null },
  ])
  expect(() => undoCandidates(db, { run: 6, byAnchor: [] })).toThrow('run 6 wrote nothing')
  expect(() => undoCandidates(db, { run: 5, changes: [4], byAnchor: [] })).toThrow(
    'run 5 did not write change 4',
  )
  expect(deletedImage(db, 3)).toBeUndefined()
  keepDeleted(db, { id: 3, object: 7, anchor: 'S-7', dn: 'CN=Anna' })
  expect(deletedImage(db, 3)).toEqual({ anchor: 'S-7', dn: 'CN=Anna', references: [[8, 'member', 7]] })
  db.close()
})
