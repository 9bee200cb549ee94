import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import { type AuditEvent, appendAudit } from './audit.ts'
import { lastingValue } from './change-queries.ts'
import { type Db, durably } from './database.ts'
import {
  type ChangeRow,
  type ExportRequest,
  type StepAside,
  targetsExist,
  toRequest,
} from './export-request.ts'
import { addFinding } from './findings.ts'
import { type NameInTheWay, Names } from './names-in-the-way.ts'
import { sql } from './statement.ts'
import { forgetAside, nameTaken, stepAside, uncertainAsides, whoGivesWay } from './step-aside.ts'

type ExportPhase = 'add' | 'update' | 'delete'

const phaseCondition = {
  add: `c.operation = 'add'`,
  update: `c.operation in ('update', 'move', 'disable') and o.anchor is not null`,
  delete: `c.operation = 'delete' and o.anchor is not null`,
} as const

/**
 * Takes the next approved changes off the plan, whole objects at a time, and records the intent to write them: from here on, a crash leaves
 * them `exporting` and the next export finds out whether they were written. Only approved changes are ever taken. An object whose new name
 * another one is about to give up waits for it; where all wait, one of them steps aside.
 */
export function takeApproved(
  db: Db,
  input: { system: number; phase: ExportPhase; limit: number; run: number; referenceKey: 'anchor' | 'dn' },
): ExportRequest[] {
  return durably(db, () => {
    const { taken, waiting } = free(db, input, input.limit)
    if (taken.length === 0 && waiting.size >= input.limit) {
      // None of the first may go yet: somebody behind them may.
      const all = free(db, input, -1)
      taken.push(...all.taken.slice(0, input.limit))
      for (const [object, names] of all.waiting) waiting.set(object, names)
    }
    if (taken.length === 0) {
      const gives = whoGivesWay(waiting)
      if (gives === undefined) return []
      return [stepAside(db, approvedOf(db, gives.object, input.phase), gives.attributes)]
    }
    const moving = new Set(taken.flat().flatMap((row) => (row.operation === 'move' ? row.object : [])))
    const requests: ExportRequest[] = []
    for (const all of taken) {
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
    return requests
  })
}

/** Of the first objects with approved changes, those that may be written now, and those that wait for a name another one still has. */
function free(
  db: Db,
  input: { system: number; phase: ExportPhase; run: number },
  limit: number,
): { taken: ChangeRow[][]; waiting: Map<number, readonly NameInTheWay[]> } {
  const objects = sql<{ object: number }>(
    db,
    `select distinct c.object from change c join cs_object o on o.id = c.object
     where c.system = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[input.phase]}
     and coalesce(c.export_run, 0) <> ?
     order by ${input.phase === 'add' ? 'length(o.dn), c.object' : 'c.object'} limit ?`,
  ).all(input.system, input.run, limit)
  const names = input.phase === 'update' ? new Names(db, input.system) : undefined
  const waiting = new Map<number, readonly NameInTheWay[]>()
  const taken: ChangeRow[][] = []
  for (const { object } of objects) {
    const rows = approvedOf(db, object, input.phase)
    const inTheWay = names?.inTheWay(rows) ?? []
    if (inTheWay.length > 0) waiting.set(object, inTheWay)
    else taken.push(rows)
  }
  return { taken, waiting }
}

const approvedOf = (db: Db, object: number, phase: ExportPhase): ChangeRow[] =>
  sql<ChangeRow>(
    db,
    `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
     where c.object = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[phase]} order by c.id`,
  ).all(object)

const namesAny = (row: ChangeRow, objects: ReadonlySet<number>): boolean =>
  row.reference === 1 &&
  [row.old, row.new].some(
    (text) => text !== null && (JSON.parse(text) as number[]).some((target) => objects.has(target)),
  )

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
      if (outcome.ok && outcome.aside !== undefined) {
        asideDone(db, outcome.aside)
        audit.push(asideEvent(input, first, outcome.aside, outcome.recovered === true))
        continue
      }
      if (outcome.ok) {
        exported += rows.length
        for (const row of rows) {
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
          })),
        },
      })
    }
    appendAudit(db, audit)
    return { exported, failed }
  })
}

/** An object is called otherwise for a moment: its system holds that until the names that were approved are written. */
function asideDone(db: Db, { object, names }: StepAside): void {
  sql(db, `update step_aside set state = 'done' where object = ?`).run(object)
  for (const { attribute, aside } of names)
    if (attribute === 'dn') moveTo(db, object, aside)
    else mergeUnconfirmed(db, object, { [attribute]: aside })
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
  sql(db, `delete from finding where object = ? and code in ('export-failed', 'account-exists')`).run(
    row.object,
  )
  if (row.operation === 'add') {
    const image = JSON.parse(row.new as string) as ObjectImage
    const dn = outcome.dn ?? image.dn
    if (outcome.anchor !== undefined) takePlaceOf(db, row, outcome.anchor)
    sql(db, 'update cs_object set anchor = ?, dn = ? where id = ?').run(
      outcome.anchor ?? null,
      dn ?? null,
      row.object,
    )
    if (dn !== undefined) indexDn(db, row.system, row.object, dn)
    mergeUnconfirmed(db, row.object, image.attributes)
  } else if (row.operation === 'move') {
    moveTo(db, row.object, outcome.dn ?? (JSON.parse(row.new as string) as string))
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
    `select distinct c.object, case c.operation when 'add' then 'add' when 'delete' then 'delete' else 'update' end as kind
     from change c join cs_object o on o.id = c.object where c.state = 'exporting' and c.system = ? order by c.object`,
  ).all(input.system)
  const written = objects.map(({ object, kind }) => {
    const rows = sql<ChangeRow>(
      db,
      `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object where c.object = ? and c.state = 'exporting'
       and case c.operation when 'add' then 'add' when 'delete' then 'delete' else 'update' end = ? order by c.id`,
    ).all(object, kind)
    return { request: toRequest(db, rows, { run: 0, ...input }), changes: rows.map((row) => row.id) }
  })
  return [...uncertainAsides(db, input.system), ...written]
}

/** Puts changes that turned out not to be written back on the plan, still approved. */
export function returnToPlan(
  db: Db,
  input: { changes: readonly number[]; aside?: StepAside | undefined },
): void {
  durably(db, () => {
    if (input.aside !== undefined) {
      forgetAside(db, input.aside.object, 'intended')
      return
    }
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
