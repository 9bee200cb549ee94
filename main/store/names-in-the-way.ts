import { dnKey } from '../engine/dn-key.ts'
import type { Db } from './database.ts'
import type { ChangeRow } from './export-request.ts'
import { sql } from './statement.ts'

/** A name that an approved change asks for and another object of the same export gives up, by getting another or by being deleted. */
export interface NameInTheWay {
  /** '' for the DN. */
  readonly attribute: string
  readonly holder: number
}

/** Which attributes no two objects of a system may share: its schema says so. */
export function uniqueAttributes(db: Db, system: number): ReadonlySet<string> {
  const text = sql<{ schema: string | null }>(db, 'select schema from system where id = ?').get(
    system,
  )?.schema
  if (text == null) return new Set()
  const { types } = JSON.parse(text) as {
    types: { attributes: Record<string, { type: string; unique?: boolean; multi?: boolean }> }[]
  }
  return new Set(
    types.flatMap(({ attributes }) =>
      Object.entries(attributes).flatMap(([name, { type, unique, multi }]) =>
        unique === true && type === 'string' && multi !== true ? [name] : [],
      ),
    ),
  )
}

/**
 * What stands in the way of writing an object's approved changes now: names that others still have and are about to give up. Whoever keeps
 * a name is nobody to wait for; there the system refuses, and says why.
 */
export function namesInTheWay(
  db: Db,
  rows: readonly ChangeRow[],
  unique: ReadonlySet<string>,
): readonly NameInTheWay[] {
  return rows.flatMap((row) => {
    const holder =
      row.operation === 'move'
        ? holderOfDn(db, row)
        : row.attribute !== null && unique.has(row.attribute) && row.reference === 0
          ? holderOfValue(db, row)
          : undefined
    return holder === undefined
      ? []
      : [{ attribute: row.operation === 'move' ? '' : (row.attribute ?? ''), holder }]
  })
}

function holderOfDn(db: Db, row: ChangeRow): number | undefined {
  return sql<{ object: number }>(
    db,
    `select l.object from cs_lookup l join cs_object o on o.id = l.object
     where l.space = ? and l.value = ? and l.object <> ? and o.anchor is not null and o.deleted = 0
     and exists (select 1 from change c where c.object = l.object and c.operation in ('move', 'delete') and c.state = 'planned' and c.decision = 'approved')`,
  ).get(`dn:${row.system}`, dnKey(JSON.parse(row.new as string) as string), row.object)?.object
}

function holderOfValue(db: Db, row: ChangeRow): number | undefined {
  if (row.new === null) return undefined
  return givesUp(db, row) ?? goesWith(db, row)
}

/** Who is deleted in the same export takes the value along. */
function goesWith(db: Db, row: ChangeRow): number | undefined {
  return sql<{ object: number }>(
    db,
    `select object from change
     where system = ? and operation = 'delete' and state = 'planned' and decision = 'approved'
     and lower(old -> '$.attributes' ->> ?) = lower(? ->> '$')`,
  ).get(row.system, row.attribute, row.new)?.object
}

function givesUp(db: Db, row: ChangeRow): number | undefined {
  return sql<{ object: number }>(
    db,
    `select object from change
     where system = ? and attribute = ? and lower(substr(old, 1, 100)) = lower(substr(?, 1, 100)) and lower(old) = lower(?)
     and state = 'planned' and decision = 'approved' and operation = 'update' and reference = 0 and old is not null
     and object <> ? and not exists (select 1 from step_aside a where a.object = change.object and a.attribute = change.attribute)`,
  ).get(row.system, row.attribute, row.new, row.new, row.object)?.object
}
