import type { Operation, OperationCounts } from '../../preload/contract/words.ts'
import { operationCounts } from './change-queries.ts'
import type { Db } from './database.ts'
import { figure } from './figures.ts'
import { waitingJoins } from './join-queue.ts'
import { unfinished } from './pending.ts'
import { pendingTally, sumOf } from './pending-tally.ts'
import type { RunRow, SessionRow } from './runs.ts'
import { sql } from './statement.ts'

export interface SpaceCounts {
  readonly system: number
  readonly objects: number
  readonly joined: number
  readonly disconnectors: number
  readonly filtered: number
  readonly ambiguous: number
  readonly placeholders: number
  readonly approved: number
  readonly unconfirmed: number
}

interface Counted {
  system: number
  n: number
}

/** Connector spaces by the state of their objects. */
export function spaceCounts(db: Db): SpaceCounts[] {
  const approved = new Map<number, number>()
  for (const { system, decision, n } of pendingTally(db))
    if (decision === 'approved') approved.set(system, (approved.get(system) ?? 0) + n)
  const unconfirmed = new Map(
    sql<Counted>(
      db,
      `select system, count(*) as n from change where ${unfinished} and state = 'exported' group by system`,
    )
      .all()
      .map((row) => [row.system, row.n]),
  )
  return figure(db, 'space', 'spaces', () => objectCounts(db)).map((space) => ({
    ...space,
    approved: approved.get(space.system) ?? 0,
    unconfirmed: unconfirmed.get(space.system) ?? 0,
  }))
}

function objectCounts(db: Db): Omit<SpaceCounts, 'approved' | 'unconfirmed'>[] {
  const by = (text: string): Map<number, number> =>
    new Map(
      sql<Counted>(db, text)
        .all()
        .map((row) => [row.system, row.n]),
    )
  const objects = by(
    `select system, count(*) as n from cs_object where observed is not null and deleted = 0 group by system`,
  )
  const placeholders = by(`select system, count(*) as n from cs_object where type = '' group by system`)
  const joined = by(
    `select o.system, count(*) as n from cs_connection c join cs_object o on o.id = c.object where o.observed is not null group by o.system`,
  )
  const states = sql<Counted & { state: string }>(
    db,
    `select o.system, d.state, count(*) as n from cs_disconnector d join cs_object o on o.id = d.object group by o.system, d.state`,
  ).all()
  const state = (system: number, ...wanted: string[]): number =>
    states
      .filter((row) => row.system === system && wanted.includes(row.state))
      .reduce((sum, row) => sum + row.n, 0)
  return sql<{ id: number }>(db, 'select id from system order by id')
    .all()
    .map(({ id }) => ({
      system: id,
      objects: objects.get(id) ?? 0,
      joined: joined.get(id) ?? 0,
      disconnectors: state(id, 'unmatched', 'explicit'),
      filtered: state(id, 'filtered'),
      ambiguous: state(id, 'ambiguous'),
      placeholders: placeholders.get(id) ?? 0,
    }))
}

/** The last import of each system. */
export function lastImports(db: Db): RunRow[] {
  return sql<RunRow>(
    db,
    `select * from run where id in (select max(id) from run where step = 'import' and system is not null group by system)`,
  ).all()
}

/** The latest run of each step that a system can take, imports by mode; synchronization is one for all systems. */
export function lastSteps(db: Db, { system }: { system: number }): ListedRun[] {
  const latest = (condition: string): ListedRun[] => {
    const row = sql<RunRow>(db, `select * from run where ${condition} order by id desc limit 1`).get({
      system,
    })
    return row === undefined ? [] : [withArchives(db, row)]
  }
  return [
    ...latest(`system = @system and step = 'import' and mode = 'full'`),
    ...latest(`system = @system and step = 'import' and mode = 'delta'`),
    ...latest(`step = 'synchronize' and @system is not null`),
    ...latest(`system = @system and step = 'export'`),
    ...latest(`system = @system and step = 'confirm'`),
  ]
}

/** @param provisioned metaverse types that rules give accounts to */
export const metaverseCounts = (db: Db, input: { provisioned: readonly string[] }): MetaverseCounts =>
  figure(db, 'space', `metaverse ${JSON.stringify(input.provisioned)}`, () => countMetaverse(db, input))

interface MetaverseCounts {
  objects: number
  withoutAccount: number
  bySource: { system: number; objects: number }[]
  joined: number
  filtered: number
  ambiguous: number
  unmatched: number
}

