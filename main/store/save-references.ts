import type { SavedReferences } from '../engine/sync-port.ts'
import { replaceChanges } from './change-rows.ts'
import type { Db } from './database.ts'
import { saveDrift } from './drift-rows.ts'
import { sql } from './statement.ts'
import type { SyncQueue } from './sync-queue.ts'
import { wantedOf } from './wanted-changes.ts'

/** Makes the references of identities, and the changes that follow from them, those that were worked out; takes the identities off the queue. */
export function saveReferences(
  db: Db,
  queue: SyncQueue,
  { identities, references, changes, drift }: SavedReferences,
  about: { readonly run: number; readonly at: number },
): void {
  db.transaction(() => {
    queue.takeOff(1, identities)
    for (const id of identities) {
      const wanted = references.get(id)
      const held = sql<{ attribute: string; target: number }>(
        db,
        'select attribute, target from mv_reference where source = ?',
      ).all(id)
      const keep = new Set<string>()
      for (const [attribute, targets] of wanted ?? [])
        for (const target of targets) keep.add(`${attribute}\0${target}`)
      queue.references.noteSize(id, keep.size)
      sql(db, 'delete from reference_work where mv = ?').run(id)
      for (const row of held)
        if (!keep.delete(`${row.attribute}\0${row.target}`))
          sql(db, 'delete from mv_reference where source = ? and attribute = ? and target = ?').run(
            id,
            row.attribute,
            row.target,
          )
      for (const key of keep) {
        const [attribute, target] = key.split('\0') as [string, string]
        sql(db, 'insert into mv_reference (source, attribute, target) values (?, ?, ?)').run(
          id,
          attribute,
          Number(target),
        )
      }
    }
    replaceChanges(db, true, wantedOf(changes), about.run)
    saveDrift(db, drift, about)
  })()
}
