import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appendAudit } from '../../../main/store/audit.ts'
import { auditHash } from '../../../main/store/audit-head.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { auditEntries, prunableEntries, pruneAudit } from '../../../main/store/prune-audit.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'

let db: Db

beforeEach(() => {
  db = openWriter(':memory:')
  for (let at = 1; at <= 10; at++)
    appendAudit(db, [{ at, author: 'anna', event: 'decision', details: { at } }])
})
afterEach(() => db.close())

function prune(before: number): void {
  const range = prunableEntries(db, { before })
  if (range === undefined) throw new Error('nothing is that old')
  const { first, through, base } = range
  const hash = auditHash(db, { entry: through }) as string
  pruneAudit(db, {
    pruned: { first, through, before: base, hash, archive: `a-${first}`, sha256: 'x' },
    author: 'anna',
    at: 20,
  })
}

const ids = (): number[] =>
  db
    .prepare<unknown[], { id: number }>('select id from audit order by id')
    .all()
    .map(({ id }) => id)

describe('pruning the audit', () => {
  test('leaves a chain that goes on from what is gone', () => {
    prune(5)
    expect(ids()).toEqual([5, 6, 7, 8, 9, 10, 11])
    expect(verifyAudit(db)).toMatchObject({ ok: true, entries: 7 })
    appendAudit(db, [{ at: 21, author: 'anna', event: 'decision', details: {} }])
    expect(verifyAudit(db)).toMatchObject({ ok: true, entries: 8 })
  })

  test('again and again, the entry that tells of the one before included', () => {
    prune(5)
    appendAudit(db, [{ at: 30, author: 'anna', event: 'decision', details: {} }])
    prune(25)
    expect(ids()).toEqual([12, 13])
    expect(verifyAudit(db)).toMatchObject({ ok: true, entries: 2 })
  })

  test('takes no younger entry along, and never the last', () => {
    appendAudit(db, [{ at: 3, author: 'a clock that went back', event: 'decision', details: {} }])
    expect(prunableEntries(db, { before: 5 })).toMatchObject({ first: 1, through: 4 })
    expect(prunableEntries(db, { before: 1 })).toBeUndefined()
    expect(prunableEntries(db, { before: 100 })).toMatchObject({ first: 1, through: 10 })
  })

  test('keeps the table append-only', () => {
    prune(5)
    expect(() => db.exec('delete from audit where id = 7')).toThrow('the audit is append-only')
  })

  test('leaves everything as it was when the audit is not what was archived', () => {
    const pruned = { first: 1, through: 4, before: '', hash: 'other', archive: 'a', sha256: 'x' }
    expect(() => pruneAudit(db, { pruned, author: 'anna', at: 20 })).toThrow('the audit has changed')
    expect(ids().length).toBe(10)
    expect(() => db.exec('delete from audit')).toThrow('the audit is append-only')
  })

  test('more that is gone than was pruned shows, and what is changed behind it', () => {
    prune(5)
    db.exec('drop trigger audit_no_delete; drop trigger audit_no_update')
    db.exec(`update audit set author = 'mallory' where id = 8`)
    expect(verifyAudit(db)).toMatchObject({ ok: false, brokenAt: 8, problem: { kind: 'content' } })
    db.exec(`update audit set author = 'anna' where id = 8; delete from audit where id = 5`)
    expect(verifyAudit(db)).toMatchObject({ ok: false, brokenAt: 6, problem: { kind: 'removed' } })
  })

  test('hands entries to an archive page by page', () => {
    const page = (after: number) => auditEntries(db, { after, through: 5, limit: 2 }).map(({ id }) => id)
    expect([page(0), page(2), page(4), page(5)]).toEqual([[1, 2], [3, 4], [5], []])
  })
})
