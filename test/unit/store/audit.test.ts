import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { appendAudit } from '../../../main/store/audit.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'

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
    expect(verifyAudit(db)).toEqual({ ok: true, entries: 3, brokenAt: null, problem: null })
    const hashes = db.prepare<unknown[], { hash: Buffer }>('select hash from audit').all()
    expect(new Set(hashes.map((row) => row.hash.toString('hex'))).size).toBe(3)
    db.close()
  })

  test('an empty one holds', () => {
    const db = openWriter(':memory:')
    expect(verifyAudit(db)).toEqual({ ok: true, entries: 0, brokenAt: null, problem: null })
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
    expect(verifyAudit(db)).toMatchObject({ ok: false, entries: 2, brokenAt: 3 })
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
    expect(verifyAudit(db)).toMatchObject({ ok: false, entries: 3, brokenAt: 4 })
    db.close()
  })

  describe('says of the first bad entry what was done to it', () => {
    const unlocked = (entries = 6): Db => {
      const db = openWriter(':memory:')
      appendAudit(
        db,
        Array.from({ length: entries }, (_, n) => entry(n + 1)),
      )
      db.exec('drop trigger audit_no_update; drop trigger audit_no_delete')
      return db
    }
    const swap = (db: Db, one: number, other: number): void => {
      for (const [from, to] of [
        [one, -1],
        [other, one],
        [-1, other],
      ] as const)
        db.prepare('update audit set id = ? where id = ?').run(to, from)
    }
    const cases: [string, (db: Db) => void, number, string, RegExp][] = [
      ['one was removed', (db) => db.exec('delete from audit where id = 3'), 4, 'removed', /entry 3 is missing before entry 4/],
      ['several were removed', (db) => db.exec('delete from audit where id in (2, 3)'), 4, 'removed', /entries 2 to 3 are missing/],
      ['the first was removed', (db) => db.exec('delete from audit where id = 1'), 2, 'removed', /entry 1 is missing/],
      ['one was removed and the rest numbered anew', (db) => db.exec('delete from audit where id = 3; update audit set id = id - 1 where id > 3'), 3, 'content', /or an entry before it was removed/],
      ['two neighbours changed places', (db) => swap(db, 3, 4), 3, 'reordered', /entry 3 stood after what is entry 4 now/],
      ['two that are apart changed places', (db) => swap(db, 2, 5), 2, 'reordered', /entry 2 stood after what is entry 4 now/],
      ['what it says was changed', (db) => db.exec(`update audit set author = 'mallory' where id = 4`), 4, 'content', /entry 4 \(decision by mallory\) does not say what it said/],
      ['its time was changed', (db) => db.exec('update audit set at = 99 where id = 6'), 6, 'content', /entry 6/],
      ['its hash was changed', (db) => db.exec(`update audit set hash = zeroblob(32) where id = 4`), 4, 'hash', /the hash of entry 4 was changed/],
      ['another was put in its place', (db) => db.exec(`update audit set author = 'mallory', hash = zeroblob(32) where id = 4`), 4, 'forged', /neither follows from entry 3 nor leads to entry 5/],
    ] // biome-ignore format: a table
    test.each(cases)('%s', (_, tamper, brokenAt, kind, text) => {
      const db = unlocked()
      expect(verifyAudit(db).ok).toBe(true)
      tamper(db)
      const { problem, ...state } = verifyAudit(db)
      expect(state).toEqual({ ok: false, entries: state.entries, brokenAt })
      expect(problem).toMatchObject({ kind, text: expect.stringMatching(text) })
      db.close()
    })
  })
})
