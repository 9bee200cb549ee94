import type { PlannedChange } from '../../../main/engine/model.ts'
import { replaceChanges } from '../../../main/store/change-rows.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'

export const systemTitles = ['ad', 'app'] as const

/** A store with two systems and nothing planned. */
export function emptyPlan(): Db {
  const db = openWriter(':memory:')
  for (const name of systemTitles) db.prepare('insert into system (name) values (?)').run(name)
  return db
}

/** Plans changes as a synchronization would, each for an object of its own. */
export function plan(
  db: Db,
  changes: readonly (Partial<PlannedChange> & { readonly reference?: boolean })[],
): void {
  changes.forEach(({ reference, ...change }, i) => {
    const object = change.object ?? i + 1
    const whole = {
      object,
      mv: object,
      system: 1,
      type: 'user',
      operation: 'update',
      attribute: 'title',
      old: 'A',
      new: 'B',
      rule: 'Out to AD',
      from: 'title',
      risk: 'low',
      name: `Person ${object}`,
      key: `CN=${object}`,
      ...change,
    } as PlannedChange
    replaceChanges(db, reference ?? false, [{ object, changes: [whole], isNew: true }], 1)
  })
}
