import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage, Operation } from '../engine/model.ts'
import { type AuditEvent, appendAudit } from './audit.ts'
import { lastingValue } from './change-queries.ts'
import { type Db, durably } from './database.ts'
import { keepDeleted } from './deleted-image.ts'
import type { ChangeRow, StepAside } from './export-request.ts'
import { addFinding } from './findings.ts'
import { relink } from './relink.ts'
import { sql } from './statement.ts'
import { forgetAside, nameTaken } from './step-aside.ts'
import { writeReason } from './write-reason.ts'

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
  /** What the connector had to say about it. */
  readonly note?: string | undefined
  /** Found out after a crash instead of answered. */
  readonly recovered?: boolean | undefined
  /** The object stepped aside; its changes are still to be written. */
  readonly aside?: StepAside | undefined
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
): { exported: number; failed: number; operations: Partial<Record<Operation, number>> } {
  return durably(db, () => {
    let exported = 0
    const operations: Partial<Record<Operation, number>> = {}
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
      if (outcome.ok && outcome.aside !== undefined) {
        asideDone(db, outcome.aside)
        audit.push(asideEvent(input, first, outcome.aside, outcome.recovered === true))
        continue
      }
      if (outcome.ok) {
        exported += rows.length
        for (const row of rows) {
          operations[row.operation] = (operations[row.operation] ?? 0) + 1
          // What was found out later was written by the run that was interrupted.
          sql(
            db,
            `update change set state = 'exported', error = null, export_run = iif(?, coalesce(export_run, ?), ?) where id = ?`,
          ).run(outcome.recovered === true ? 1 : 0, input.run, input.run, row.id)
          applyToSpace(db, row, outcome)
          nameTaken(db, row)
        }
      } else {
        if (outcome.aside !== undefined) forgetAside(db, outcome.aside.object, 'intended')
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
          ...(outcome.note === undefined ? {} : { note: outcome.note }),
          ...(outcome.ok ? {} : { error: outcome.error?.message }),
          changes: rows.map((row) => ({
            change: row.id,
            operation: row.operation,
            attribute: row.attribute,
            old: lastingValue(db, row, row.old),
            new: lastingValue(db, row, row.new),
            approval: row.approval,
            ...writeReason(db, row.id),
          })),
        },
      })
    }
    appendAudit(db, audit)
    return { exported, failed, operations }
  })
}

/** An object is called otherwise for a moment: its system holds that until the names that were approved are written. */
function asideDone(db: Db, { object, names }: StepAside): void {
  sql(db, `update step_aside set state = 'done' where object = ?`).run(object)
  for (const { attribute, aside } of names) heldAs(db, object, attribute, aside)
}

/** Until it is read back, an object counts as having a name. @param attribute `dn` or an attribute */
export function heldAs(db: Db, object: number, attribute: string, name: string): void {
  if (attribute === 'dn') moveTo(db, object, name)
  else mergeUnconfirmed(db, object, { [attribute]: name })
}

function asideEvent(
  input: { run: number; session: number | null; author: string; at: number },
  first: ChangeRow,
  aside: StepAside,
  recovered: boolean,
): AuditEvent {
  return {
    at: input.at,
    author: input.author,
    event: 'stepped-aside',
    details: {
      run: input.run,
      session: input.session,
      system: first.system,
      object: first.key,
      name: first.name,
      ...(recovered ? { recovered: true } : {}),
      names: aside.names,
      approval: first.approval,
    },
  }
}

/** An object that was deleted and came back: whoever still names the one that was, names this one. */
function takePlaceOf(db: Db, row: ChangeRow, anchor: string): void {
  const before = sql<{ id: number }>(
    db,
    `select id from cs_object where system = ? and anchor = ? and id <> ? and type = ''`,
  ).get(row.system, anchor, row.object)
  if (before === undefined) return
  sql(db, 'update or ignore cs_reference set target = ? where target = ?').run(row.object, before.id)
  sql(db, 'delete from cs_reference where target = ? or source = ?').run(before.id, before.id)
  sql(db, 'delete from cs_lookup where object = ?').run(before.id)
  sql(db, 'delete from cs_work where object = ?').run(before.id)
  sql(db, 'delete from cs_object where id = ?').run(before.id)
}

function moveTo(db: Db, object: number, dn: string): void {
  sql(db, 'update cs_object set dn = ? where id = ?').run(dn, object)
  const row = sql<{ system: number }>(db, 'select system from cs_object where id = ?').get(object)
  if (row !== undefined) indexDn(db, row.system, object, dn)
}

/** What was written counts as held until it is read back. */
function applyToSpace(db: Db, row: ChangeRow, outcome: ExportOutcome): void {
  sql(
    db,
    `delete from finding where object = ? and (code in ('export-failed', 'account-exists')
       or code = 'name-set-aside' and attribute = coalesce(?, 'dn'))`,
  ).run(row.object, row.attribute)
  if (row.operation === 'add') {
    const image = JSON.parse(row.new as string) as ObjectImage
    const dn = outcome.dn ?? image.dn
    if (outcome.anchor !== undefined) takePlaceOf(db, row, outcome.anchor)
    // What was deleted and is brought back was known by its name only.
    sql(db, 'update cs_object set anchor = ?, dn = ?, type = ? where id = ?').run(
      outcome.anchor ?? null,
      dn ?? null,
      row.type,
      row.object,
    )
    if (dn !== undefined) indexDn(db, row.system, row.object, dn)
    relink(db, row, outcome.anchor)
    mergeUnconfirmed(db, row.object, image.attributes)
  } else if (row.operation === 'move') {
    moveTo(db, row.object, outcome.dn ?? (JSON.parse(row.new as string) as string))
  } else if (row.operation === 'delete') {
    keepDeleted(db, row)
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
