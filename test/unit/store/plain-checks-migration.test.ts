import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrations } from '../../../main/store/migrations/migrations.ts'

const change = (db: Database.Database, id: number | null, words: { operation: string; state?: string }) =>
  db
    .prepare(
      `insert into change (id, system, object, type, operation, rule, risk, hash, pattern, decision, approval, state, name, key, new)
       values (?, 1, 2, 'user', ?, 'Out', 0, x'00ff', '', 'approved', 9, ?, 'Anna', 'CN=Anna', '{"a":"ä"}')`,
    )
    .run(id, words.operation, words.state ?? 'planned')

it('keeps planned changes with their decisions, connections, indexes, and ids that were given once', () => {
  const db = new Database(':memory:')
  // As openWriter does.
  db.pragma('foreign_keys = OFF')
  for (const sql of migrations.slice(0, 7)) db.exec(sql)
  change(db, 41, { operation: 'add', state: 'exporting' })
  change(db, 42, { operation: 'move' })
  change(db, 77, { operation: 'delete' })
  db.exec(`delete from change where id = 77`)
  db.exec(`insert into cs_connection values (2, 5, 'joined', 'In', 3)`)
  const all = () => ({
    changes: db.prepare('select * from change order by id').all(),
    connections: db.prepare('select * from cs_connection').all(),
    indexes: db
      .prepare(
        `select name, sql from sqlite_master where type = 'index' and tbl_name in ('change', 'cs_connection') order by name`,
      )
      .all(),
  })
  const before = all()
  expect(before.changes).toHaveLength(2)
  expect(before.indexes).toHaveLength(5)

  db.transaction(() => db.exec(migrations[7] as string))()

  expect(all()).toEqual(before)
  // What was deleted is not named again by another change.
  expect(change(db, null, { operation: 'update' }).lastInsertRowid).toBe(78)
  expect(() => change(db, null, { operation: 'rename' })).toThrow(/CHECK/)
  expect(() => change(db, null, { operation: 'add', state: 'lost' })).toThrow(/CHECK/)
  expect(() => db.exec(`insert into cs_connection values (3, 5, 'guessed', 'In', 3)`)).toThrow(/CHECK/)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
})
