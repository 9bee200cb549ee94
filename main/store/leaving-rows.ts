import type { LeavingSince } from '../engine/sync-port.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Since when identities are held by nobody, and accounts are out of scope. */
export function leavingSince(db: Db, mv: readonly number[], objects: readonly number[]): LeavingSince {
  return { departed: since(db, 'mv_departed', mv), left: since(db, 'cs_leaving', objects) }
}

export function saveLeaving(
  db: Db,
  saved: {
    readonly batch: readonly number[]
    readonly departed: ReadonlyMap<number, string>
    readonly left: ReadonlyMap<number, string | undefined>
  },
): void {
  if (saved.departed.size > 0 || isUsed(db, 'mv_departed')) {
    const back = sql(db, 'delete from mv_departed where object = ?')
    for (const id of saved.batch) if (!saved.departed.has(id)) back.run(id)
  }
  const depart = sql(db, 'insert or ignore into mv_departed (object, since) values (?, ?)')
  for (const [id, day] of saved.departed) depart.run(id, day)
  const leave = sql(db, 'insert or ignore into cs_leaving (object, since) values (?, ?)')
  const stay = sql(db, 'delete from cs_leaving where object = ?')
  for (const [object, day] of saved.left)
    if (day === undefined) stay.run(object)
    else leave.run(object, day)
}

function since(
  db: Db,
  table: 'mv_departed' | 'cs_leaving',
  ids: readonly number[],
): ReadonlyMap<number, string> {
  if (!isUsed(db, table)) return new Map()
  const one = sql<{ since: string }>(db, `select since from ${table} where object = ?`)
  return new Map(
    ids.flatMap((id) => {
      const row = one.get(id)
      return row === undefined ? [] : [[id, row.since] as const]
    }),
  )
}

const isUsed = (db: Db, table: 'mv_departed' | 'cs_leaving'): boolean =>
  sql(db, `select 1 from ${table} limit 1`).get() !== undefined
