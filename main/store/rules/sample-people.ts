import type { Db } from '../database.ts'
import { sql } from '../statement.ts'

/** Some identities a rule has something to say of, for whoever has chosen none yet. */
export function samplePeople(
  db: Db,
  input: { of: { system: number; type: string } | { mvType: string }; limit: number },
): number[] {
  const rows =
    'system' in input.of
      ? sql<{ id: number }>(
          db,
          `select c.mv as id from cs_object o join cs_connection c on c.object = o.id
           where o.system = ? and o.type = ? and o.anchor is not null limit ?`,
        ).all(input.of.system, input.of.type, input.limit)
      : sql<{ id: number }>(db, 'select id from mv_object where type = ? order by id limit ?').all(
          input.of.mvType,
          input.limit,
        )
  return [...new Set(rows.map(({ id }) => id))]
}
