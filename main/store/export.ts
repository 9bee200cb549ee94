import type { Value } from '../../connectors/spi/value.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import type { ObjectImage } from '../engine/model.ts'
import { type AddReferences, addReferencesOf, addsInTurn, tellWaitingAdds } from './adds-with-references.ts'
import { type Db, durably } from './database.ts'
import { sql } from './statement.ts'

type ExportPhase = 'add' | 'update' | 'delete'

/** A change with the object it is of. */
export interface ExportRow {
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
 * them `exporting` and the next export finds out whether they were written. Only approved changes are ever taken.
 */
export function takeApproved(
  db: Db,
  input: {
    system: number
    phase: ExportPhase
    limit: number
    run: number
    referenceKey: 'anchor' | 'dn'
    referencesInAdd: boolean
  },
): ExportRequest[] {
  return durably(db, () => {
    const withAdd =
      input.phase === 'add' && input.referencesInAdd ? addReferencesOf(db, input.system) : noReferences
    const taken = nextObjects(db, input, withAdd).map((object) =>
      approvedOf(db, object, input.phase, withAdd),
    )
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

/** Objects that need references from the start come after those that they may refer to, and each other in turn. */
function nextObjects(
  db: Db,
  input: Parameters<typeof takeApproved>[1],
  withAdd: AddReferences,
): readonly number[] {
  const objects = sql<{ object: number }>(
    db,
    `select distinct c.object from change c join cs_object o on o.id = c.object
     where c.system = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[input.phase]}
     and coalesce(c.export_run, 0) <> ?
     ${withAdd.size === 0 ? '' : 'and o.type not in (select value from json_each(?))'}
     order by ${input.phase === 'add' ? 'length(o.dn), c.object' : 'c.object'} limit ?`,
  ).all(
    input.system,
    input.run,
    ...(withAdd.size === 0 ? [] : [JSON.stringify([...withAdd.keys()])]),
    input.limit,
  )
  if (objects.length > 0 || withAdd.size === 0) return objects.map(({ object }) => object)
  return addsInTurn(db, input, withAdd, (target) => keyOf(db, target, input.referenceKey) !== undefined)
}

/** The approved changes of an object that a phase writes; of an add the references it needs as well. */
function approvedOf(db: Db, object: number, phase: ExportPhase, withAdd: AddReferences): ExportRow[] {
  const rows = sql<ExportRow>(
    db,
    `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
     where c.object = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[phase]} order by c.id`,
  ).all(object)
  const [first] = rows
  const needed = first === undefined ? undefined : withAdd.get(first.type)
  if (needed === undefined) return rows
  return [
    ...rows,
    ...sql<ExportRow>(
      db,
      `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
       where c.object = ? and c.state = 'planned' and c.decision = 'approved' and c.reference = 1
       and c.attribute in (select value from json_each(?)) order by c.id`,
    ).all(object, JSON.stringify(needed)),
  ]
}

const noReferences: AddReferences = new Map()

/** Says of the adds that a run could not begin what they wait for. */
export function noteWaitingAdds(
  db: Db,
  input: { system: number; run: number; at: number; referenceKey: 'anchor' | 'dn'; referencesInAdd: boolean },
): void {
  const withAdd = input.referencesInAdd ? addReferencesOf(db, input.system) : noReferences
  db.transaction(() =>
    tellWaitingAdds(db, input, withAdd, (target) => keyOf(db, target, input.referenceKey) !== undefined),
  )()
}

const namesAny = (row: ExportRow, objects: ReadonlySet<number>): boolean =>
  row.reference === 1 &&
  [row.old, row.new].some(
    (text) => text !== null && (JSON.parse(text) as number[]).some((target) => objects.has(target)),
  )

/** A reference can be written once its target is there. */
function targetsExist(db: Db, row: ExportRow, referenceKey: 'anchor' | 'dn'): boolean {
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
  rows: readonly ExportRow[],
  input: { run: number; referenceKey: 'anchor' | 'dn'; system: number },
): WriteRequest {
  const [first] = rows as [ExportRow]
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
      references: Object.fromEntries(
        rows
          .filter((row) => row.reference === 1)
          .map((row) => [row.attribute as string, keys(db, row.new, input.referenceKey)]),
      ),
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

function isSingle(db: Db, row: ExportRow): boolean {
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

/** References that were part of an add are in doubt with it. */
const doubtfulKind = `case when c.operation = 'delete' then 'delete'
  when c.operation = 'add' or exists (
    select 1 from change a where a.object = c.object and a.operation = 'add' and a.state = 'exporting') then 'add'
  else 'update' end`

/** Writes whose outcome nobody knows: the program ended between intent and result. */
export function uncertainExports(
  db: Db,
  input: { system: number; referenceKey: 'anchor' | 'dn' },
): ExportRequest[] {
  const objects = sql<{ object: number; kind: string }>(
    db,
    `select distinct c.object, ${doubtfulKind} as kind
     from change c where c.state = 'exporting' and c.system = ? order by c.object`,
  ).all(input.system)
  return objects.map(({ object, kind }) => {
    const rows = sql<ExportRow>(
      db,
      `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object where c.object = ? and c.state = 'exporting'
       and ${doubtfulKind} = ? order by c.operation <> 'add', c.id`,
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
