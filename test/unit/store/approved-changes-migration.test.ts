import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrations } from '../../../main/store/migrations/migrations.ts'

test('what an export takes next is read in order from an index, in a workspace of before as well', () => {
  const db = new Database(':memory:')
  db.pragma('foreign_keys = OFF')
  for (const sql of migrations.slice(0, 14)) db.exec(sql)
  db.exec(`insert into change (id, system, object, type, operation, rule, risk, hash, pattern, decision, state, name, key)
    values (1, 1, 9, 'user', 'update', 'r', 0, x'00', '', 'approved', 'planned', 'a', 'k'),
      (2, 1, 4, 'user', 'update', 'r', 0, x'00', '', 'approved', 'planned', 'a', 'k'),
      (3, 1, 3, 'user', 'update', 'r', 0, x'00', '', 'undecided', 'planned', 'a', 'k')`)
  db.exec(migrations[14] as string)
  const next = `select distinct c.object from change c
    where c.system = 1 and c.state = 'planned' and c.decision = 'approved' and c.operation in ('update', 'move') order by c.object limit 2`
  expect(db.prepare(next).all()).toEqual([{ object: 4 }, { object: 9 }])
  expect(db.prepare(`explain query plan ${next}`).all()).toMatchObject([
    { detail: expect.stringContaining('change_approved') },
  ])
  db.close()
})
