import { addDays } from './calendar.ts'
import type { CompiledRules, MvType } from './compiled-rules.ts'
import type { Identity } from './identity.ts'
import { isSource } from './sticky-join.ts'

/** Whether a system that keeps identities of this type alive still holds the identity. */
export const isHeld = (identity: Identity, type: MvType, rules: CompiledRules, today: string): boolean =>
  identity.fresh ||
  identity.linked.some(
    (object) =>
      !object.unborn &&
      (!object.deleted || object.kept !== undefined) &&
      (type.holders === 'last' ||
        (type.holders === 'sources'
          ? isSource(object, type.name, rules, today)
          : type.holders.has(object.system))) &&
      !(object.system === type.bystanders?.system && type.bystanders.types.has(object.type)),
  )

/** Since when an identity that nobody holds has been gone, and the day from which it may be deleted. */
export function departure(
  identity: Identity,
  type: MvType,
  today: string,
): { readonly since: string; readonly end: string } {
  const since = identity.departed ?? today
  return { since, end: addDays(since, type.keptFor) }
}
