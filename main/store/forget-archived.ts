import { hash } from 'node:crypto'
import { appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import { type ArchivedKind, mayGo } from './prunable-history.ts'
import { sql } from './statement.ts'

/** A file that details of old sessions have gone into. */
export interface HistoryArchive {
  readonly id: number
  /** Its name in the workspace's `archive` folder, and SHA-256 over the file. */
  readonly name: string
  readonly sha256: string
  readonly at: number
  readonly author: string
  readonly before: number
  readonly writtenThrough: number | null
  readonly changes: number
  readonly runs: number
  readonly approvals: number
  readonly findings: number
  readonly sessions: number
  /** The first and the last of its sessions; null: it has none. */
  readonly first: number | null
  readonly last: number | null
  /** Null: rows that it holds are still being taken out. */
  readonly finished: number | null
}

/** In the order in which they were written. */
export const historyArchives = (db: Db): HistoryArchive[] =>
  sql<HistoryArchive>(
    db,
    `select id, name, sha256, at, author, before, written_through as writtenThrough, changes, runs, approvals, findings, finished,
       (select count(*) from archive_session s where s.archive = archive.id) as sessions,
       (select min(session) from archive_session s where s.archive = archive.id) as first,
       (select max(session) from archive_session s where s.archive = archive.id) as last
     from archive order by id`,
  ).all()

export interface NewArchive {
  readonly name: string
  readonly sha256: string
  readonly before: number
  readonly counts: Readonly<Record<ArchivedKind, number>>
  readonly sessions: readonly number[]
  readonly exports: readonly (readonly [run: number, started: number])[]
}

/**
 * Takes note of an archive that is whole on the disk, in the audit too, and keeps of its sessions what the history shows, before anything of
 * it is taken out of the database.
 */
export function recordArchive(
  db: Db,
  { archive, author, at }: { archive: NewArchive; author: string; at: number },
): number {
  const { name, sha256, before, counts, sessions, exports } = archive
  return durably(db, () => {
    const id = Number(
      sql(
        db,
        `insert into archive (name, sha256, at, author, before, written_through, changes, runs, approvals, findings)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        name,
        sha256,
        at,
        author,
        before,
        exports.length === 0 ? null : exports.reduce((latest, [, started]) => Math.max(latest, started), 0),
        counts.change,
        counts.run,
        counts.approval,
        counts.finding,
      ).lastInsertRowid,
    )
    for (const session of sessions) {
      sql(db, 'insert into archive_session (session, archive) values (?, ?)').run(session, id)
      keepRuns(db, session)
    }
    for (const [run] of exports) sql(db, 'insert into archive_run (run, archive) values (?, ?)').run(run, id)
    appendAudit(db, [
      {
        at,
        author,
        event: 'history-pruned',
        details: {
          archive: name,
          sha256,
          before,
          sessions: sessions.length === 0 ? [] : [Math.min(...sessions), Math.max(...sessions)],
          changes: counts.change,
          runs: counts.run,
          approvals: counts.approval,
          findings: counts.finding,
        },
      },
    ])
    return id
  })
}

/** What the history shows of a session's runs: the last of each step and system, and how long all of them took. */
function keepRuns(db: Db, session: number): void {
  sql(
    db,
    `update session set
       runs = (select json_group_array(json_object('id', id, 'session', session, 'step', step, 'system', system, 'mode', mode, 'state', state,
           'started', started, 'ended', ended, 'statistics', statistics, 'message', message, 'author', author))
         from run where session = @session and id in (select max(id) from run where session = @session group by step, system)),
       machine_time = (select coalesce(sum(ended - started), 0) from run where session = @session)
     where id = @session and runs is null`,
  ).run({ session })
}

interface ArchivedLine {
  readonly kind: ArchivedKind | 'archive'
  readonly id: number
  readonly hashes?: string
}

/**
 * Takes lines of an archive out of the database, in one transaction with what stays of them. What may not go any more, since somebody had
 * something to do with it after the archive was written, is left where it is.
 */
export function forgetArchived(db: Db, input: { before: number; lines: readonly string[] }): void {
  const lines = input.lines.map((line) => JSON.parse(line) as ArchivedLine)
  const { before } = input
  const idsOf = (kind: ArchivedKind): readonly number[] => {
    const ids = lines.flatMap((line) => (line.kind === kind ? [line.id] : []))
    // The conditions of some look at all changes.
    if (ids.length === 0) return []
    return sql<{ id: number }>(
      db,
      `select id from ${kind} where id in (select value from json_each(@ids)) and ${mayGo[kind]}`,
    )
      .all({ ids: JSON.stringify(ids), before })
      .map(({ id }) => id)
  }
  db.transaction(() => {
    forgetChanges(db, JSON.stringify(idsOf('change')))
    for (const kind of ['run', 'finding'] as const)
      sql(db, `delete from ${kind} where id in (select value from json_each(?))`).run(
        JSON.stringify(idsOf(kind)),
      )
    const approvals = new Set(idsOf('approval'))
    for (const { kind, id, hashes = '' } of lines)
      if (kind === 'approval' && approvals.has(id))
        sql(db, `update approval set digest = ?, hashes = x'', previous = '[]' where id = ?`).run(
          hash('sha256', Buffer.from(hashes, 'hex'), 'hex'),
          id,
        )
  })()
}

/** @param ids a JSON array */
function forgetChanges(db: Db, ids: string): void {
  const these = '(select value from json_each(@ids))'
  sql(
    db,
    `insert into change_summary (session, system, operation, attribute, rule, state, n, first, last)
     select r.session, c.system, c.operation, coalesce(c.attribute, ''), c.rule, c.state, count(*), min(r.started), max(r.started)
     from change c join run r on r.id = c.export_run where c.id in ${these} group by 1, 2, 3, 4, 5, 6
     on conflict do update set n = n + excluded.n, first = min(first, excluded.first), last = max(last, excluded.last)`,
  ).run({ ids })
  sql(
    db,
    `insert into approval_summary (approval, session, state, n)
     select c.approval, r.session, c.state, count(*) from change c join run r on r.id = c.export_run
     where c.id in ${these} and c.approval is not null group by 1, 2, 3
     on conflict do update set n = n + excluded.n`,
  ).run({ ids })
  sql(
    db,
    `insert or replace into gone_object (object, name, key)
     select object, json_extract(old, '$.attributes.displayName'), key from change
     where id in ${these} and operation = 'delete' order by id`,
  ).run({ ids })
  sql(db, `delete from deleted_image where change in ${these}`).run({ ids })
  sql(db, `delete from change where id in ${these}`).run({ ids })
}

/** Everything that it holds and may go is out of the database. */
export function finishArchive(db: Db, input: { archive: number; at: number }): void {
  durably(db, () => sql(db, 'update archive set finished = ? where id = ?').run(input.at, input.archive))
}
