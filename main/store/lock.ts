import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import Database from 'better-sqlite3'
import { StoreError } from './store-error.ts'

export interface WorkspaceLock {
  release(): void
}

/** A connection that nobody refers to any more is closed by the garbage collector, and its lock would go with it. */
const held = new Set<Database.Database>()

/**
 * Keeps a second process out of a workspace. The lock is an exclusive SQLite transaction on a small file of its own: the operating
 * system gives it back when the process dies, however it dies, on every platform.
 * @throws StoreError `store-locked`
 */
export function lockWorkspace(path: string, title: string): WorkspaceLock {
  const lock = new Database(path, { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw error
    const owner = readOwner(`${path}.owner`)
    throw new StoreError(
      'store-locked',
      `the workspace ${title} is open in another process${owner}`,
      'Close it there (or stop that command), then try again. Two processes never write one workspace.',
    )
  }
  held.add(lock)
  writeOwner(`${path}.owner`)
  return {
    release: () => {
      try {
        unlinkSync(`${path}.owner`)
      } catch {
        // Only a note for people; it may be gone.
      }
      lock.exec('rollback')
      lock.close()
      held.delete(lock)
    },
  }
}

function readOwner(path: string): string {
  try {
    return ` (${readFileSync(path, 'utf8').trim()})`
  } catch {
    return ''
  }
}

function writeOwner(path: string): void {
  const file = openSync(path, 'w')
  writeSync(file, `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}\n`)
  closeSync(file)
}
