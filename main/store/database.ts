import { copyFileSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { addFolding } from './fold-case.ts'
import { migrations } from './migrations/migrations.ts'
import { StoreError } from './store-error.ts'

export type Db = Database.Database

/** Opens for reading only, beside the writer. */
export function openReader(path: string): Db {
  const db = new Database(path, { readonly: true })
  addFolding(db)
  db.pragma('busy_timeout = 5000')
  return db
}

/**
 * Opens for writing and brings the schema up to date: each migration in one transaction with `user_version`,
 * a copy of the file before the first.
 * @throws StoreError `store-newer`, `store-damaged`
 */
export function openWriter(path: string): Db {
  const existed = existsSync(path)
  const db = new Database(path)
  try {
    addFolding(db)
    db.pragma('journal_mode = WAL')
    // A killed process loses nothing; `durably` makes a commit survive a power cut too, where that matters.
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = OFF')
    db.pragma('cache_size = -49152')
    db.pragma('temp_store = MEMORY')
    db.pragma('busy_timeout = 5000')
    db.pragma('wal_autocheckpoint = 16000')
    migrate(db, existed ? path : undefined)
    return db
  } catch (error) {
    db.close()
    if (error instanceof StoreError) throw error
    if (
      (error as { code?: string }).code === 'SQLITE_NOTADB' ||
      (error as { code?: string }).code === 'SQLITE_CORRUPT'
    )
      throw new StoreError(
        'store-damaged',
        `${path} is not a readable database (${(error as Error).message})`,
        'Restore joinery.db from a backup (joinery.db.before-N) or move it away and import again',
      )
    throw error
  }
}

/**
 * Runs a transaction that is on the disk when it returns: decisions, and the intent and result of every write to a system.
 * What staging and synchronization lose in a power cut they do again.
 */
export function durably<T>(db: Db, work: () => T): T {
  db.pragma('synchronous = FULL')
  try {
    return db.transaction(work)()
  } finally {
    db.pragma('synchronous = NORMAL')
  }
}

function migrate(db: Db, backupOf: string | undefined): void {
  const from = db.pragma('user_version', { simple: true }) as number
  if (from > migrations.length)
    throw new StoreError(
      'store-newer',
      `the workspace was written by a newer Joinery (database version ${from}, this one knows ${migrations.length})`,
      'Open it with that version, or update this one',
    )
  if (from === migrations.length) return
  if (backupOf !== undefined && from > 0) {
    db.pragma('wal_checkpoint(TRUNCATE)')
    copyFileSync(backupOf, `${backupOf}.before-${from + 1}`)
  }
  migrations.slice(from).forEach((sql, index) => {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${from + index + 1}`)
    })()
  })
}
