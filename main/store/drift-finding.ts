import type { Db } from './database.ts'
import { addFinding } from './findings.ts'
import { sql } from './statement.ts'

/** A drift with the names a person needs. */
export interface DriftRecord {
  id: number
  system: number
  /** As commands call it, and as persons do. */
  system_name: string
  title: string
  object: number
  mv: number | null
  type: string
  kind: 'value' | 'reference-added' | 'reference-removed' | 'deleted' | 'created'
  attribute: string | null
  /** DN or anchor of the object a reference names. */
  target: string | null
  was: string | null
  now: string | null
  wanted: string | null
  rule: string | null
  name: string | null
  key: string
  run: number
  since: number
  changed_by: string | null
  changed_at: number | null
  state: 'seen' | 'open' | 'enforced' | 'accepted'
  author: string | null
  decided: number | null
  reason: string | null
}

export const driftColumns = `d.id, d.system, s.name as system_name, coalesce(s.title, s.name) as title, d.object, d.mv, d.type, d.kind, d.attribute, d.was, d.now, d.wanted, d.rule, d.name,
  d.key, d.run, d.since, d.changed_by, d.changed_at, d.state, d.author, d.decided, d.reason,
  (select coalesce(o.dn, o.anchor) from cs_object o where o.id = d.target) as target`

/** Says anew of one drift what a person should know; nothing when it is settled, or accepted. */
export function replaceDriftFinding(
  db: Db,
  id: number,
  about: { readonly run: number; readonly at: number } | undefined,
): void {
  const place = `drift ${id}`
  sql(db, `delete from finding where code = 'drift' and place = ?`).run(place)
  if (about === undefined) return
  const row = sql<DriftRecord>(
    db,
    `select ${driftColumns} from drift d join system s on s.id = d.system where d.id = ?`,
  ).get(id)
  if (row === undefined || row.state === 'accepted') return
  addFinding(db, {
    code: 'drift',
    severity: row.state === 'open' ? 'warning' : 'info',
    system: row.system,
    object: row.object,
    mv: row.mv ?? undefined,
    attribute: row.attribute ?? undefined,
    place,
    message: driftWords(row),
    advice:
      row.state === 'open'
        ? 'Decide whether it stands (joinery drift accept) or is set right (joinery drift enforce)'
        : 'The way back is planned; approve it, or let the change stand (joinery drift accept)',
    run: about.run,
    at: about.at,
  })
}

/** What happened, in one sentence: what it was, what it is, what our rules want. */
export function driftWords(row: DriftRecord): string {
  return `${whatHappened(row)}${lastChange(row)}`
}

/** The system speaks of the object's last change: what was found changed may be older. */
function lastChange({ changed_by: by, changed_at: at }: DriftRecord): string {
  if (by === null && at === null) return ''
  const who = by === null ? '' : ` by ${by}`
  const when = at === null ? '' : ` on ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return ` (the object was last changed${who}${when})`
}

function whatHappened(row: DriftRecord): string {
  const who = row.name ?? row.key
  switch (row.kind) {
    case 'deleted':
      return `${who}: the account ${row.key} in ${row.title} was deleted outside`
    case 'created':
      return `${row.key} in ${row.title} was created outside and belongs to nobody`
    case 'reference-added':
      return `${who}: ${row.target ?? 'an object'} was added to ${row.attribute} in ${row.title} outside`
    case 'reference-removed':
      return `${who}: ${row.target ?? 'an object'} was removed from ${row.attribute} in ${row.title} outside`
    case 'value':
      return row.attribute === 'dn'
        ? `${who} was moved in ${row.title} outside: was ${shown(row.was)}, is ${shown(row.now)}, should be ${shown(row.wanted)}`
        : `${who}: ${row.attribute} in ${row.title} was changed outside: was ${shown(row.was)}, is ${shown(row.now)}, should be ${shown(row.wanted)}`
  }
}

function shown(value: string | null): string {
  if (value === null) return 'empty'
  return value.length > 80 ? `${value.slice(0, 77)}…` : value
}
