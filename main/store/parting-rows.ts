import type { Provenance } from '../engine/model.ts'
import type { Parting } from '../engine/soft-delete.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Of these objects, those that stay linked for the soft-delete interval of their rule: since when, and what their identity has from them. */
export function partingsOf(db: Db, objects: readonly number[]): ReadonlyMap<number, Parting> {
  if (!isUsed(db)) return new Map()
  const one = sql<{ since: string; provenance: string }>(
    db,
    `select p.since, m.provenance from cs_parting p join cs_connection c on c.object = p.object
     join mv_object m on m.id = c.mv where p.object = ?`,
  )
  return new Map(
    objects.flatMap((id) => {
      const row = one.get(id)
      return row === undefined ? [] : [[id, { since: row.since, kept: parse(row.provenance) }] as const]
    }),
  )
}

/** Of a batch that was looked at, those that are not on their way out, or not any more, are forgotten. */
export function savePartings(
  db: Db,
  batch: readonly { readonly id: number }[],
  partings: ReadonlyMap<number, string>,
): void {
  if (partings.size === 0 && !isUsed(db)) return
  const back = sql(db, 'delete from cs_parting where object = ?')
  const part = sql(db, 'insert or ignore into cs_parting (object, since) values (?, ?)')
  for (const { id } of batch) {
    const since = partings.get(id)
    if (since === undefined) back.run(id)
    else part.run(id, since)
  }
}

const parse = (text: string): Provenance =>
  (JSON.parse(text) as [string, number, number, string[]][]).map(([rule, object, , attributes]) => [
    rule,
    object,
    attributes,
  ])

const isUsed = (db: Db): boolean => sql(db, 'select 1 from cs_parting limit 1').get() !== undefined
