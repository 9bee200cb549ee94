import { lasting, systemTitle } from '../reports/sql-parts.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** The details that go into an archive, in the order in which they stand in it and are taken out: a run goes after its changes. */
export const archivedKinds = ['change', 'run', 'approval', 'finding'] as const
export type ArchivedKind = (typeof archivedKinds)[number]

/** Runs of sessions that had ended before an instant, @before. */
const oldRuns = `(select r.id from run r join session s on s.id = r.session where s.ended < @before)`
const undoing = `select undoes from change where undoes is not null`

/**
 * A change of which nothing is to come: written and read back as written, by a session that ended before @before. It stays while a later
 * decision of ours rests on it: what an undo has to do with, for what was undone is not written again, and deletions of objects that others
 * still name. (The plus keeps SQLite from going by the run: changes are walked by their number, page by page.)
 */
const changeMayGo = (c: string): string => `(${c}.state = 'confirmed' and +${c}.export_run in ${oldRuns}
  and ${c}.undoes is null and ${c}.id not in (${undoing})
  and ${c}.object not in (select object from change where undoes is not null)
  and (${c}.operation <> 'add' or ${c}.mv is null
    or ${c}.mv not in (select mv from change where undoes is not null and mv is not null))
  and (${c}.operation <> 'delete' or not exists (select 1 from cs_object o where o.id = ${c}.object)))`

/** What may go, by kind: a condition over the table of that name, with @before. */
export const mayGo: Readonly<Record<ArchivedKind, string>> = {
  change: changeMayGo('change'),
  // The last import of a system is shown wherever the system is, and the plan names the run that made it.
  run: `run.state <> 'running' and run.session in (select id from session where ended < @before)
    and run.id not in (select max(id) from run where step = 'import' and system is not null group by system)
    and run.id is not (select max(run) from change where state in ('planned', 'exporting', 'failed'))
    and not exists (select 1 from change k where k.export_run = run.id and not ${changeMayGo('k')})`,
  // The decision itself stays; what goes is the list of what it was about.
  approval: `approval.at < @before and length(approval.hashes) > 0 and approval.id not in (
      select k.approval from change k where k.approval is not null and not ${changeMayGo('k')}
      union select k.first_approval from change k where k.first_approval is not null and not ${changeMayGo('k')})`,
  // Others are closed, and gone, when what they tell of is put right. Nobody can put right what is not there any more.
  finding: `finding.at < @before and (
      (finding.object is not null and not exists (select 1 from cs_object o where o.id = finding.object))
      or (finding.object is null and finding.mv is not null and not exists (select 1 from mv_object m where m.id = finding.mv)))`,
}

export interface PrunableHistory {
  readonly sessions: number
  readonly changes: number
  readonly runs: number
  readonly approvals: number
  readonly findings: number
  /** What their values, names and lists take in the database, roughly. */
  readonly bytes: number
}

/** How much would go. */
export function prunableHistory(db: Db, input: { before: number }): PrunableHistory {
  const count = (kind: ArchivedKind, size: string): { n: number; bytes: number } =>
    sql<{ n: number; bytes: number }>(
      db,
      `select count(*) as n, coalesce(sum(${size}), 0) as bytes from ${kind} where ${mayGo[kind]}`,
    ).get({ before: input.before }) as { n: number; bytes: number }
  const length = (...columns: string[]): string =>
    columns.map((column) => `coalesce(length(${column}), 0)`).join(' + ')
  const change = count('change', `120 + ${length('old', 'new', 'name', 'key', 'pattern', 'rule')}`)
  const run = count('run', `60 + ${length('statistics', 'message')}`)
  const approval = count('approval', length('hashes', 'previous'))
  const finding = count('finding', `60 + ${length('message', 'advice', 'place')}`)
  const { n: sessions } = sql<{ n: number }>(
    db,
    `select count(*) as n from (select session from run where ${mayGo.run}
       union select r.session from change join run r on r.id = change.export_run where ${mayGo.change})`,
  ).get({ before: input.before }) as { n: number }
  return {
    sessions,
    changes: change.n,
    runs: run.n,
    approvals: approval.n,
    findings: finding.n,
    bytes: change.bytes + run.bytes + approval.bytes + finding.bytes,
  }
}

/** A page of lines for an archive. */
export interface HistoryPage {
  /** JSON, one object each. */
  readonly lines: readonly string[]
  /** The sessions they belong to, and the exports that wrote their changes, each with when it began. */
  readonly sessions: readonly number[]
  readonly exports: readonly (readonly [run: number, started: number])[]
  /** Where the next page goes on; null: there are no more. */
  readonly after: number | null
}

const rowsAtOnce = 1000
/** A decision over a million changes is one line of many megabytes. */
const charactersAtOnce = 1_000_000

/** What a person needs to read a line when the rest of the database is another one. */
const rows: Readonly<Record<ArchivedKind, string>> = {
  change: `select change.*, ${systemTitle('change.system')} as systemTitle, r.session, r.started as written, a.author as approvedBy, a.at as approvedAt,
      iif(change.reference = 1, ${lasting('old', 'change')}, null) as oldNames, iif(change.reference = 1, ${lasting('new', 'change')}, null) as newNames,
      d.anchor as deletedAnchor, d.dn as deletedDn, d.refs as deletedReferences
    from change join run r on r.id = change.export_run left join approval a on a.id = change.approval left join deleted_image d on d.change = change.id`,
  run: 'select run.* from run',
  approval: 'select approval.* from approval',
  finding: 'select finding.* from finding',
}

type Row = Readonly<Record<string, unknown>> & { readonly id: number }

/** The decisions of which the lists may go: found once, for their condition looks at all changes. */
export const prunableApprovals = (db: Db, input: { before: number }): number[] =>
  sql<{ id: number }>(db, `select id from approval where ${mayGo.approval} order by id`)
    .all({ before: input.before })
    .map(({ id }) => id)

/**
 * What may go of a kind, from the row after a number on.
 * @param input.among only these, of which it was found out already that they may
 */
export function historyPage(
  db: Db,
  input: { before: number; kind: ArchivedKind; after: number; among?: readonly number[] },
): HistoryPage {
  const { kind, before, after: from } = input
  const which =
    input.among === undefined ? mayGo[kind] : `${kind}.id in (select value from json_each(@among))`
  const lines: string[] = []
  const sessions = new Set<number>()
  const exports = new Map<number, number>()
  let size = 0
  const found = sql<Row>(
    db,
    `${rows[kind]} where ${kind}.id > @after and ${which} order by ${kind}.id limit ${rowsAtOnce}`,
  ).iterate(
    input.among === undefined ? { before, after: from } : { after: from, among: JSON.stringify(input.among) },
  )
  let after = from
  for (const row of found) {
    const line = JSON.stringify({ kind, ...readable(row) })
    lines.push(line)
    after = row.id
    if (typeof row.session === 'number') sessions.add(row.session)
    if (kind === 'change') exports.set(row.export_run as number, row.written as number)
    size += line.length
    if (size > charactersAtOnce) break
  }
  return {
    lines,
    sessions: [...sessions],
    exports: [...exports],
    after: lines.length === 0 ? null : after,
  }
}

/** Hashes as the approvals and the audit write them: hexadecimal. */
const readable = (row: Row): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    ]),
  )
