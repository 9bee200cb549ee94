import type { Value } from '../../connectors/spi/value.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import type { Db } from './database.ts'
import { deletedImage } from './deleted-image.ts'
import { sql } from './statement.ts'
import { storedSchema } from './stored-schema.ts'

/** A change with what its object is called in its system. */
export interface ChangeRow {
  id: number
  system: number
  object: number
  mv: number | null
  type: string
  operation: 'add' | 'update' | 'move' | 'disable' | 'delete'
  attribute: string | null
  old: string | null
  new: string | null
  reference: number
  name: string
  key: string
  approval: number | null
  first_approval: number | null
  hash: Buffer
  risk: number
  anchor: string | null
  dn: string | null
  /** The exported change that this one takes back. */
  undoes: number | null
}

/** What the connector gets, and which changes it stands for. */
export interface ExportRequest {
  readonly request: WriteRequest
  readonly changes: readonly number[]
  /** The object only makes way: it gets names for a moment, and its changes are written once the others have theirs. */
  readonly aside?: StepAside
  /** Of a deletion: what the object was when it was planned, and how many objects each of its references named. */
  readonly before?: ObjectImage & { readonly references: Readonly<Record<string, number>> }
}

export interface StepAside {
  readonly object: number
  readonly name: string
  /** `dn` or an attribute. */
  readonly names: readonly { readonly attribute: string; readonly was: string; readonly aside: string }[]
}

/** A reference can be written once its target is there. */
export function targetsExist(db: Db, row: ChangeRow, referenceKey: 'anchor' | 'dn'): boolean {
  const added = row.new === null ? [] : (JSON.parse(row.new) as number[])
  return added.every(
    (target) => !isDeleted(db, target) && referenceKeyOf(db, target, referenceKey) !== undefined,
  )
}

/** Once it was deleted, its name may be another object's. */
const isDeleted = (db: Db, object: number): boolean =>
  sql(db, 'select 1 from cs_object where id = ? and deleted > 0').get(object) !== undefined

/** The key by which references name an object; undefined when it is not there. */
export function referenceKeyOf(db: Db, object: number, referenceKey: 'anchor' | 'dn'): string | undefined {
  const row = sql<{ anchor: string | null; dn: string | null; type: string }>(
    db,
    'select anchor, dn, type from cs_object where id = ?',
  ).get(object)
  if (row === undefined) return undefined
  // An account that was never written has a planned DN, but is not there.
  if (row.anchor === null && (row.type !== '' || comesBack(db, object))) return undefined
  return (referenceKey === 'dn' ? row.dn : row.anchor) ?? undefined
}

/** What an undo is to bring back is known by its name again, before it is there. */
const comesBack = (db: Db, object: number): boolean =>
  sql(
    db,
    `select 1 from change where object = ? and operation = 'add' and undoes is not null and state in ('planned', 'exporting', 'failed')`,
  ).get(object) !== undefined

/** One object's changes as one request. */
export function toRequest(
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
      references: Object.fromEntries(
        rows
          .filter((row) => row.reference === 1)
          .map((row) => [row.attribute as string, keys(db, row.new, input.referenceKey)]),
      ),
      ...broughtBack(db, first),
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
        ...heldNow(db, row),
        ...(row.new === null ? {} : { new: JSON.parse(row.new) as Value }),
      })),
    references: rows
      .filter((row) => row.reference === 1)
      .map((row) => ({
        attribute: row.attribute as string,
        add: keys(db, row.new, input.referenceKey),
        remove: keys(db, withoutNameless(db, row.old, input.system), input.referenceKey),
        single: isSingle(db, row),
        ...(row.old === null ? { wasEmpty: true } : {}),
      })),
  }
}

/** The object that an add is to bring back: what an export deleted and is undone, or what somebody deleted outside and is set right. */
function broughtBack(db: Db, row: ChangeRow): { restores?: string } {
  if (row.undoes !== null) {
    const anchor = deletedImage(db, row.undoes)?.anchor
    return anchor === undefined ? {} : { restores: anchor }
  }
  const gone = sql<{ anchor: string | null }>(
    db,
    `select was ->> '$.anchor' as anchor from drift
     where mv = ? and system = ? and type = ? and kind = 'deleted' and state = 'enforced' order by id desc limit 1`,
  ).get(row.mv, row.system, row.type)
  return gone?.anchor == null ? {} : { restores: gone.anchor }
}

/** What the system holds before the change: what was approved, or what the object was given for a moment. */
function heldNow(db: Db, row: ChangeRow): { old?: Value } {
  const aside = sql<{ aside: string }>(
    db,
    `select aside from step_aside where object = ? and attribute = ? and state = 'done'`,
  ).get(row.object, row.attribute)
  const text = aside?.aside ?? row.old
  return text === null ? {} : { old: JSON.parse(text) as Value }
}

function keys(db: Db, text: string | null, referenceKey: 'anchor' | 'dn'): string[] {
  if (text === null) return []
  return (JSON.parse(text) as number[]).flatMap((target) => referenceKeyOf(db, target, referenceKey) ?? [])
}

/** Without what was deleted and has lost its name to another object, which is not to be taken out in its place. */
function withoutNameless(db: Db, text: string | null, system: number): string | null {
  if (text === null) return null
  const kept = (JSON.parse(text) as number[]).filter(
    (target) => !isDeleted(db, target) || !lostName(db, target, system),
  )
  return JSON.stringify(kept)
}

function lostName(db: Db, object: number, system: number): boolean {
  const dn = sql<{ dn: string | null }>(db, 'select dn from cs_object where id = ?').get(object)?.dn
  if (dn == null) return false
  return (
    sql(
      db,
      `select 1 from cs_lookup l join cs_object o on o.id = l.object
       where l.space = ? and l.value = ? and o.id <> ? and o.anchor is not null and o.deleted = 0`,
    ).get(`dn:${system}`, dnKey(dn), object) !== undefined
  )
}

/** Whether a reference attribute holds one value, as far as is known. */
export function isSingle(db: Db, row: Pick<ChangeRow, 'system' | 'type' | 'attribute'>): boolean {
  const schema = storedSchema(db, row.system)
  if (schema === undefined) return false
  return (
    schema.types.find((type) => type.type === row.type)?.attributes[row.attribute as string]?.multi !== true
  )
}

/** What a deletion is compared with before it is written. */
export function beforeOf(db: Db, [row]: readonly ChangeRow[]): Pick<ExportRequest, 'before'> {
  if (row?.operation !== 'delete' || row.old === null) return {}
  const counts = sql<{ attribute: string; n: number }>(
    db,
    'select attribute, count(*) as n from cs_reference where source = ? and state <> 2 group by attribute',
  ).all(row.object)
  return {
    before: {
      ...(JSON.parse(row.old) as ObjectImage),
      references: Object.fromEntries(counts.map(({ attribute, n }) => [attribute, n])),
    },
  }
}
