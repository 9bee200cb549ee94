import type { ReadProfile } from '../policy/read-profile.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Reads that are remembered of each system. */
const kept = 5

/** What the last believed full reads of a system looked like, the latest first. */
export const importProfiles = (db: Db, input: { system: number }): readonly ReadProfile[] =>
  sql<{ profile: string }>(
    db,
    `select profile from import_profile where system = ? order by id desc limit ${kept}`,
  )
    .all(input.system)
    .map(({ profile }) => JSON.parse(profile) as ReadProfile)

export function rememberProfile(db: Db, input: { system: number; at: number; profile: ReadProfile }): void {
  db.transaction(() => {
    sql(db, 'insert into import_profile (system, at, profile) values (?, ?, ?)').run(
      input.system,
      input.at,
      JSON.stringify(input.profile),
    )
    sql(
      db,
      `delete from import_profile where system = @system and id not in
       (select id from import_profile where system = @system order by id desc limit ${kept})`,
    ).run({ system: input.system })
  })()
}
