import type { AuditFilter } from '../../preload/contract/audit.ts'
import type { Db } from './database.ts'
import { foldCase } from './fold-case.ts'
import { sql } from './statement.ts'

export interface AuditRow {
  readonly id: number
  readonly at: number
  readonly author: string
  readonly event: string
  /** JSON. */
  readonly details: string
}

export interface AuditSearch {
  readonly filter: AuditFilter
  /** Entries with smaller numbers only. */
  readonly before: number | undefined
  readonly limit: number
}

const columns = 'id, at, author, event, details'

/** Entries a search by text reads before it answers: about a tenth of a second. */
const window = 20_000

/** Entries before one, newest first, and where to go on; null when there are none older. */
export function searchAudit(db: Db, input: AuditSearch): { rows: AuditRow[]; next: number | null } {
  const bounds = idBounds(db, input.filter)
  if (bounds === undefined) return { rows: [], next: null }
  const top = Math.min(bounds.last, (input.before ?? Number.MAX_SAFE_INTEGER) - 1)
  const searches = input.filter.text !== undefined && input.filter.text.trim() !== ''
  const floor = searches ? Math.max(bounds.first, top - window + 1) : bounds.first
  const { text, values } = auditQuery(input.filter)
  const rows = sql<AuditRow>(db, text).all({ ...values, top, floor, limit: input.limit })
  const last = rows.at(-1)
  if (rows.length === input.limit && last !== undefined)
    return { rows, next: last.id > bounds.first ? last.id : null }
  return { rows, next: floor > bounds.first ? floor : null }
}

/** The statement behind a search, over @top, @floor and @limit. */
export function auditQuery(filter: AuditFilter): {
  text: string
  values: Record<string, string | number>
} {
  const parts = ['id <= @top', 'id >= @floor']
  const values: Record<string, string | number> = {}
  const add = (name: string, condition: string, value: string | number | undefined): void => {
    if (value === undefined) return
    parts.push(condition)
    values[name] = value
  }
  // A plus sign keeps a condition from choosing the index: numbers bound the time already, and keep the order.
  add('from', '+at >= @from', filter.from)
  add('to', '+at <= @to', filter.to)
  add('event', 'event = @event', filter.event)
  add('author', filter.event === undefined ? 'author = @author' : '+author = @author', filter.author)
  const wanted = filter.text?.trim()
  if (wanted) add('text', 'contains_folded(@text, author, event, details) = 1', foldCase(wanted))
  return {
    text: `select ${columns} from audit where ${parts.join(' and ')} order by id desc limit @limit`,
    values,
  }
}

/** The smallest and the largest number that an entry of this time can have. Clocks may be set back: numbers do not follow times exactly, so the whole range of the index is read, and not the entries. */
function idBounds(db: Db, { from, to }: AuditFilter): { first: number; last: number } | undefined {
  const first = sql<{ id: number | null }>(
    db,
    from === undefined
      ? 'select min(id) as id from audit'
      : 'select min(+id) as id from audit indexed by audit_at where at >= ?',
  ).get(...(from === undefined ? [] : [from]))?.id
  const last = sql<{ id: number | null }>(
    db,
    to === undefined
      ? 'select max(id) as id from audit'
      : 'select max(+id) as id from audit indexed by audit_at where at <= ?',
  ).get(...(to === undefined ? [] : [to]))?.id
  return first == null || last == null || last < first ? undefined : { first, last }
}

/** One entry with its hash, hexadecimal. */
export const auditEntry = (db: Db, input: { id: number }): (AuditRow & { hash: string }) | undefined =>
  sql<AuditRow & { hash: string }>(
    db,
    `select ${columns}, lower(hex(hash)) as hash from audit where id = ?`,
  ).get(input.id)

interface AuditEnds {
  readonly events: readonly string[]
  readonly authors: readonly string[]
  readonly first: { readonly id: number; readonly at: number } | null
  readonly last: { readonly id: number; readonly at: number } | null
  readonly checkpoint: AuditRow | null
}

/** Which kinds of entries and which authors there are, from where to where the audit goes, and its newest checkpoint. */
export function auditEnds(db: Db): AuditEnds {
  const end = (direction: 'asc' | 'desc') =>
    sql<{ id: number; at: number }>(db, `select id, at from audit order by id ${direction} limit 1`).get() ??
    null
  return {
    events: distinct(db, 'event'),
    authors: distinct(db, 'author'),
    first: end('asc'),
    last: end('desc'),
    checkpoint:
      sql<AuditRow>(
        db,
        `select ${columns} from audit where event = 'checkpoint' order by id desc limit 1`,
      ).get() ?? null,
  }
}

/** From one value to the next by the index, so that a million entries cost as many steps as there are values. */
function distinct(db: Db, column: 'event' | 'author'): string[] {
  return sql<{ value: string }>(
    db,
    `with recursive step (value) as (
       select min(${column}) from audit
       union all
       select (select min(${column}) from audit where ${column} > step.value) from step where step.value is not null)
     select value from step where value is not null`,
  )
    .all()
    .map(({ value }) => value)
}
