import { isUnder, type Limit, type LimitUse } from '../policy/limits.ts'
import type { Db } from './database.ts'
import { figure } from './figures.ts'
import { sql } from './statement.ts'

/** A change that a limit counts, and as how much: an object once, members that a group loses each. */
export interface Counted {
  readonly id: number
  readonly hash: Buffer
  readonly n: number
}

export type Condition = 'approved' | 'pending'

const conditions = {
  approved: `c.state in ('planned', 'exporting', 'failed') and c.decision = 'approved'`,
  pending: `c.state in ('planned', 'exporting', 'failed')`,
} as const

/** The SQL condition of what was written since an instant and counts along. */
export const writtenSince = (since: number): string =>
  `c.state in ('exported', 'confirmed', 'unconfirmed') and c.excused is null
   and c.export_run in (select id from run where started >= ${Math.floor(since)})`

/** Which changes a limit counts in a system. */
export const countedBy = (db: Db, limit: Limit, system: number, condition: Condition): readonly Counted[] =>
  select(db, limit, system, conditions[condition])

/** How much of a limit would be used, was used since an instant, and of how many objects a percentage is. */
export function measuredUse(
  db: Db,
  limit: Limit,
  system: number,
  input: { readonly condition: Condition; readonly since: number },
): LimitUse {
  const named = JSON.stringify([limit, system, input.condition])
  return {
    pending: figure(db, 'plan', `limit ${named}`, () =>
      sizeOf(db, limit, system, conditions[input.condition]),
    ),
    written: sizeOf(db, limit, system, writtenSince(input.since)),
    baseline: baselineOf(db, limit, system, input.since),
  }
}

/** Counted in the database, unless a place or a list of members has to be looked at. */
function sizeOf(db: Db, limit: Limit, system: number, where: string): number {
  if (limit.under !== undefined || limit.operations.includes('remove-member'))
    return select(db, limit, system, where).reduce((sum, row) => sum + row.n, 0)
  const { text, values } = filter(limit)
  const row = db
    .prepare<unknown[], { n: number }>(
      `select count(distinct +c.object) as n from change c where ${where} and c.system = ? and ${text}`,
    )
    .get(system, ...values)
  return row?.n ?? 0
}

interface SelectedRow {
  readonly id: number
  readonly object: number
  readonly hash: Buffer
  readonly operation: string
  readonly dn: string | null
  readonly removed: number
}

function select(db: Db, limit: Limit, system: number, where: string): readonly Counted[] {
  const { text, values } = filter(limit)
  const rows = db
    .prepare<unknown[], SelectedRow>(
      `select c.id, c.object, c.hash, c.operation,
         case when c.operation = 'add' then json_extract(c.new, '$.dn') else o.dn end as dn,
         case when c.reference = 1 and c.old is not null then json_array_length(c.old) else 0 end as removed
       from change c left join cs_object o on o.id = c.object where ${where} and c.system = ? and ${text} order by c.id`,
    )
    .all(system, ...values)
  const below = limit.under === undefined ? () => true : isUnder(limit.under)
  const members = limit.operations.includes('remove-member')
  const seen = new Set<number>()
  return rows.flatMap(({ id, object, hash, dn, removed }) => {
    if (!below(dn)) return []
    const once = seen.has(object) ? 0 : 1
    seen.add(object)
    return [{ id, hash, n: members ? removed : once }]
  })
}

/** The condition of a limit over `change c`. To remove members is to change a list of references. */
function filter({ operations, types, attributes }: Limit): { text: string; values: unknown[] } {
  const among = (column: string, list: readonly string[]) => ({
    text: `${column} in (select value from json_each(?))`,
    value: JSON.stringify(list),
  })
  const parts = [
    ...(operations.includes('remove-member')
      ? [{ text: `c.operation = 'update' and c.reference = 1 and c.old is not null and ?`, value: 1 }]
      : [among('c.operation', operations)]),
    ...(types === undefined ? [] : [among('c.type', types)]),
    ...(attributes === undefined
      ? []
      : [
          among(
            'lower(c.attribute)',
            attributes.map((name) => name.toLowerCase()),
          ),
        ]),
  ]
  return {
    text: parts.map((part) => part.text).join(' and '),
    values: parts.map((part) => part.value),
  }
}

/** Objects that were there at an instant: those that are, with those that we deleted since and without those that we added. */
function baselineOf(db: Db, { types, under }: Limit, system: number, since: number): number {
  const given = { system, types: types === undefined ? null : JSON.stringify(types) }
  const held = `system = @system and observed is not null and deleted = 0
    and (@types is null or type in (select value from json_each(@types)))`
  const now = figure(db, 'space', `baseline ${JSON.stringify([system, types, under])}`, () =>
    under === undefined
      ? (sql<{ n: number }>(db, `select count(*) as n from cs_object where ${held}`).get(given)?.n ?? 0)
      : sql<{ dn: string | null }>(db, `select dn from cs_object where ${held}`)
          .all(given)
          .filter(({ dn }) => isUnder(under)(dn)).length,
  )
  if (under !== undefined) return now
  const moved = sql<{ deleted: number; added: number }>(
    db,
    `select coalesce(sum(operation = 'delete'), 0) as deleted, coalesce(sum(operation = 'add' and state = 'confirmed'), 0) as added
     from change where operation in ('add', 'delete') and system = @system and state in ('exported', 'confirmed', 'unconfirmed')
     and (@types is null or type in (select value from json_each(@types)))
     and export_run in (select id from run where started >= @since)`,
  ).get({ ...given, since })
  return Math.max(0, now + (moved?.deleted ?? 0) - (moved?.added ?? 0))
}
