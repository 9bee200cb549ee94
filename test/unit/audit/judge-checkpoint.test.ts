import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chainHash, chainStart } from '../../../main/audit/chain.ts'
import { judgeCheckpoint } from '../../../main/audit/judge-checkpoint.ts'
import { type Checkpoint, fingerprint, signCheckpoint } from '../../../main/audit/signed-checkpoint.ts'
import { signingKey } from '../../../main/audit/signing-key.ts'
import { appendAudit } from '../../../main/store/audit.ts'
import { auditHash, auditHead, workspaceId } from '../../../main/store/audit-head.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'

let db: Db
let privateKey: string

const add = (count: number): void => {
  for (let n = 0; n < count; n++)
    appendAudit(db, [{ at: n, author: 'anna', event: 'decision', details: { n } }])
}

/** Computes every hash anew, as somebody would who can write the database. */
function rewriteChain(): void {
  let previous = chainStart
  const rows = db.prepare('select * from audit order by id').all() as Parameters<typeof chainHash>[1][]
  for (const row of rows) {
    previous = chainHash(previous, row)
    db.prepare('update audit set hash = ? where id = ?').run(previous, (row as unknown as { id: number }).id)
  }
}

function checkpoint(key = privateKey): Checkpoint {
  const head = auditHead(db)
  if (head === undefined) throw new Error('nothing is in the audit')
  return signCheckpoint(
    {
      ...head,
      time: '2026-03-10T08:00:00.000Z',
      workspace: { name: 'W', id: workspaceId(db) },
      author: 'anna',
    },
    key,
  )
}

const judge = (one: Checkpoint, trusted: readonly string[] = []): [string, string] => {
  const { verdict, text } = judgeCheckpoint(
    'c.json',
    one,
    {
      state: verifyAudit(db),
      hash: auditHash(db, { entry: one.entry }),
      last: auditHead(db)?.entry ?? 0,
      prunedThrough: 0,
      workspace: workspaceId(db),
    },
    trusted,
  )
  return [verdict, text]
}

beforeEach(async () => {
  db = openWriter(':memory:')
  db.exec('drop trigger audit_no_update; drop trigger audit_no_delete')
  privateKey = (
    await signingKey({
      get: async () => undefined,
      set: async () => undefined,
      delete: async () => undefined,
      describe: () => ({ kind: 'file', encrypted: false }),
    })
  ).privateKey
  add(10)
})
afterEach(() => db.close())

describe('a checkpoint that was kept elsewhere proves', () => {
  test('that the chain goes on from it unchanged', () => {
    const kept = checkpoint()
    expect(judge(kept)[0]).toBe('contained')
    add(5)
    expect(judge(kept)).toEqual(['contained', 'entry 10 and everything before it is as it was'])
  })

  test('that the end was cut off, which the chain itself does not show', () => {
    const kept = checkpoint()
    db.exec('delete from audit where id > 7')
    expect(verifyAudit(db).ok).toBe(true)
    expect(judge(kept)).toEqual([
      'cut-off',
      'there was an entry 10, and the chain ends at 7: its end was cut off, or an older database was put back',
    ])
  })

  test('that the end was cut off and others were appended since', () => {
    const kept = checkpoint()
    db.exec('delete from audit where id > 7')
    add(20)
    expect(verifyAudit(db).ok).toBe(true)
    expect(judge(kept)[0]).toBe('rewritten')
  })

  test.each([
    ['an old entry says something else', `update audit set author = 'mallory' where id = 2`],
    ['one is missing', 'delete from audit where id = 4; update audit set id = id - 1 where id > 4'],
  ])('that the whole chain was computed anew: %s', (_, tamper) => {
    const kept = checkpoint()
    db.exec(tamper)
    add(3)
    rewriteChain()
    expect(verifyAudit(db).ok).toBe(true)
    expect(judge(kept)[0]).toBe('rewritten')
  })

  test('what is before it where the chain is broken after it, and nothing where before', () => {
    const early = checkpoint()
    add(5)
    const late = checkpoint()
    db.exec(`update audit set author = 'mallory' where id = 12`)
    expect(judge(early)[0]).toBe('contained')
    expect(judge(late)).toEqual(['rewritten', 'the chain is broken at entry 12, before entry 15'])
  })

  test('nothing when it was forged, is of another key than was named, or of another workspace', async () => {
    const kept = checkpoint()
    expect(judge({ ...kept, hash: 'ab'.repeat(32) })[0]).toBe('bad-signature')
    const own = fingerprint(kept.publicKey)
    expect(judge(kept, [own])[0]).toBe('contained')
    expect(judge(kept, ['SHA256:other'])).toEqual([
      'unknown-key',
      `it is signed by ${own}, which is none of the keys that were named`,
    ])
    db.exec(`update setting set value = 'another' where name = 'workspace-id'`)
    expect(judge(kept)[0]).toBe('other-workspace')
  })
})
