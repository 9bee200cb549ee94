import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { appendAudit, verifyAudit } from '../../../main/store/audit.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'

const entry = (n: number): Parameters<typeof appendAudit>[1][number] => ({
  at: n,
  author: 'anna',
  event: 'decision',
  details: { n },
})

function filled(): Db {
  const db = openWriter(':memory:')
  appendAudit(db, [entry(1), entry(2)])
  appendAudit(db, [entry(3)])
  return db
}

describe('the audit', () => {
  test('chains entries over several appends', () => {
    const db = filled()
    expect(verifyAudit(db)).toEqual({ ok: true, entries: 3, brokenAt: null })
    const hashes = db.prepare<unknown[], { hash: Buffer }>('select hash from audit').all()
    expect(new Set(hashes.map((row) => row.hash.toString('hex'))).size).toBe(3)
    db.close()
  })

  test('an empty one holds', () => {
    const db = openWriter(':memory:')
    expect(verifyAudit(db)).toEqual({ ok: true, entries: 0, brokenAt: null })
    db.close()
  })

  test('can only be appended to', () => {
    const db = filled()
    expect(() => db.prepare(`update audit set author = 'mallory' where id = 2`).run()).toThrow(
      'the audit is append-only',
    )
    expect(() => db.prepare('delete from audit where id = 3').run()).toThrow('the audit is append-only')
    expect(() => db.prepare('delete from audit').run()).toThrow('the audit is append-only')
    expect(verifyAudit(db).entries).toBe(3)
    db.close()
  })

  test('an entry that replaces another is seen', () => {
    const db = filled()
    const [row] = db.prepare<unknown[], { hash: Buffer }>('select hash from audit where id = 2').all()
    // The triggers do not see the deletion inside "insert or replace": the chain does.
    const replace = db.prepare('insert or replace into audit values (2, 2, ?, ?, ?, ?)')
    replace.run('mallory', 'decision', '{"n":2}', row?.hash)
    expect(verifyAudit(db)).toMatchObject({ ok: false, brokenAt: 2 })
    db.close()
  })

  test('an entry forged with a hash of its own that fits is betrayed by the next', () => {
    const db = filled()
    const [first] = db.prepare<unknown[], { hash: Buffer }>('select hash from audit where id = 1').all()
    const content = JSON.stringify([2, 'mallory', 'decision', '{"n":2}'])
    const hash = createHash('sha256')
      .update(first?.hash ?? '')
      .update(content)
      .digest()
    const replace = db.prepare('insert or replace into audit values (2, 2, ?, ?, ?, ?)')
    replace.run('mallory', 'decision', '{"n":2}', hash)
    expect(verifyAudit(db)).toEqual({ ok: false, entries: 2, brokenAt: 3 })
    db.close()
  })

  test('an entry put in by hand does not follow from the one before', () => {
    const db = filled()
    db.prepare('insert into audit values (4, 4, ?, ?, ?, ?)').run(
      'mallory',
      'decision',
      '{}',
      Buffer.alloc(32),
    )
    expect(verifyAudit(db)).toEqual({ ok: false, entries: 3, brokenAt: 4 })
    db.close()
  })
})
