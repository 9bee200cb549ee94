import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noteSecret, type SecretNote, takeSecretNotes } from '../../../main/secrets/notes.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { takeNotes } from '../../../main/store/take-notes.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'

let dir: string
let db: Db
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'joinery-notes-'))
  db = openWriter(':memory:')
})
afterEach(() => {
  db.close()
  rmSync(dir, { recursive: true, force: true })
})

const note = { author: 'anna', event: 'secret-set', system: 'ad', field: 'password' } as const
const file = () => join(dir, '.joinery-secrets.jsonl')
const take = () =>
  takeSecretNotes(dir, async (notes) =>
    takeNotes(db, {
      notes: notes.map(({ id, at, author, event, system, field }: SecretNote) => ({
        id,
        entry: { at, author, event, details: { system, secret: field } },
      })),
    }),
  )
const events = () =>
  db.prepare('select author, event, details from audit order by id').all() as Record<string, string>[]

test('a note is in the audit once, and gone', async () => {
  noteSecret(dir, note)
  noteSecret(dir, { ...note, event: 'secret-deleted' })
  expect(readFileSync(file(), 'utf8').trimEnd().split('\n')).toHaveLength(2)
  await take()
  expect(events()).toEqual([
    { author: 'anna', event: 'secret-set', details: '{"system":"ad","secret":"password"}' },
    { author: 'anna', event: 'secret-deleted', details: '{"system":"ad","secret":"password"}' },
  ])
  expect(existsSync(file())).toBe(false)
  await take()
  expect(events()).toHaveLength(2)
  expect(verifyAudit(db).ok).toBe(true)
})

test('notes that were taken by a process that ended before it removed them are not entered twice', async () => {
  noteSecret(dir, note)
  copyFileSync(file(), join(dir, 'copy'))
  await take()
  copyFileSync(join(dir, 'copy'), `${file()}.taken`)
  noteSecret(dir, { ...note, field: 'other' })
  await take()
  expect(events().map(({ details }) => details)).toEqual([
    '{"system":"ad","secret":"password"}',
    '{"system":"ad","secret":"other"}',
  ])
  expect(existsSync(`${file()}.taken`)).toBe(false)
})

test('a line that cannot be read is counted, and the others are taken', async () => {
  noteSecret(dir, note)
  appendFileSync(file(), 'half a li\n{"id":1}\n')
  const seen: [number, number][] = []
  await takeSecretNotes(dir, async (notes, unreadable) => {
    seen.push([notes.length, unreadable])
  })
  expect(seen).toEqual([[1, 2]])
})

test('what cannot be entered stays', async () => {
  noteSecret(dir, note)
  await expect(takeSecretNotes(dir, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  expect(existsSync(`${file()}.taken`)).toBe(true)
  await take()
  expect(events()).toHaveLength(1)
})
