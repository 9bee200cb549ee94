import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { deletedImage, keepDeleted } from '../../../main/store/deleted-image.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { relink } from '../../../main/store/relink.ts'
import { addedAgain } from '../../../main/store/undone.ts'
import { temporaryFolder } from './temporary-folder.ts'

const space = `insert into system (id, name) values (1, 'ad');
  insert into mv_object (id, type, attributes, provenance) values (5, 'person', '{}', '{}');
  insert into cs_object (id, system, type, anchor, dn) values (7, 1, 'user', 'S-7', 'CN=Anna');`

/** The deletion of object 7, as an export records it. */
function deleted(db: Db): void {
  db.exec(`${space} insert into cs_connection (object, mv, kind, rule) values (7, 5, 'provisioned', 'Out')`)
  keepDeleted(db, { id: 3, object: 7, anchor: 'S-7', dn: 'CN=Anna' })
  db.exec(`delete from cs_connection; update cs_object set type = '', anchor = null where id = 7`)
}

const back = { system: 1, type: 'user', object: 7, undoes: 3 }
const links = (db: Db): unknown[] =>
  db.prepare('select object, mv, kind, rule from cs_connection order by object').all()

function store(): Db {
  return openWriter(join(temporaryFolder(), 'joinery.db'))
}

test('adds of an identity are found by an index, in a workspace of before as well', () => {
  const db = new Database(':memory:')
  db.pragma('foreign_keys = OFF')
  for (const sql of migrations.slice(0, 21)) db.exec(sql)
  db.exec(`insert into deleted_image (change, anchor, dn, refs) values (3, 'S-7', 'CN=Anna', '[]')`)
  db.exec(migrations[21] as string)
  expect(deletedImage(db, 3)).toEqual({ anchor: 'S-7', dn: 'CN=Anna', link: undefined, references: [] })
  // Asked after each synchronization, for each add that was undone.
  const plan = db
    .prepare<[object], { detail: string }>(`explain query plan ${addedAgain}`)
    .all({ mv: 5, system: 1, type: 'user', wasNew: '{}', id: 3 })
  const reads = plan.map(({ detail }) => detail).filter((detail) => /SEARCH|SCAN/.test(detail))
  expect(reads).toEqual(Array(2).fill(expect.stringMatching(/change_of_identity \(mv=\? AND system=\?/)))
  db.close()
})

test('what comes back is whose it was, unless the identity is gone or has another account', () => {
  const db = store()
  deleted(db)
  relink(db, back, 'S-9')
  expect(links(db)).toEqual([{ object: 7, mv: 5, kind: 'provisioned', rule: 'Out' }])

  db.exec(`delete from cs_connection; insert into cs_object (id, system, type, anchor) values (8, 1, 'user', 'S-8');
    insert into cs_connection (object, mv, kind, rule) values (8, 5, 'joined', 'In')`)
  relink(db, back, 'S-9')
  expect(links(db)).toEqual([{ object: 8, mv: 5, kind: 'joined', rule: 'In' }])

  // One that is only planned makes way.
  db.exec('update cs_object set anchor = null where id = 8')
  relink(db, back, 'S-9')
  expect(links(db)).toHaveLength(2)

  db.exec('delete from cs_connection; delete from mv_object')
  relink(db, back, 'S-9')
  expect(links(db)).toEqual([])
  db.close()
})

test('what a person decided over it stands under its new anchor', () => {
  const db = store()
  deleted(db)
  db.exec(`insert into join_decision (id, system, anchor, type, name, kind, mv, author, at)
    values (1, 1, 'S-7', 'user', 'Anna', 'join', 5, 'ben', 1)`)
  relink(db, back, 'S-9')
  expect(db.prepare('select anchor, kind, mv, author from join_decision').all()).toEqual([
    { anchor: 'S-9', kind: 'join', mv: 5, author: 'ben' },
  ])
  db.close()
})
