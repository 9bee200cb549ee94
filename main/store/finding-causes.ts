import type { Decision, Operation } from '../../preload/contract/words.ts'
import { causeKey, causeNameOf, isFailedWrite } from './cause-text.ts'
import type { Db } from './database.ts'
import { foldCase } from './fold-case.ts'
import { sql } from './statement.ts'

/** Findings read before an answer, and fewer where each object is looked up: a few hundredths of a second. */
const window = 3_000
const narrowWindow = 1_000

/** Of which findings: those of a session's runs, of one run, or all. */
export interface CauseScope {
  readonly session?: number | undefined
  readonly run?: number | undefined
}

interface Row {
  id: number
  code: string
  severity: 'info' | 'warning' | 'error'
  system: number | null
  object: number | null
  mv: number | null
  attribute: string | null
  place: string | null
  message: string
  advice: string
  run: number | null
  at: number
}

export interface CauseRow {
  readonly cause: string
  readonly code: string
  readonly severity: Row['severity']
  readonly attribute: string | null
  readonly text: string
  readonly count: number
  readonly systems: { system: number | null; count: number }[]
  /** The newest of them. */
  readonly example: { message: string; advice: string; place: string | null }
}

/**
 * What is open, grouped by what is the same of it, newest first. Some thousands are looked at in one go; `next` is where it goes on, and the
 * counts of the parts add up.
 */
export function findingCauses(
  db: Db,
  input: CauseScope & { before?: number | undefined },
): { causes: CauseRow[]; looked: number; next: number | null } {
  const { rows, looked, next } = lookAt(db, input, input.before, window)
  const causes = new Map<string, CauseRow & { count: number }>()
  for (const row of rows) {
    const name = causeNameOf(row)
    const cause = causeKey(name)
    let group = causes.get(cause)
    if (group === undefined) {
      const { message, advice, place, severity } = row
      group = { cause, ...name, severity, count: 0, systems: [], example: { message, advice, place } }
      causes.set(cause, group)
    }
    group.count++
    const system = group.systems.find((one) => one.system === row.system)
    if (system === undefined) group.systems.push({ system: row.system, count: 1 })
    else system.count++
  }
  return { causes: [...causes.values()], looked, next }
}

/**
 * What became of a write that failed: `failed`: it waits for somebody to decide; `planned`: it is on the plan and undecided; `approved`: the
 * next export tries it again; `stays`: held, rejected or protected; `gone`: nothing is planned any more.
 */
export type RetryState = 'failed' | 'planned' | 'approved' | 'stays' | 'gone'

export interface FailedChange {
  readonly id: number
  readonly operation: Operation
  readonly attribute: string | null
  readonly state: string
  readonly decision: Decision
  readonly protected: string | null
}

export interface CausedFinding extends Row {
  readonly name: string | null
  readonly key: string | null
  /** Of a failed write: what was to be written, and where it stands. */
  readonly changes: readonly FailedChange[]
  readonly retry: RetryState | null
}

export interface CauseSearch extends CauseScope {
  readonly cause: string
  readonly system?: number | undefined
  readonly retry?: RetryState | undefined
  /** A part of the object's name, DN or anchor, of the place or of the message, in any case. */
  readonly search?: string | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** The findings of one cause, newest first, with the objects they are about. */
export function findingsOfCause(
  db: Db,
  input: CauseSearch,
): { rows: CausedFinding[]; looked: number; next: number | null } {
  const wanted = input.search?.trim()
  const folded = wanted ? foldCase(wanted) : undefined
  const narrows = folded !== undefined || input.retry !== undefined
  const seen = lookAt(db, input, input.before, narrows ? narrowWindow : window)
  const found: CausedFinding[] = []
  for (const row of seen.rows) {
    if (input.system !== undefined && row.system !== input.system) continue
    if (causeKey(causeNameOf(row)) !== input.cause) continue
    const whole = withObject(db, row)
    if (input.retry !== undefined && whole.retry !== input.retry) continue
    if (folded !== undefined && !textsOf(whole).some((text) => foldCase(text).includes(folded))) continue
    found.push(whole)
    if (found.length === input.limit) return { rows: found, looked: seen.looked, next: row.id }
  }
  return { rows: found, looked: seen.looked, next: seen.next }
}

const textsOf = ({ name, key, place, message }: CausedFinding): string[] =>
  [name, key, place, message].flatMap((text) => text ?? [])

function lookAt(
  db: Db,
  scope: CauseScope,
  before: number | undefined,
  most: number,
): { rows: Row[]; looked: number; next: number | null } {
  const top = before ?? Number.MAX_SAFE_INTEGER
  const edge = sql<{ id: number | null; n: number }>(
    db,
    `select min(id) as id, count(*) as n from (select id from finding where id < ? order by id desc limit ?)`,
  ).get(top, most) as { id: number | null; n: number }
  if (edge.id === null) return { rows: [], looked: 0, next: null }
  const rows = sql<Row>(
    db,
    `select * from finding where id < @top and id >= @floor and ${inScope} order by id desc`,
  ).all({ top, floor: edge.id, session: scope.session ?? null, run: scope.run ?? null })
  return { rows, looked: edge.n, next: edge.n < most ? null : edge.id }
}

const inScope = `(@run is null or run = @run)
  and (@session is null or run in (select r.id from run r where r.session = @session))`

function withObject(db: Db, row: Row): CausedFinding {
  const object =
    row.object === null
      ? undefined
      : sql<{ name: string | null; key: string | null }>(
          db,
          `select json_extract(observed, '$.displayName') as name, coalesce(dn, anchor) as key from cs_object where id = ?`,
        ).get(row.object)
  const identity =
    row.mv === null
      ? undefined
      : sql<{ name: string | null }>(
          db,
          `select json_extract(attributes, '$.displayName') as name from mv_object where id = ?`,
        ).get(row.mv)
  const planned = isFailedWrite(row.code) ? failedChanges(db, row) : []
  const [first] = planned
  return {
    ...row,
    name: first?.name ?? identity?.name ?? object?.name ?? null,
    key: first?.key ?? object?.key ?? null,
    changes: planned.map(({ name, key, ...change }) => change),
    retry: isFailedWrite(row.code) ? retryState(planned) : null,
  }
}

function failedChanges(db: Db, row: Row): (FailedChange & { name: string; key: string })[] {
  return sql<FailedChange & { name: string; key: string }>(
    db,
    `select id, operation, attribute, state, decision, protected, name, key from change
     where object = ? and error is not null and state in ('planned', 'exporting', 'failed') and export_run is ? order by id`,
  ).all(row.object, row.run)
}

export function retryState(changes: readonly FailedChange[]): RetryState {
  const open = changes.filter((change) => change.protected === null)
  const undecided = open.filter(({ decision }) => decision === 'undecided')
  if (undecided.some(({ state }) => state === 'failed')) return 'failed'
  if (undecided.length > 0) return 'planned'
  if (open.some(({ decision }) => decision === 'approved')) return 'approved'
  return changes.length > 0 ? 'stays' : 'gone'
}

/** The changes an export could not write for one cause, as a condition over `change`. */
export const failedFor = `error is not null and cause_text(error, name) = ?
  and exists (select 1 from finding f where f.object = change.object and f.code = ? and f.run is change.export_run)`
