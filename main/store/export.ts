import type { Attributes, Value } from '../../connectors/spi/value.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import { approvedContent } from './approved-content.ts'
import { type AuditEvent, appendAudit } from './audit.ts'
import { lastingValue } from './change-queries.ts'
import { type Db, durably } from './database.ts'
import { addFinding } from './findings.ts'
import { auditReturned, returnToReview } from './returned-changes.ts'
import { sql } from './statement.ts'

type ExportPhase = 'add' | 'update' | 'delete'

interface ChangeRow {
  id: number
  system: number
  object: number
  type: string
  operation: 'add' | 'update' | 'move' | 'disable' | 'delete'
  attribute: string | null
  old: string | null
  new: string | null
  reference: number
  name: string
  key: string
  approval: number | null
  hash: Buffer
  anchor: string | null
  dn: string | null
}

/** What the connector gets, and which changes it stands for. */
export interface ExportRequest {
  readonly request: WriteRequest
  readonly changes: readonly number[]
}

const phaseCondition = {
  add: `c.operation = 'add'`,
  update: `c.operation in ('update', 'move', 'disable') and o.anchor is not null`,
  delete: `c.operation = 'delete' and o.anchor is not null`,
} as const

/**
 * Takes the next approved changes off the plan, whole objects at a time, and records the intent to write them: from here on, a crash leaves
 * them `exporting` and the next export finds out whether they were written. Only approved changes are ever taken, and only as they were
 * approved: one that differs goes back into review with the reason. `done` is true when there is nothing more to take.
 */
export function takeApproved(
  db: Db,
  input: {
    system: number
    phase: ExportPhase
    limit: number
    run: number
    referenceKey: 'anchor' | 'dn'
    author: string
    at: number
  },
): { requests: ExportRequest[]; returned: number; done: boolean } {
  return durably(db, () => {
    const returned: { id: number; reason: string }[] = []
    const deviation = approvedContent(db)
    const objects = sql<{ object: number }>(
      db,
      `select distinct c.object from change c join cs_object o on o.id = c.object
       where c.system = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[input.phase]}
       and coalesce(c.export_run, 0) <> ?
       order by ${input.phase === 'add' ? 'length(o.dn), c.object' : 'c.object'} limit ?`,
    ).all(input.system, input.run, input.limit)
    const taken = objects.map(({ object }) =>
      sql<ChangeRow>(
        db,
        `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
         where c.object = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[input.phase]} order by c.id`,
      ).all(object),
    )
    for (const rows of taken)
      for (const row of rows) {
        const reason = deviation(row)
        if (reason === undefined) continue
        returnToReview(db, row.id, reason)
        returned.push({ id: row.id, reason })
      }
    const differing = new Set(returned.map(({ id }) => id))
    const moving = new Set(taken.flat().flatMap((row) => (row.operation === 'move' ? row.object : [])))
    const requests: ExportRequest[] = []
    for (const rowsOfObject of taken) {
      const all = rowsOfObject.filter((row) => !differing.has(row.id))
      // A reference by DN to what moves in this very batch waits for the next, when the new DN is known.
      const rows =
        input.referenceKey === 'dn' && moving.size > 0 ? all.filter((row) => !namesAny(row, moving)) : all
      const ready = rows.filter((row) => row.reference === 0 || targetsExist(db, row, input.referenceKey))
      for (const row of rows)
        if (!ready.includes(row))
          sql(db, 'update change set export_run = ? where id = ?').run(input.run, row.id)
      if (ready.length === 0) continue
      for (const row of ready)
        sql(db, `update change set state = 'exporting', export_run = ? where id = ?`).run(input.run, row.id)
      requests.push({ request: toRequest(db, ready, input), changes: ready.map((row) => row.id) })
    }
    auditReturned(db, { at: input.at, author: input.author, changes: returned })
    return { requests, returned: returned.length, done: objects.length === 0 }
  })
}

const namesAny = (row: ChangeRow, objects: ReadonlySet<number>): boolean =>
  row.reference === 1 &&
  [row.old, row.new].some(
    (text) => text !== null && (JSON.parse(text) as number[]).some((target) => objects.has(target)),
  )

/** A reference can be written once its target is there. */
function targetsExist(db: Db, row: ChangeRow, referenceKey: 'anchor' | 'dn'): boolean {
  const added = row.new === null ? [] : (JSON.parse(row.new) as number[])
  return added.every((target) => keyOf(db, target, referenceKey) !== undefined)
}

function keyOf(db: Db, object: number, referenceKey: 'anchor' | 'dn'): string | undefined {
  const row = sql<{ anchor: string | null; dn: string | null; type: string }>(
    db,
    'select anchor, dn, type from cs_object where id = ?',
  ).get(object)
  if (row === undefined) return undefined
  // An account that was never written has a planned DN, but is not there.
  if (row.anchor === null && row.type !== '') return undefined
  return (referenceKey === 'dn' ? row.dn : row.anchor) ?? undefined
}

function toRequest(
  db: Db,
  rows: readonly ChangeRow[],
  input: { run: number; referenceKey: 'anchor' | 'dn'; system: number },
): WriteRequest {
  const [first] = rows as [ChangeRow]
  // The same change has the same id in every attempt, so a connector can tell a repetition.
  const id = `${first.object}.${rows.map((row) => row.id).join('.')}`
  if (first.operation === 'add') {
    const image = JSON.parse(first.new as string) as ObjectImage
    return {
      id,
      operation: 'add',
      type: first.type,
      ...(image.dn === undefined ? {} : { dn: image.dn }),
      attributes: image.attributes,
      references: {},
    }
  }
  const where = { anchor: first.anchor as string, ...(first.dn === null ? {} : { dn: first.dn }) }
  if (first.operation === 'delete') return { id, operation: 'delete', type: first.type, ...where }
  const move = rows.find((row) => row.operation === 'move')
  return {
    id,
    operation: 'update',
    type: first.type,
    ...where,
    ...(move === undefined ? {} : { newDn: JSON.parse(move.new as string) as string }),
    attributes: rows
      .filter((row) => row.attribute !== null && row.reference === 0)
      .map((row) => ({
        attribute: row.attribute as string,
        ...(row.old === null ? {} : { old: JSON.parse(row.old) as Value }),
        ...(row.new === null ? {} : { new: JSON.parse(row.new) as Value }),
      })),
    references: rows
      .filter((row) => row.reference === 1)
      .map((row) => ({
        attribute: row.attribute as string,
        add: keys(db, row.new, input.referenceKey),
        remove: keys(db, row.old, input.referenceKey),
        single: isSingle(db, row),
      })),
  }
}

function keys(db: Db, text: string | null, referenceKey: 'anchor' | 'dn'): string[] {
  if (text === null) return []
  return (JSON.parse(text) as number[]).flatMap((target) => keyOf(db, target, referenceKey) ?? [])
}

function isSingle(db: Db, row: ChangeRow): boolean {
  const text = sql<{ schema: string | null }>(db, 'select schema from system where id = ?').get(
    row.system,
  )?.schema
  if (text == null) return false
  const schema = JSON.parse(text) as {
    types: { type: string; attributes: Record<string, { multi?: boolean }> }[]
  }
  return (
    schema.types.find((type) => type.type === row.type)?.attributes[row.attribute as string]?.multi !== true
  )
}

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
