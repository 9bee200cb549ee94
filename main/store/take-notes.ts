import { type AuditEvent, appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import { getSetting, setSetting } from './setting.ts'

const takenSetting = 'secret-notes-taken'

/** Enters what was noted outside of the audit, once, however often it is handed over. */
export function takeNotes(
  db: Db,
  input: { notes: readonly { readonly id: string; readonly entry: AuditEvent }[] },
): void {
  durably(db, () => {
    // Only the last ones can come again: they are removed before others are taken.
    const known = new Set(JSON.parse(getSetting(db, takenSetting) ?? '[]') as string[])
    const fresh = input.notes.filter(({ id }) => !known.has(id))
    appendAudit(
      db,
      fresh.map(({ entry }) => entry),
    )
    setSetting(db, takenSetting, JSON.stringify(input.notes.map(({ id }) => id)))
  })
}
