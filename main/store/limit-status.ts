import type { LimitExample } from '../../preload/contract/changes.ts'
import type { LimitsSource } from '../config/limit-schema.ts'
import { allowance, type Limit, limitsOf } from '../policy/limits.ts'
import type { Db } from './database.ts'
import { groupLosses } from './group-losses.ts'
import { excuse, type Override, overrideFor, recordOverride } from './limit-overrides.ts'
import { type Condition, type Counted, countedBy, measuredUse } from './limit-use.ts'
import { sql } from './statement.ts'

/** Examples that are shown of what is too much. */
const shown = 10
const day = 86_400_000

/** The id of the limit over what one group may lose. */
const groupLimit = 'groupMembers'

export interface LimitInput {
  readonly limits: LimitsSource
  readonly systems: readonly { readonly id: number; readonly name: string }[]
  /** `approved`: what an export would write now; `pending`: all that is planned. */
  readonly condition: Condition
  readonly at: number
}

export interface LimitRow {
  readonly system: number
  readonly limit: string
  /** `deletes`, `members of Sales` */
  readonly title: string
  readonly count: number
  /** Of it, what was written before and counts along. */
  readonly written: number
  readonly allowed: number
  readonly baseline: number
  readonly over: boolean
  readonly override: Override | undefined
  /** The most telling of what is too much; empty where it is not. */
  readonly examples: readonly LimitExample[]
}

type Judged = LimitRow & { readonly counted: readonly Counted[] }

/** How much of each limit is used, in each of the systems. */
export const limitStatus = (db: Db, input: LimitInput): readonly LimitRow[] =>
  judge(db, input).map(({ counted: _, ...row }) => row)

/**
 * Lets what is approved pass the named limits, and notes of all that stands under an override that it does.
 * @returns the limits that are still passed, and the names that no passed limit has
 */
export function passLimits(
  db: Db,
  input: LimitInput & {
    readonly override: readonly string[]
    readonly reason: string
    readonly author: string
  },
): { readonly over: readonly LimitRow[]; readonly unknown: readonly string[] } {
  const over = judge(db, input).filter((row) => row.over)
  const wanted = new Set(input.override)
  const unknown = input.override.filter((name) => !over.some(({ limit }) => limit === name))
  if (unknown.length > 0) return { over: over.map(withoutCounted), unknown }
  for (const [limit, system] of distinct(
    over.filter((row) => wanted.has(row.limit) && row.override === undefined),
  ))
    recordOverride(db, { ...input, ...sumOf(over, limit, system), limit, system })
  const left: LimitRow[] = []
  for (const row of over) {
    const override = overrideFor(db, row.limit, row.system, row.counted)
    if (override === undefined) left.push(withoutCounted(row))
    else excuse(db, override.id, row.counted)
  }
  return { over: left, unknown }
}

const withoutCounted = ({ counted: _, ...row }: Judged): LimitRow => row

const distinct = (rows: readonly Judged[]): readonly (readonly [limit: string, system: number])[] => [
  ...new Map(rows.map(({ limit, system }) => [`${limit} ${system}`, [limit, system] as const])).values(),
]

/** All groups that lose too many are one limit to whoever overrides it. */
function sumOf(rows: readonly Judged[], limit: string, system: number) {
  const same = rows.filter((row) => row.limit === limit && row.system === system)
  return {
    counted: same.flatMap(({ counted }) => counted),
    count: same.reduce((sum, { count }) => sum + count, 0),
    allowed: same.reduce((sum, { allowed }) => sum + allowed, 0),
  }
}

function judge(db: Db, input: LimitInput): readonly Judged[] {
  const since = input.at - input.limits.within * day
  const limits = limitsOf(input.limits)
  return input.systems.flatMap(({ id, name }) => [
    ...limits
      .filter(({ systems }) => systems?.includes(name) ?? true)
      .map((limit) => judged(db, limit, id, { ...input, since })),
    ...groupLosses(db, input.limits.groupMembers, id, { ...input, since }).map((loss) =>
      finished(db, {
        system: id,
        limit: groupLimit,
        title: `members of ${loss.name}`,
        written: loss.count - loss.counted.reduce((sum, { n }) => sum + n, 0),
        over: true,
        ...loss,
      }),
    ),
  ])
}

function judged(
  db: Db,
  limit: Limit,
  system: number,
  input: { readonly condition: Condition; readonly since: number },
): Judged {
  const { pending, written, baseline } = measuredUse(db, limit, system, input)
  const allowed = allowance(limit.bound, baseline)
  const count = pending + written
  // Nothing more is written where nothing is pending, however much was.
  const over = pending > 0 && count > allowed
  const counted = over ? countedBy(db, limit, system, input.condition) : []
  return finished(db, {
    system,
    limit: limit.id,
    title: limit.title,
    count,
    written,
    allowed,
    baseline,
    over,
    counted,
  })
}

function finished(db: Db, row: Omit<Judged, 'override' | 'examples'>): Judged {
  return {
    ...row,
    override: row.over ? overrideFor(db, row.limit, row.system, row.counted) : undefined,
    examples: row.over ? examplesOf(db, row.counted) : [],
  }
}

/** The riskiest first, then those to which most others refer or who refer to most: managers, large groups, members of many. */
function examplesOf(db: Db, counted: readonly Counted[]): readonly LimitExample[] {
  return sql<LimitExample>(
    db,
    `select c.id as change, c.operation, c.name, c.key from change c
     where c.id in (select value from json_each(?))
     order by c.risk desc,
       (select count(*) from cs_reference r where r.target = c.object) + (select count(*) from cs_reference r where r.source = c.object) desc,
       c.name, c.id limit ${shown}`,
  ).all(JSON.stringify(counted.map(({ id }) => id)))
}
