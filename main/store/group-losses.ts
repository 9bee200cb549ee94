import type { LimitsSource } from '../config/limit-schema.ts'
import type { Db } from './database.ts'
import { type Condition, type Counted, writtenSince } from './limit-use.ts'
import { sql } from './statement.ts'

/** A group that would lose more of its members than is allowed. */
export interface GroupLoss {
  readonly name: string
  readonly count: number
  readonly allowed: number
  readonly baseline: number
  readonly counted: readonly Counted[]
}

interface LosingRow {
  readonly id: number
  readonly object: number
  readonly attribute: string
  readonly name: string
  readonly hash: Buffer
  readonly removed: number
}

/** The groups of a system that lose too many; what was taken out of them since an instant counts along. */
export function groupLosses(
  db: Db,
  limit: LimitsSource['groupMembers'],
  system: number,
  input: { readonly condition: Condition; readonly since: number },
): readonly GroupLoss[] {
  const decided = input.condition === 'approved' ? `decision = 'approved'` : '1'
  const losing = sql<LosingRow>(
    db,
    `select id, object, attribute, name, hash, json_array_length(old) as removed from change
     where state in ('planned', 'exporting', 'failed') and ${decided} and system = ? and operation = 'update' and reference = 1
     and old is not null order by id`,
  ).all(system)
  const members = sql<{ n: number }>(
    db,
    'select count(*) as n from cs_reference where source = ? and attribute = ? and state <> 2',
  )
  const lately = db.prepare<unknown[], { n: number | null }>(
    `select sum(json_array_length(c.old)) as n from change c
     where c.object = ? and c.attribute = ? and c.reference = 1 and c.old is not null and ${writtenSince(input.since)}`,
  )
  return losing.flatMap((row) => {
    const written = lately.get(row.object, row.attribute)?.n ?? 0
    const baseline = (members.get(row.object, row.attribute)?.n ?? 0) + written
    const allowed = Math.floor((baseline * limit.percent) / 100)
    const count = row.removed + written
    if (baseline <= limit.over || count <= allowed) return []
    const counted = [{ id: row.id, hash: row.hash, n: row.removed }]
    return [{ name: row.name, count, allowed, baseline, counted }]
  })
}
