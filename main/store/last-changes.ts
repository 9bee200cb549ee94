import type { Db } from './database.ts'
import { sql } from './statement.ts'

export interface ChangedObject {
  readonly object: number
  readonly type: string
  readonly anchor: string
}

/** Objects an import found changed outside, which their system may say more about. */
export function changedOutside(
  db: Db,
  input: { run: number; after: number; limit: number },
): ChangedObject[] {
  return sql<ChangedObject>(
    db,
    `select distinct d.object, o.type, o.anchor from drift d join cs_object o on o.id = d.object
     where d.run = ? and d.state = 'seen' and o.anchor is not null and d.object > ? order by d.object limit ?`,
  ).all(input.run, input.after, input.limit)
}

/** Keeps who last changed an object and when, with what this import found changed in it. */
export function saveLastChanges(
  db: Db,
  input: {
    run: number
    changes: readonly { object: number; by: string | undefined; at: number | undefined }[]
  },
): void {
  const save = sql(
    db,
    `update drift set changed_by = ?, changed_at = ? where object = ? and run = ? and state = 'seen'`,
  )
  db.transaction(() => {
    for (const { object, by, at } of input.changes) save.run(by ?? null, at ?? null, object, input.run)
  })()
}
