import { addDays } from './calendar.ts'
import type { CompiledRules } from './compiled-rules.ts'
import type { CsObject, Provenance } from './model.ts'

/**
 * What a rule's soft-delete interval keeps: an object that was deleted, or that no rule has in scope any more, stays linked for the interval
 * of the rule that linked it, and its identity keeps the values it has from it.
 */

/** A linked object on its way out: since when, and what its identity has from it, by rule. */
export interface Parting {
  readonly since: string
  readonly kept: Provenance
}

/**
 * The day on which a linked object that its rules let go is let go indeed; undefined: now.
 * @param since the day on which they first did; undefined: today
 */
export function releaseDay(
  object: CsObject,
  since: string | undefined,
  rules: CompiledRules,
  today: string,
): string | undefined {
  const { link } = object
  if (link === undefined) return undefined
  const rule = rules.inbound
    .get(object.system)
    ?.find(({ name, csType }) => name === link.rule && csType === object.type)
  if (rule === undefined || rule.softDelete === 0) return undefined
  const day = addDays(since ?? today, rule.softDelete)
  return day > today ? day : undefined
}

/** The same objects; those on their way out know what they are remembered for. */
export function withPartings(
  objects: readonly CsObject[],
  partings: ReadonlyMap<number, Parting>,
): readonly CsObject[] {
  if (partings.size === 0) return objects
  return objects.map((object) => {
    const parting = partings.get(object.id)
    return parting === undefined ? object : { ...object, kept: keptByRule(object, parting.kept) }
  })
}

const keptByRule = (object: CsObject, kept: Provenance): NonNullable<CsObject['kept']> =>
  new Map(kept.filter(([, source]) => source === object.id).map(([rule, , attributes]) => [rule, attributes]))

/** Whether the objects of its place speak for one on its way out: what came in its stead says what counts now. */
export const isSucceeded = (object: CsObject, linked: readonly CsObject[]): boolean =>
  linked.some(
    (other) =>
      other.id !== object.id &&
      other.system === object.system &&
      other.type === object.type &&
      other.kept === undefined &&
      !other.deleted &&
      !other.unborn,
  )
