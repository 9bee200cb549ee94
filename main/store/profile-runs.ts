import { appendAudit } from './audit.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** How a run profile went the last time; times in ms since 1970. */
export interface ProfileRunRow {
  readonly profile: string
  readonly state: 'running' | 'done' | 'stopped' | 'failed' | 'cancelled'
  readonly started: number
  readonly ended: number | null
  readonly author: string
  /** The step it is at or ended with, from 1. */
  readonly at: number
  readonly steps: number
  readonly message: string
}

export const profileRuns = (db: Db, _input: null): ProfileRunRow[] =>
  sql<ProfileRunRow>(db, 'select * from profile_run').all()

export function startProfile(
  db: Db,
  input: { readonly profile: string; readonly steps: readonly string[]; at: number; author: string },
): void {
  const { profile, steps, at, author } = input
  db.transaction(() => {
    sql(
      db,
      `insert or replace into profile_run (profile, state, started, ended, author, at, steps, message)
       values (?, 'running', ?, null, ?, 1, ?, '')`,
    ).run(profile, at, author, steps.length)
    appendAudit(db, [{ at, author, event: 'profile-started', details: { profile, steps } }])
  })()
}

/** Notes which step a profile is at, from 1. */
export function enterProfileStep(db: Db, input: { readonly profile: string; readonly step: number }): void {
  sql(db, 'update profile_run set at = ? where profile = ?').run(input.step, input.profile)
}

export function endProfile(
  db: Db,
  input: {
    readonly profile: string
    readonly state: Exclude<ProfileRunRow['state'], 'running'>
    readonly message: string
    readonly at: number
    readonly author: string
  },
): void {
  const { profile, state, message, at, author } = input
  db.transaction(() => {
    const row = sql<ProfileRunRow>(db, 'select * from profile_run where profile = ?').get(profile)
    sql(db, 'update profile_run set state = ?, ended = ?, message = ? where profile = ?').run(
      state,
      at,
      message,
      profile,
    )
    const details = { profile, state, step: row?.at, steps: row?.steps, message }
    appendAudit(db, [{ at, author, event: 'profile-ended', details }])
  })()
}

/** Profiles that were cut off by the end of their process; to be called in a transaction. */
export function markInterruptedProfiles(db: Db, input: { at: number; author: string }): void {
  const cut = sql<{ profile: string }>(db, `select profile from profile_run where state = 'running'`).all()
  const message = 'The program ended before the profile did. Run it again: each step goes on where it was.'
  for (const { profile } of cut) endProfile(db, { ...input, profile, state: 'failed', message })
}
