import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Whether a session has ended in a workspace whose process was killed. */
export const isOver = (workspace: string): boolean =>
  askLeft(
    workspace,
    (db) =>
      hasTable(db, 'session') &&
      db.prepare('select 1 from session where ended is not null').get() !== undefined,
  ) ?? false

/** What a process was at when it was killed, from what the workspace says itself: the run that never ended, or the last that did. */
export const stepOf = (workspace: string): string =>
  askLeft(workspace, (db) => {
    if (!hasTable(db, 'run')) return 'opening'
    const run = db
      .prepare<[], { step: string; system: string | null; state: string }>(
        'select step, s.name as system, state from run left join system s on s.id = run.system order by run.id desc limit 1',
      )
      .get()
    if (run === undefined) return 'opening'
    const name = run.system === null ? run.step : `${run.step} ${run.system}`
    return run.state === 'running' ? name : `after ${name}`
  }) ?? 'opening'

/**
 * Asks a copy of a database as its process left it: looking at the original may mean undoing a transaction, which is for the next process to
 * do. Undefined where there is no database yet.
 */
export function askLeft<T>(workspace: string, question: (db: Database.Database) => T): T | undefined {
  const file = join(workspace, 'joinery.db')
  if (!existsSync(file)) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'joinery-look-'))
  try {
    const copy = join(folder, 'joinery.db')
    for (const part of ['', '-wal', '-journal']) if (existsSync(file + part)) cpSync(file + part, copy + part)
    const db = new Database(copy)
    try {
      return question(db)
    } finally {
      db.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const hasTable = (db: Database.Database, name: string): boolean =>
  db.prepare('select 1 from sqlite_master where name = ?').get(name) !== undefined
