import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Why a value was written: the outbound rule, the version of the rules it was approved under, and where the value came from. */
export interface WriteReason {
  readonly rule: string
  /** The configuration the approval was given for: every version is kept whole in the table `configuration`. */
  readonly configuration: number | null
  readonly source?: ValueSource
}

interface ValueSource {
  /** The identity's attribute. Of an add or a move there is none: the whole identity is the reason. */
  readonly attribute?: string
  /** Its value, where it is not the one that was written. */
  readonly value?: unknown
  /** Who contributed it: inbound rule, system and object. */
  readonly from: readonly { readonly rule: string; readonly system: string; readonly object: string }[]
}

interface Row {
  rule: string
  source: string | null
  operation: string
  new: string | null
  configuration: number | null
  attributes: string | null
  provenance: string | null
}

/** Read when the result is recorded: a change whose source has another value by then is not written, it is planned anew. */
export function writeReason(db: Db, change: number): WriteReason {
  const row = sql<Row>(
    db,
    `select c.rule, c.source, c.operation, c.new, a.configuration,
       case when c.source is not null or c.operation in ('add', 'move') then m.attributes end as attributes,
       case when c.source is not null or c.operation in ('add', 'move') then m.provenance end as provenance
     from change c left join approval a on a.id = c.approval left join mv_object m on m.id = c.mv where c.id = ?`,
  ).get(change) as Row
  const source = sourceOf(db, row)
  return { rule: row.rule, configuration: row.configuration, ...(source === undefined ? {} : { source }) }
}

function sourceOf(db: Db, row: Row): ValueSource | undefined {
  if (row.provenance === null || row.attributes === null) return undefined
  const contributions = JSON.parse(row.provenance) as [string, number, number, string[]][]
  const { source } = row
  if (source === null) return { from: contributions.map(([rule, object]) => contributor(db, rule, object)) }
  const held = (JSON.parse(row.attributes) as Record<string, unknown>)[source]
  return {
    attribute: source,
    ...(held === undefined || JSON.stringify(held) === row.new ? {} : { value: held }),
    from: contributions
      .filter(([, , , names]) => names.includes(source))
      .map(([rule, object]) => contributor(db, rule, object)),
  }
}

function contributor(db: Db, rule: string, object: number): { rule: string; system: string; object: string } {
  const found = sql<{ system: string; key: string | null }>(
    db,
    `select s.name as system, coalesce(o.anchor, o.dn) as key from cs_object o join system s on s.id = o.system where o.id = ?`,
  ).get(object)
  return { rule, system: found?.system ?? '', object: found?.key ?? `#${object}` }
}
