import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import { type AuditEvent, appendAudit } from './audit.ts'
import { lastingValue } from './change-queries.ts'
import { type Db, durably } from './database.ts'
import { type ChangeRow, type ExportRequest, toRequest } from './export-request.ts'
import { addFinding } from './findings.ts'
import { sql } from './statement.ts'

/** What a connector answered for one request. */
export interface ExportOutcome {
  readonly changes: readonly number[]
  readonly ok: boolean
  readonly anchor?: string | undefined
  readonly dn?: string | undefined
  readonly error?:
    | {
        readonly kind: string
        readonly message: string
        readonly advice: string
        readonly system?: string | undefined
        readonly where?: string | undefined
      }
    | undefined
  /** Found out after a crash instead of answered. */
  readonly recovered?: boolean | undefined
}

/** Records results, what now counts as held by the system, and one audit entry for each object, in one transaction. */
export function recordOutcomes(
  db: Db,
  input: {
    run: number
    session: number | null
    author: string
    at: number
    outcomes: readonly ExportOutcome[]
  },
): { exported: number; failed: number } {
  return durably(db, () => {
    let exported = 0
    let failed = 0
    const audit: AuditEvent[] = []
    for (const outcome of input.outcomes) {
      const rows = outcome.changes.map(
        (id) =>
          sql<ChangeRow>(
            db,
            'select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object where c.id = ?',
          ).get(id) as ChangeRow,
      )
      const [first] = rows as [ChangeRow]
      if (outcome.ok) {
        exported += rows.length
        for (const row of rows) {
          sql(db, `update change set state = 'exported', error = null, export_run = ? where id = ?`).run(
            input.run,
            row.id,
          )
          applyToSpace(db, row, outcome)
        }
      } else {
        failed += rows.length
        const text = `${outcome.error?.message ?? 'failed'}${outcome.error?.system === undefined ? '' : ` (${outcome.error.system})`}`
        // It goes back to the reviewer with the reason: trying again is a decision.
        for (const row of rows)
          sql(db, `update change set state = 'failed', decision = 'undecided', error = ? where id = ?`).run(
            text,
            row.id,
          )
        sql(db, `delete from finding where object = ? and code in ('export-failed', 'account-exists')`).run(
          first.object,
        )
        addFinding(db, {
          code:
            outcome.error?.kind === 'exists' && first.operation === 'add'
              ? 'account-exists'
              : 'export-failed',
          severity: 'error',
          system: first.system,
          object: first.object,
          attribute: rows.length === 1 ? (first.attribute ?? undefined) : undefined,
          place: outcome.error?.where,
          message: `${first.name}: ${first.operation} was not written: ${text}`,
          advice: outcome.error?.advice ?? 'See the error and try again',
          run: input.run,
          at: input.at,
        })
      }
      audit.push({
        at: input.at,
        author: input.author,
        event: 'export',
        details: {
          run: input.run,
          session: input.session,
          system: first.system,
          object: first.key,
          name: first.name,
          ok: outcome.ok,
          ...(outcome.recovered === true ? { recovered: true } : {}),
          ...(outcome.ok ? {} : { error: outcome.error?.message }),
          changes: rows.map((row) => ({
            change: row.id,
            operation: row.operation,
            attribute: row.attribute,
            old: lastingValue(db, row, row.old),
            new: lastingValue(db, row, row.new),
            approval: row.approval,
          })),
        },
      })
    }
    appendAudit(db, audit)
    return { exported, failed }
  })
}

