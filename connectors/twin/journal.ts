import { openFile } from './file.ts'

/** One write that took effect. */
export interface JournalEntry {
  readonly sequence: number
  /** ISO 8601, UTC. */
  readonly time: string
  readonly operation: 'add' | 'update' | 'delete'
  readonly anchor: string
  /** The `id` of the write request. */
  readonly request: string
  /** The object before; null for an add. Of an update's references only those it removed. */
  readonly before: JournalImage | null
  /** The object after; null for a delete. Of an update's references only those it added. */
  readonly after: JournalImage | null
}

export interface JournalImage {
  readonly type: string
  readonly dn: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly references: Readonly<Record<string, readonly string[]>>
}

/** Every write a twin has taken, in order. Tests prove with it that nothing is written twice. */
export function readJournal(path: string): readonly JournalEntry[] {
  const db = openFile(path)
  try {
    const rows = db.prepare('SELECT * FROM journal ORDER BY sequence').all() as (Omit<
      JournalEntry,
      'before' | 'after'
    > & { before: string | null; after: string | null })[]
    const image = (json: string | null) => (json === null ? null : (JSON.parse(json) as JournalImage))
    return rows.map((row) => ({ ...row, before: image(row.before), after: image(row.after) }))
  } finally {
    db.close()
  }
}