function countMetaverse(db: Db, input: { provisioned: readonly string[] }): MetaverseCounts {
  const one = (text: string): number => (sql<{ n: number }>(db, text).get() as { n: number }).n
  return {
    objects: one('select count(*) as n from mv_object'),
    withoutAccount: (
      sql<{ n: number }>(
        db,
        `select count(*) as n from mv_object m where type in (select value from json_each(?)) and not exists
         (select 1 from cs_connection c where c.mv = m.id and c.kind <> 'projected')`,
      ).get(JSON.stringify(input.provisioned)) as { n: number }
    ).n,
    bySource: sql<{ system: number; objects: number }>(
      db,
      `select o.system, count(*) as objects from cs_connection c join cs_object o on o.id = c.object where c.kind = 'projected' group by o.system`,
    ).all(),
    joined: one(`select count(*) as n from cs_connection where kind = 'joined'`),
    filtered: one(`select count(*) as n from cs_disconnector where state = 'filtered'`),
    ambiguous: one(`select count(*) as n from cs_disconnector where state = 'ambiguous'`),
    unmatched: one(`select count(*) as n from cs_disconnector where state = 'unmatched'`),
  }
}

export function identityCount(db: Db): number {
  return (sql<{ n: number }>(db, 'select count(*) as n from mv_object').get() as { n: number }).n
}

/** The library that keeps the database, and the number of the last migration. */
export function storeVersions(db: Db): { sqlite: string; schema: number } {
  return {
    sqlite: (sql<{ v: string }>(db, 'select sqlite_version() as v').get() as { v: string }).v,
    schema: db.pragma('user_version', { simple: true }) as number,
  }
}

/** What waits for a person. */
export function waitingCounts(db: Db): { changes: number; joins: number; drift: number; findings: number } {
  const one = (text: string): number => (sql<{ n: number }>(db, text).get() as { n: number }).n
  return {
    changes: sumOf(
      pendingTally(db).filter(({ state, decision }) => state !== 'exporting' && decision === 'undecided'),
    ),
    joins: waitingJoins(db),
    drift: one(`select count(*) as n from drift where state = 'open'`),
    findings: one(`select count(*) as n from finding where severity <> 'info'`),
  }
}

export function auditCount(db: Db): number {
  return sql<{ id: number | null }>(db, 'select max(id) as id from audit').get()?.id ?? 0
}

export interface SessionData {
  readonly session: SessionRow
  readonly runs: readonly RunRow[]
  /** Changes this session wrote, by system and operation. */
  readonly exported: ReadonlyMap<number, OperationCounts>
  readonly states: readonly { readonly system: number; readonly state: string; readonly n: number }[]
  readonly approvers: readonly string[]
  /** Milliseconds that all its runs took. */
  readonly machineTime: number
  /** Where its details went, and when. */
  readonly archives: readonly { readonly name: string; readonly at: number }[]
}

export function sessionData(db: Db, input: { number?: number | undefined }): SessionData | undefined {
  const session =
    input.number === undefined
      ? sql<SessionRow>(db, 'select * from session order by id desc limit 1').get()
      : sql<SessionRow>(db, 'select * from session where id = ?').get(input.number)
  return session === undefined ? undefined : withRuns(db, session)
}

export function sessionPage(
  db: Db,
  input: { offset: number; limit: number },
): { total: number; rows: SessionData[] } {
  const total = (sql<{ n: number }>(db, 'select count(*) as n from session').get() as { n: number }).n
  const rows = sql<SessionRow>(db, 'select * from session order by id desc limit ? offset ?').all(
    input.limit,
    input.offset,
  )
  return { total, rows: rows.map((session) => withRuns(db, session)) }
}

function withRuns(db: Db, session: SessionRow): SessionData {
  const written = `export_run in (select id from run where session = @session and step = 'export')`
  const given = { session: session.id }
  const runs = sql<RunRow>(db, 'select * from run where session = ? order by id').all(session.id)
  return {
    session,
    // A session whose runs are in an archive shows those that were kept beside it.
    runs: session.runs === null ? runs : (JSON.parse(session.runs) as RunRow[]).sort((a, b) => a.id - b.id),
    machineTime:
      session.machine_time ??
      runs.reduce((sum, run) => sum + (run.ended === null ? 0 : run.ended - run.started), 0),
    exported: operationCounts(
      sql<{ system: number; operation: Operation; n: number }>(
        db,
        `select system, operation, sum(n) as n from (
           select system, operation, 1 as n from change where ${written} and state in ('exported', 'confirmed', 'unconfirmed')
           union all select system, operation, n from change_summary where session = @session)
         group by system, operation`,
      ).all(given),
    ),
    states: sql<{ system: number; state: string; n: number }>(
      db,
      `select system, state, sum(n) as n from (
         select system, state, 1 as n from change where ${written}
         union all select system, state, n from change_summary where session = @session)
       group by system, state`,
    ).all(given),
    approvers: sql<{ author: string }>(
      db,
      `select author from approval where id in (
         select approval from change where ${written} union select approval from approval_summary where session = @session)
       group by author order by author`,
    )
      .all(given)
      .map((row) => row.author),
    archives: sql<{ name: string; at: number }>(
      db,
      'select a.name, a.at from archive_session s join archive a on a.id = s.archive where s.session = @session order by a.id',
    ).all(given),
  }
}

/** A run, and the archives in which changes are that it wrote. */
export type ListedRun = RunRow & { readonly archives: readonly string[] }

