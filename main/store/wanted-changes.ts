import type { PlannedChange } from '../engine/model.ts'
import type { Wanted } from './change-rows.ts'

/** The plan of a batch of objects, one by one. @param created objects that were made a moment ago */
export function* wantedOf(
  changes: ReadonlyMap<number, readonly PlannedChange[]>,
  created?: ReadonlySet<number>,
): Iterable<Wanted> {
  for (const [object, wanted] of changes)
    yield { object, changes: wanted, isNew: created?.has(object) ?? false }
}
