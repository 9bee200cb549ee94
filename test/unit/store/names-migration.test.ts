import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { addFolding } from '../../../main/store/fold-case.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'

test('identities of before wait for the index of names; who goes later is noted only when in it', () => {
  const db = new Database(':memory:')
  addFolding(db)
  for (const sql of migrations.slice(0, 22)) db.exec(sql)
  db.exec(
    `insert into mv_object (id, type, attributes, provenance) values (1, 'person', '{}', '[]'), (2, 'group', '{}', '[]')`,
  )
  db.exec(migrations[22] as string)
  expect(db.prepare('select upto from name_index').get()).toEqual({ upto: 0 })
  const work = () => db.prepare('select object from name_work order by object').pluck().all()
  db.exec(`update name_index set upto = 1; delete from mv_object where id = 2`)
  expect(work()).toEqual([])
  db.exec(`delete from mv_object where id = 1`)
  expect(work()).toEqual([1])
  expect(
    db.prepare('explain query plan select type, count(*) from mv_object group by type').all(),
  ).toMatchObject([{ detail: expect.stringContaining('COVERING INDEX mv_object_type') }])
  db.close()
})
