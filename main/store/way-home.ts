import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import { type AuditEvent, appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import { heldAs } from './export-outcomes.ts'
import { addFinding } from './findings.ts'
import { sql } from './statement.ts'

/** A name for a moment that no approved change replaces any more, and what gives the object back the one it had. */
export interface WayHome {
  readonly object: number
  /** `dn` or an attribute. */
  readonly attribute: string
  readonly was: string
  readonly aside: string
  /** Undefined while another object has the name. */
  readonly request: WriteRequest | undefined
}

export interface WayHomeOutcome {
  readonly object: number
  readonly attribute: string
  /** `changed`: somebody else has given it another name meanwhile, which is left alone. */
  readonly result: 'home' | 'changed' | 'refused'
  /** The system's words, where it refused. */
  readonly message?: string | undefined
}

interface Row {
  object: number
  attribute: string
  was: string
  aside: string
  type: string
  anchor: string
  dn: string | null
  name: string
  key: string
  change: number
}

/**
 * Objects of a system that made way for another one and then did not get the name they were to have: its change was refused, rejected or is
 * not wanted any more. They are not to keep a name that was meant for a moment.
 */
export function waysHome(db: Db, { system }: { system: number }): WayHome[] {
  return rowsOf(db, system).map((row) => {
    const { object, attribute } = row
    const was = JSON.parse(row.was) as string
    const aside = JSON.parse(row.aside) as string
    return {
      object,
      attribute: attribute === '' ? 'dn' : attribute,
      was,
      aside,
      request: attribute === '' && isTaken(db, system, object, was) ? undefined : requestOf(row, was, aside),
    }
  })
}

/** Records which objects have their name again, with one audit entry each, and a finding for each that has not. */
export function recordWaysHome(
  db: Db,
  input: {
    system: number
    run: number
    session: number | null
    author: string
    at: number
    outcomes: readonly WayHomeOutcome[]
  },
): void {
  durably(db, () => {
    const audit: AuditEvent[] = []
    const rows = new Map(rowsOf(db, input.system).map((row) => [keyOf(row.object, row.attribute), row]))
    for (const { object, attribute, result, message } of input.outcomes) {
      const row = rows.get(keyOf(object, attribute === 'dn' ? '' : attribute))
      if (row === undefined) continue
      const was = JSON.parse(row.was) as string
      const aside = JSON.parse(row.aside) as string
      sql(db, `delete from finding where object = ? and attribute = ? and code = 'name-set-aside'`).run(
        object,
        attribute,
      )
      if (result === 'refused') {
        addFinding(db, {
          code: 'name-set-aside',
          severity: 'error',
          system: input.system,
          object,
          attribute,
          message: `${row.name}: made way for somebody else, did not get its new ${attribute}, and is called ${aside} instead of ${was}: ${message ?? 'another object has that name by now'}`,
          advice: `Approve the change that gives it its new ${attribute}, or free ${was}: the next export gives it back`,
          run: input.run,
          at: input.at,
        })
        continue
      }
      sql(db, 'delete from step_aside where object = ? and attribute = ?').run(object, row.attribute)
      if (result === 'home') heldAs(db, object, attribute, was)
      audit.push({
        at: input.at,
        author: input.author,
        event: 'stepped-back',
        details: {
          run: input.run,
          session: input.session,
          system: input.system,
          object: row.key,
          name: row.name,
          attribute,
          was: aside,
          ...(result === 'home' ? { now: was } : { changed: true }),
        },
      })
    }
    appendAudit(db, audit)
  })
}

const keyOf = (object: number, attribute: string): string => `${object} ${attribute}`

/** An intent nobody knows the outcome of is asked for first; what an approved change replaces is not at its end. */
const rowsOf = (db: Db, system: number): Row[] =>
  sql<Row>(
    db,
    `select a.object, a.attribute, a.was, a.aside, a.change, o.type, o.anchor, o.dn,
       coalesce(c.name, a.was ->> '$') as name, coalesce(c.key, a.was ->> '$') as key
     from step_aside a join cs_object o on o.id = a.object left join change c on c.id = a.change
     where a.system = ? and a.state = 'done' and o.anchor is not null and o.deleted = 0
     and not exists (select 1 from change p where p.object = a.object and p.state in ('planned', 'exporting')
       and (p.state = 'exporting' or p.decision = 'approved')
       and (a.attribute = '' and p.operation = 'move' or p.operation = 'update' and p.attribute = a.attribute
         or p.operation = 'delete'))
     order by a.object, a.attribute`,
  ).all(system)

function requestOf(row: Row, was: string, aside: string): WriteRequest {
  return {
    id: `${row.object}.home.${row.change}`,
    operation: 'update',
    type: row.type,
    anchor: row.anchor,
    ...(row.dn === null ? {} : { dn: row.dn }),
    ...(row.attribute === '' ? { newDn: was } : {}),
    attributes: row.attribute === '' ? [] : [{ attribute: row.attribute, old: aside, new: was }],
    references: [],
  }
}

const isTaken = (db: Db, system: number, object: number, dn: string): boolean =>
  sql(
    db,
    `select 1 from cs_lookup l join cs_object o on o.id = l.object
     where l.space = ? and l.value = ? and l.object <> ? and o.anchor is not null and o.deleted = 0`,
  ).get(`dn:${system}`, dnKey(dn), object) !== undefined
