import Database from 'better-sqlite3'
import type { Db } from './database.ts'

export interface Shrunk {
  /** Bytes of the file. */
  readonly before: number
  readonly after: number
  /** Whether it was worth writing the file anew; else new rows take the room that is free. */
  readonly rebuilt: boolean
}

/** A smaller part than this is filled again by the next sessions. */
const worthwhile = 0.1

/** Gives room that is free back to the disk: writes the file anew, for which the disk needs room for a second one. */
export function shrink(db: Db): Shrunk {
  const pages = (): number => db.pragma('page_count', { simple: true }) as number
  const size = db.pragma('page_size', { simple: true }) as number
  const before = pages() * size
  const free = db.pragma('freelist_count', { simple: true }) as number
  if (free < pages() * worthwhile) return { before, after: before, rebuilt: false }
  // A connection of its own: the writer keeps what is temporary in memory, and the second file must not be there.
  const own = new Database(db.name)
  try {
    own.pragma('busy_timeout = 5000')
    own.exec('vacuum')
    own.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    own.close()
  }
  return { before, after: pages() * size, rebuilt: true }
}
