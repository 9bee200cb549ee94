import type { StepName, StepState } from '../../preload/contract/words.ts'
import { appendAudit } from './audit.ts'
import type { Db } from './database.ts'
import { markInterruptedProfiles } from './profile-runs.ts'
import { sql } from './statement.ts'

export interface SessionRow {
  readonly id: number
  readonly started: number
  readonly author: string
  readonly ended: number | null
  readonly audit_csv: string | null
  /** Of a session whose runs are in an archive: the last of each step and system, as JSON; and how long all of them took. */
  readonly runs: string | null
  readonly machine_time: number | null
}

export interface RunRow {
  readonly id: number
  readonly session: number | null
  readonly step: StepName
  readonly system: number | null
  readonly mode: string
  readonly state: StepState
  readonly started: number
  readonly ended: number | null
  readonly statistics: string
  readonly message: string | null
  /** Who ran it; null where a version before did not note it. */
  readonly author: string | null
  /** The run profile it was part of. */
  readonly profile: string | null
}

/** The session that is open, or undefined. */
export function openSession(db: Db): SessionRow | undefined {
  return sql<SessionRow>(db, 'select * from session where ended is null order by id desc limit 1').get()
}

export function startSession(db: Db, input: { at: number; author: string }): number {
  return db.transaction(() => {
    const open = openSession(db)
    if (open !== undefined) return open.id
    const id = Number(
      sql(db, 'insert into session (started, author) values (?, ?)').run(input.at, input.author)
        .lastInsertRowid,
    )
    appendAudit(db, [
      { at: input.at, author: input.author, event: 'session-started', details: { session: id } },
    ])
    return id
  })()
}

export function endSession(
  db: Db,
  input: { session: number; at: number; author: string; auditCsv: string },
): void {
  db.transaction(() => {
    sql(db, 'update session set ended = ?, audit_csv = ? where id = ?').run(
      input.at,
      input.auditCsv,
      input.session,
    )
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'session-ended',
        details: { session: input.session, report: input.auditCsv },
      },
    ])
  })()
}

export function startRun(
  db: Db,
  input: {
    session: number | null
    step: StepName
    system: number | null
    mode: string
    at: number
    author: string
    profile?: string | undefined
  },
): number {
  return db.transaction(() => {
    const run = Number(
      sql(
        db,
        `insert into run (session, step, system, mode, state, started, author, profile) values (?, ?, ?, ?, 'running', ?, ?, ?)`,
      ).run(
        input.session,
        input.step,
        input.system,
        input.mode,
        input.at,
        input.author,
        input.profile ?? null,
      ).lastInsertRowid,
    )
    const { at, author, session, step, system, mode, profile } = input
    const details = { run, session, step, system, mode, ...(profile === undefined ? {} : { profile }) }
    appendAudit(db, [{ at, author, event: 'run-started', details }])
    return run
  })()
}

export function endRun(
  db: Db,
  input: {
    run: number
    state: StepState
    at: number
    author: string
    statistics: Readonly<Record<string, number>>
    message?: string | undefined
  },
): void {
  db.transaction(() => {
    sql(db, 'update run set state = ?, ended = ?, statistics = ?, message = ? where id = ?').run(
      input.state,
      input.at,
      JSON.stringify(input.statistics),
      input.message ?? null,
      input.run,
    )
    const row = sql<RunRow>(db, 'select * from run where id = ?').get(input.run)
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'run-ended',
        details: {
          run: input.run,
          session: row?.session,
          step: row?.step,
          system: row?.system,
          state: input.state,
          statistics: input.statistics,
          message: input.message,
        },
      },
    ])
  })()
}

/** Runs that were cut off by the end of their process. Called once when a workspace is opened. */
export function markInterrupted(db: Db, input: { at: number; author: string }): number {
  return db.transaction(() => {
    const runs = sql<{ id: number }>(db, `select id from run where state = 'running' order by id`).all()
    markInterruptedProfiles(db, input)
    if (runs.length === 0) return 0
    sql(
      db,
      `update run set state = 'failed', ended = ?, message = 'The program ended before the step did. Run the step again: it goes on where it was.' where state = 'running'`,
    ).run(input.at)
    appendAudit(
      db,
      runs.map(({ id }) => ({
        at: input.at,
        author: input.author,
        event: 'run-interrupted',
        details: { run: id },
      })),
    )
    return runs.length
  })()
}
