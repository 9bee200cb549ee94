import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { approvalNames } from '../../../main/store/approved-hashes.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'

const hashOf = (n: number): Buffer => createHash('sha256').update(String(n)).digest().subarray(0, 16)

test('an approval names exactly what it was given for; another, a rejection and none name nothing of it', () => {
  const db = new Database(':memory:')
  for (const sql of migrations) db.exec(sql)
  const insert = db.prepare(
    `insert into approval (id, author, at, decision, scope, changes, hashes, previous) values (?, 'a', 1, ?, '{}', 1, ?, '[]')`,
  )
  const range = (from: number, to: number): Buffer =>
    Buffer.concat(Array.from({ length: to - from }, (_, i) => hashOf(from + i)))
  insert.run(1, 'approved', range(0, 5000))
  insert.run(2, 'rejected', range(0, 10))
  insert.run(3, 'approved', Buffer.alloc(0))
  for (let id = 4; id < 10; id++) insert.run(id, 'approved', range(id, id + 1))

  for (let n = 0; n < 5000; n++) expect(approvalNames(db, 1, hashOf(n))).toBe(true)
  for (let n = 5000; n < 10000; n++) expect(approvalNames(db, 1, hashOf(n))).toBe(false)
  for (const other of [2, 3, 999]) expect(approvalNames(db, other, hashOf(1))).toBe(false)
  // More approvals than are kept at hand, in turn.
  for (let round = 0; round < 2; round++)
    for (let id = 4; id < 10; id++) {
      expect(approvalNames(db, id, hashOf(id))).toBe(true)
      expect(approvalNames(db, id, hashOf(id + 1))).toBe(false)
    }
  // Two that differ in the last byte only are told apart.
  const near = Buffer.from(hashOf(7))
  near.writeUInt8((near.readUInt8(15) + 1) % 256, 15)
  expect(approvalNames(db, 7, near)).toBe(false)
  db.close()
})
