import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { listApprovals } from '../../../main/store/approvals.ts'
import { openWriter } from '../../../main/store/database.ts'
import { historyArchives } from '../../../main/store/forget-archived.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { prunableHistory } from '../../../main/store/prunable-history.ts'
import { sessionPage } from '../../../main/store/status-queries.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('the history of a workspace of before is as it was, and can go', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const migration of migrations.slice(0, 19)) old.exec(migration)
  old.exec(`insert into system (id, name) values (1, 'ad');
    insert into session (id, started, author, ended) values (1, 100, 'anna', 900);
    insert into run (id, session, step, mode, state, started, ended) values (5, 1, 'export', 'approved', 'done', 200, 300);
    insert into approval (id, author, at, decision, scope, changes, hashes, previous) values (2, 'anna', 150, 'approved', '{}', 1, x'00', '[]');
    insert into change (id, system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, decision, approval, state, export_run, name, key)
    values (3, 1, 7, 'user', 'update', 'title', '"a"', '"b"', 'r', 1, x'00', '', 'approved', 2, 'confirmed', 5, 'Anna', 'CN=Anna')`)
  old.pragma('user_version = 19')
  old.close()

  const db = openWriter(path)
  const { rows } = sessionPage(db, { offset: 0, limit: 10 })
  expect(rows).toMatchObject([
    { machineTime: 100, approvers: ['anna'], archives: [], states: [{ state: 'confirmed', n: 1 }] },
  ])
  expect(rows[0]?.runs.map(({ id }) => id)).toEqual([5])
  expect(listApprovals(db, { offset: 0, limit: 10 }).rows[0]?.hashes).toMatch(/^6e340b9c/)
  expect(historyArchives(db)).toEqual([])
  expect(prunableHistory(db, { before: 900 })).toMatchObject({ changes: 0, runs: 0, approvals: 0 })
  expect(prunableHistory(db, { before: 901 })).toMatchObject({
    sessions: 1,
    changes: 1,
    runs: 1,
    approvals: 1,
  })
  db.close()
})
