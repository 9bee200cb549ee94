import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWriter } from '../../main/store/database.ts'
import type { Result } from '../../preload/contract/methods.ts'
import {
  copyWorkspace,
  joinery,
  startJoinery,
  testFolder,
  workspaceTemplate,
} from '../fakes/process/contoso.ts'

const folder = testFolder()
const template = join(folder, 'template')
const sessions = 20
const perSession = 2000
const year = Date.UTC(2019, 0, 1)

/** A workspace of years: twenty sessions that wrote two thousand values each. */
beforeAll(() => {
  workspaceTemplate(template)
  const db = openWriter(join(template, 'joinery.db'))
  db.exec(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sessions})
      insert into session (id, started, author, ended) select i, ${year} + i * 86400000, 'anna', ${year} + i * 86400000 + 60000 from n;
    insert into run (id, session, step, mode, state, started, ended)
      select id, id, 'export', 'approved', 'done', started, ended from session;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sessions * perSession})
      insert into change (system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, decision, state, export_run, name, key)
      select 1, i, 'user', 'update', 'title', '"old ' || i || '"', '"new ' || i || '"', 'r', 0, randomblob(16), '', 'approved', 'confirmed',
        i % ${sessions} + 1, 'n' || i, 'CN=n' || i from n`)
  db.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const prune = ['--json', 'prune', '--only', 'history', '--before', '2021-01-01'] as const

/** What the history shows was written, and how many changes are still there. */
function figures(workspace: string): { written: number; here: number } {
  const db = openWriter(join(workspace, 'joinery.db'))
  const row = db
    .prepare(
      `select (select count(*) from change) as here, (select coalesce(sum(n), 0) from change_summary) as gone`,
    )
    .get() as { here: number; gone: number }
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
  return { written: row.here + row.gone, here: row.here }
}

function archived(workspace: string): Set<number> {
  const dir = join(workspace, 'archive')
  return new Set(
    readdirSync(dir)
      .filter((name) => name.endsWith('.gz'))
      .flatMap((name) =>
        gunzipSync(readFileSync(join(dir, name)))
          .toString('utf8')
          .trimEnd()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as { kind: string; id: number })
      .flatMap(({ kind, id }) => (kind === 'change' ? [id] : [])),
  )
}

describe('a prune that is killed', () => {
  it('loses nothing at any point, and the next one goes on', async () => {
    const whole = copyWorkspace(template, join(folder, 'whole'), 1)
    const begun = performance.now()
    expect((await joinery(whole, ...prune)).code).toBe(0)
    const took = performance.now() - begun
    expect(figures(whole)).toEqual({ written: sessions * perSession, here: 0 })

    let cutOff = 0
    for (const part of [0.5, 0.65, 0.8, 0.95]) {
      const workspace = copyWorkspace(template, join(folder, 'killed'), 1)
      const program = startJoinery(workspace, ...prune)
      await new Promise((resolve) => setTimeout(resolve, took * part))
      program.kill('SIGKILL')
      await program.ended
      const { written, here } = figures(workspace)
      expect(written, `killed at ${part}`).toBe(sessions * perSession)
      if (here > 0) cutOff++
      const { code, stdout, stderr } = await joinery(workspace, ...prune)
      expect(code, stdout + stderr).toBe(0)
      expect((JSON.parse(stdout) as Result<'history.prune'>).history).not.toBeNull()
      expect(figures(workspace)).toEqual({ written: sessions * perSession, here: 0 })
      expect(archived(workspace).size).toBe(sessions * perSession)
      expect((await joinery(workspace, 'archive', 'verify')).code).toBe(0)
      expect((await joinery(workspace, 'audit', 'verify')).code).toBe(0)
    }
    // Some of them while there was something left to take.
    expect(cutOff).toBeGreaterThan(0)
  }, 240_000)
})