const withArchives = (db: Db, run: RunRow): ListedRun => ({
  ...run,
  archives: sql<{ name: string }>(
    db,
    'select a.name from archive_run r join archive a on a.id = r.archive where r.run = ? order by a.id',
  )
    .all(run.id)
    .map(({ name }) => name),
})

/** Runs, the latest first. Of a session that was pruned those that were kept: the last of each step and system. */
export function runPage(
  db: Db,
  input: { session?: number | undefined; id?: number | undefined; offset: number; limit: number },
): { total: number; rows: ListedRun[] } {
  if (input.id !== undefined) {
    const row = sql<RunRow>(db, 'select * from run where id = ?').get(input.id)
    return row === undefined ? { total: 0, rows: [] } : { total: 1, rows: [withArchives(db, row)] }
  }
  const session = input.session ?? null
  const kept =
    session === null
      ? undefined
      : sql<{ runs: string | null }>(db, 'select runs from session where id = ?').get(session)?.runs
  if (kept != null) {
    const rows = (JSON.parse(kept) as RunRow[]).sort((a, b) => b.id - a.id)
    const page = rows.slice(input.offset, input.offset + input.limit)
    return { total: rows.length, rows: page.map((row) => withArchives(db, row)) }
  }
  const total = (
    sql<{ n: number }>(db, 'select count(*) as n from run where @session is null or session = @session').get({
      session,
    }) as {
      n: number
    }
  ).n
  const rows = sql<RunRow>(
    db,
    'select * from run where @session is null or session = @session order by id desc limit @limit offset @offset',
  ).all({ session, limit: input.limit, offset: input.offset })
  return { total, rows: rows.map((row) => withArchives(db, row)) }
}

export interface FindingRow {
  readonly id: number
  readonly code: string
  readonly severity: 'info' | 'warning' | 'error'
  readonly system: number | null
  readonly object: number | null
  readonly mv: number | null
  readonly attribute: string | null
  readonly place: string | null
  readonly message: string
  readonly advice: string
  readonly run: number | null
  readonly at: number
  /** The object's name, when it is known. */
  readonly name: string | null
}

const findingRows = `
  select f.*, coalesce(json_extract(m.attributes, '$.displayName'), json_extract(o.observed, '$.displayName'), o.dn, o.anchor) as name
  from finding f left join mv_object m on m.id = f.mv left join cs_object o on o.id = f.object`

export function findingPage(
  db: Db,
  input: { code?: string | undefined; offset: number; limit: number },
): { total: number; rows: FindingRow[] } {
  const code = input.code ?? null
  const total = (
    sql<{ n: number }>(db, 'select count(*) as n from finding where @code is null or code = @code').get({
      code,
    }) as {
      n: number
    }
  ).n
  const rows = sql<FindingRow>(
    db,
    `${findingRows} where @code is null or f.code = @code order by f.id limit @limit offset @offset`,
  ).all({ code, limit: input.limit, offset: input.offset })
  return { total, rows }
}

/** Findings by code, with the first few objects of each. */
export function findingGroups(
  db: Db,
): { code: string; severity: FindingRow['severity']; count: number; first: FindingRow[] }[] {
  const groups = sql<{ code: string; severity: FindingRow['severity']; count: number }>(
    db,
    'select code, max(severity) as severity, count(*) as count from finding group by code order by min(id)',
  ).all()
  return groups.map((group) => ({
    ...group,
    first: sql<FindingRow>(db, `${findingRows} where f.code = ? order by f.id limit 4`).all(group.code),
  }))
}

/** Disconnectors that nothing matched, by system; filtered ones are not counted. */
export function unmatchedBySystem(db: Db): { system: number; n: number }[] {
  return sql<{ system: number; n: number }>(
    db,
    `select o.system, count(*) as n from cs_disconnector d join cs_object o on o.id = d.object where d.state = 'unmatched' group by o.system`,
  ).all()
}

export interface AuditRecord {
  readonly id: number
  readonly at: number
  readonly author: string
  readonly event: string
  readonly details: string
  readonly hash: string
}

/** Entries after an id, in order. */
export function auditPage(
  db: Db,
  input: { after: number; limit: number; session?: number | undefined },
): AuditRecord[] {
  const rows = sql<Omit<AuditRecord, 'hash'> & { hash: Buffer }>(
    db,
    'select * from audit where id > ? order by id limit ?',
  ).all(input.after, input.limit)
  return rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }))
}

/** How an object came into the connector space, for lineage. */
export function objectOrigin(
  db: Db,
  object: number,
):
  | {
      system: number
      type: string
      anchor: string | null
      dn: string | null
      origin: string | null
      observed: string | null
    }
  | undefined {
  return sql<{
    system: number
    type: string
    anchor: string | null
    dn: string | null
    origin: string | null
    observed: string | null
  }>(db, 'select system, type, anchor, dn, origin, observed from cs_object where id = ?').get(object)
}

export function approvalById(
  db: Db,
  id: number,
): { author: string; at: number; reason: string | null } | undefined {
  return sql<{ author: string; at: number; reason: string | null }>(
    db,
    'select author, at, reason from approval where id = ?',
  ).get(id)
}