/** What was written counts as held until it is read back. */
function applyToSpace(db: Db, row: ChangeRow, outcome: ExportOutcome): void {
  sql(db, `delete from finding where object = ? and code in ('export-failed', 'account-exists')`).run(
    row.object,
  )
  if (row.operation === 'add') {
    const image = JSON.parse(row.new as string) as ObjectImage
    const dn = outcome.dn ?? image.dn
    sql(db, 'update cs_object set anchor = ?, dn = ? where id = ?').run(
      outcome.anchor ?? null,
      dn ?? null,
      row.object,
    )
    if (dn !== undefined) indexDn(db, row.system, row.object, dn)
    mergeUnconfirmed(db, row.object, image.attributes)
  } else if (row.operation === 'move') {
    const dn = outcome.dn ?? (JSON.parse(row.new as string) as string)
    sql(db, 'update cs_object set dn = ? where id = ?').run(dn, row.object)
    indexDn(db, row.system, row.object, dn)
  } else if (row.operation === 'delete') {
    // Read back as absent, it leaves the connector space; until then it must not be planned again.
    sql(db, 'update cs_object set deleted = 1 where id = ?').run(row.object)
  } else if (row.reference === 1) {
    for (const target of row.new === null ? [] : (JSON.parse(row.new) as number[]))
      sql(
        db,
        'insert or replace into cs_reference (source, attribute, target, state) values (?, ?, ?, 1)',
      ).run(row.object, row.attribute, target)
    for (const target of row.old === null ? [] : (JSON.parse(row.old) as number[]))
      sql(db, 'update cs_reference set state = 2 where source = ? and attribute = ? and target = ?').run(
        row.object,
        row.attribute,
        target,
      )
  } else
    mergeUnconfirmed(db, row.object, {
      [row.attribute as string]: row.new === null ? null : (JSON.parse(row.new) as Value),
    })
}

function mergeUnconfirmed(
  db: Db,
  object: number,
  attributes: Attributes | Record<string, Value | null>,
): void {
  const held = sql<{ attributes: string }>(db, 'select attributes from cs_unconfirmed where object = ?').get(
    object,
  )
  const merged = { ...(held === undefined ? {} : (JSON.parse(held.attributes) as object)), ...attributes }
  sql(db, 'insert or replace into cs_unconfirmed (object, attributes) values (?, ?)').run(
    object,
    JSON.stringify(merged),
  )
}

function indexDn(db: Db, system: number, object: number, dn: string): void {
  sql(db, 'delete from cs_lookup where object = ? and space = ?').run(object, `dn:${system}`)
  sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)').run(
    `dn:${system}`,
    dnKey(dn),
    object,
  )
}

/** Writes whose outcome nobody knows: the program ended between intent and result. */
export function uncertainExports(
  db: Db,
  input: { system: number; referenceKey: 'anchor' | 'dn' },
): ExportRequest[] {
  const objects = sql<{ object: number; kind: string }>(
    db,
    `select distinct object, case operation when 'add' then 'add' when 'delete' then 'delete' else 'update' end as kind
     from change where state = 'exporting' and system = ? order by object`,
  ).all(input.system)
  return objects.map(({ object, kind }) => {
    const rows = sql<ChangeRow>(
      db,
      `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object where c.object = ? and c.state = 'exporting'
       and case c.operation when 'add' then 'add' when 'delete' then 'delete' else 'update' end = ? order by c.id`,
    ).all(object, kind)
    return { request: toRequest(db, rows, { run: 0, ...input }), changes: rows.map((row) => row.id) }
  })
}

/** Puts changes that turned out not to be written back on the plan, still approved. */
export function returnToPlan(db: Db, input: { changes: readonly number[] }): void {
  durably(db, () => {
    for (const id of input.changes)
      sql(
        db,
        `update change set state = 'planned', export_run = null where id = ? and state = 'exporting'`,
      ).run(id)
  })
}

/** Objects that were written to and not read back yet. */
export function unconfirmedObjects(
  db: Db,
  input: { system: number; after: number; limit: number },
): { object: number; type: string; anchor: string }[] {
  return sql<{ object: number; type: string; anchor: string }>(
    db,
    `select distinct c.object, o.type, o.anchor from change c join cs_object o on o.id = c.object
     where c.state = 'exported' and c.system = ? and o.anchor is not null and c.object > ? order by c.object limit ?`,
  ).all(input.system, input.after, input.limit)
}
