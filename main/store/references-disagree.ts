import type { Db } from './database.ts'
import { isSingle } from './export-request.ts'

/** A change of a reference attribute: the objects that are taken and given, as JSON. */
interface ReferenceValues {
  readonly old: string | null
  readonly new: string | null
}

/** Whether two changes of one attribute cannot both be written: it holds one value, or one of them gives what the other takes. */
export function referencesDisagree(
  db: Db,
  change: ReferenceValues & {
    readonly system: number
    readonly type: string
    readonly attribute: string | null
  },
  other: ReferenceValues,
): boolean {
  return isSingle(db, change) || share(change.new, other.old) || share(change.old, other.new)
}

function share(one: string | null, another: string | null): boolean {
  const held = new Set(idsIn(one))
  return idsIn(another).some((target) => held.has(target))
}

const idsIn = (text: string | null): number[] => (text === null ? [] : (JSON.parse(text) as number[]))
