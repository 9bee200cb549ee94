import { isBelow, normalizeDn } from '../../connectors/kit/dn.ts'
import type { LimitSource, LimitsSource, limitedOperations } from '../config/limit-schema.ts'

export type LimitedOperation = (typeof limitedOperations)[number]

/** One limit of the workspace, over the changes of one system. */
export interface Limit {
  /** How it is called where it is overridden: `delete`, or the name of a limit of one's own. */
  readonly id: string
  /** For a person: `deletes`, `removals from a group`. */
  readonly title: string
  readonly operations: readonly LimitedOperation[]
  readonly systems?: readonly string[] | undefined
  readonly types?: readonly string[] | undefined
  readonly attributes?: readonly string[] | undefined
  readonly under?: readonly string[] | undefined
  readonly bound: LimitSource
}

/** How much of a limit is used, and what of. */
export interface LimitUse {
  /** What would be written now. */
  readonly pending: number
  /** What was written within the days that count along, and was not allowed by an override. */
  readonly written: number
  /** Of how many objects a percentage is: those that were there at the beginning of these days. */
  readonly baseline: number
}

/** The limits of a workspace; those without a bound limit nothing. */
export function limitsOf(source: LimitsSource): readonly Limit[] {
  const own = (['delete', 'disable', 'add', 'update', 'move'] as const).map((operation): Limit => {
    const title = `${operation}s`
    return { id: operation, title, operations: [operation], bound: source[operation] }
  })
  const more = source.more.map(
    ({ name, count, percent, ...rest }): Limit => ({
      id: name,
      title: name,
      ...rest,
      bound: { count, percent },
    }),
  )
  return [...own, ...more].filter(({ bound }) => bound.count !== undefined || bound.percent !== undefined)
}

/**
 * How many are allowed: the smaller of count and percentage, but at least one object, so that a small system is not locked, unless one of them
 * is 0.
 */
export function allowance({ count, percent }: LimitSource, baseline: number): number {
  const byPercent = percent === undefined ? Number.POSITIVE_INFINITY : Math.floor((baseline * percent) / 100)
  const allowed = Math.min(byPercent, count ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(allowed)) return Number.MAX_SAFE_INTEGER
  return count === 0 || percent === 0 ? 0 : Math.max(1, allowed)
}

/** Whether a DN is one of these or below one of them. */
export function isUnder(roots: readonly string[]): (dn: string | null) => boolean {
  const normal = roots.map(normalizeDn)
  return (dn) => dn !== null && normal.some((root) => normalizeDn(dn) === root || isBelow(dn, root))
}
