import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { searchAudit } from '../../../main/store/audit-search.ts'
import { openWriter } from '../../../main/store/database.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('the audit of a workspace of before is looked through by kind and author', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const migration of migrations.slice(0, 23)) old.exec(migration)
  old.exec(`insert into audit (at, author, event, details, hash) values
    (1, 'Marta', 'decision', '{}', x'01'), (2, 'Joinery', 'export', '{}', x'02')`)
  old.pragma('user_version = 23')
  old.close()

  const db = openWriter(path)
  const ids = (filter: Parameters<typeof searchAudit>[1]['filter']) =>
    searchAudit(db, { filter, before: undefined, limit: 10 }).rows.map(({ id }) => id)
  expect(ids({ author: 'Marta' })).toEqual([1])
  expect(ids({ event: 'export' })).toEqual([2])
  db.close()
})
