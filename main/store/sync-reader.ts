import type { Attributes, Value } from '../../connectors/spi/value.ts'
import type { Writer } from '../engine/contest.ts'
import type { DriftBook, DriftRow } from '../engine/drift.ts'
import type { JoinAccount, JoinDecisions } from '../engine/join-decision.ts'
import type { MembershipQuestion } from '../engine/membership.ts'
import type { CsObject, DisconnectorState, Link, LookupKey, Lookups, ObjectImage } from '../engine/model.ts'
import type { LeavingSince, MvRow, SyncPort } from '../engine/sync-port.ts'
import type { Db } from './database.ts'
import { createdOutside, driftBook } from './drift-rows.ts'
import { overlay } from './held-values.ts'
import { leavingSince } from './leaving-rows.ts'
import { lookUp } from './lookup-index.ts'
import { membershipsOf } from './memberships.ts'
import { nextId } from './next-id.ts'
import { partingsOf } from './parting-rows.ts'
import { claimedAccounts, decisionsOver } from './standing-decisions.ts'
import { sql } from './statement.ts'
import { asBefore } from './step-aside.ts'

interface ObjectRow {
  id: number
  system: number
  type: string
  anchor: string | null
  dn: string | null
  observed: string | null
  deleted: number
  mv: number | null
  kind: Link['kind'] | null
  rule: string | null
  unconfirmed: string | null
}

interface MvDocument {
  id: number
  type: string
  attributes: string
  provenance: string
}

const objectColumns = `o.id, o.system, o.type, o.anchor, o.dn, o.observed, o.deleted, c.mv, c.kind, c.rule, u.attributes as unconfirmed`
const objectJoins = `left join cs_connection c on c.object = o.id left join cs_unconfirmed u on u.object = o.id`

/** Loads whole batches for synchronization. */
export class SyncReader {
  protected readonly db: Db

  constructor(db: Db) {
    this.db = db
  }

  nextObjects(system: number, limit: number): CsObject[] {
    return sql<ObjectRow>(
      this.db,
      `select ${objectColumns} from cs_work w join cs_object o on o.id = w.object ${objectJoins}
       where w.system = ? order by w.object limit ?`,
    )
      .all(system, limit)
      .map(toObject)
  }

  objectsOf(system: number, type: string, after: number, limit: number): CsObject[] {
    return sql<ObjectRow>(
      this.db,
      `select ${objectColumns} from cs_object o ${objectJoins}
       where o.id > ? and o.system = ? and o.type = ? order by o.id limit ?`,
    )
      .all(after, system, type, limit)
      .map(toObject)
  }

  identitiesOf(type: string, after: number, limit: number): { id: number; attributes: Attributes }[] {
    return sql<{ id: number; attributes: string }>(
      this.db,
      'select id, attributes from mv_object where id > ? and type = ? order by id limit ?',
    )
      .all(after, type, limit)
      .map((row) => ({ id: row.id, attributes: JSON.parse(row.attributes) as Attributes }))
  }

  explicitDisconnectors(objects: readonly CsObject[]): ReadonlySet<number> {
    if (sql(this.db, `select 1 from cs_disconnector where state = 'explicit' limit 1`).get() === undefined)
      return new Set()
    const state = sql<{ state: string }>(this.db, 'select state from cs_disconnector where object = ?')
    return new Set(
      objects.filter((object) => state.get(object.id)?.state === 'explicit').map((object) => object.id),
    )
  }

  memberships(
    side: 'connector-space' | 'metaverse',
    objects: readonly number[],
    questions: readonly MembershipQuestion[],
    system?: number,
  ): ReadonlyMap<number, ReadonlySet<string>> {
    return membershipsOf(this.db, side, objects, questions, system)
  }

  writers(mv: readonly number[]): ReadonlyMap<number, readonly Writer[]> {
    const all = sql<Writer>(this.db, 'select attribute, rule, object, value, run from mv_writer where mv = ?')
    return new Map(mv.map((id) => [id, all.all(id)]))
  }

  refused(mv: readonly number[]): { identities: ReadonlySet<number>; accounts: ReadonlySet<number> } {
    const identities = new Set<number>()
    const accounts = new Set<number>()
    const any = sql(
      this.db,
      `select 1 from finding where code in ('identity-refused', 'account-refused', 'source-removed') limit 1`,
    )
    if (any.get() === undefined) return { identities, accounts }
    const find = sql<{ code: string; object: number | null }>(
      this.db,
      `select code, object from finding where mv = ? and code in ('identity-refused', 'account-refused', 'source-removed')`,
    )
    for (const id of mv)
      for (const { code, object } of find.all(id)) {
        if (code !== 'account-refused') identities.add(id)
        else if (object !== null) accounts.add(object)
      }
    return { identities, accounts }
  }

  joinDecisions(objects: readonly CsObject[]): JoinDecisions {
    return decisionsOver(this.db, objects)
  }

  claimedAccounts(mv: readonly number[]): ReadonlyMap<number, readonly JoinAccount[]> {
    return claimedAccounts(this.db, mv)
  }

  drift(mv: readonly number[], objects: readonly number[]): DriftBook {
    return driftBook(this.db, mv, objects)
  }

  createdOutside(objects: readonly CsObject[]): ReadonlyMap<number, DriftRow['state']> {
    return createdOutside(this.db, objects)
  }

  leaving(mv: readonly number[], objects: readonly number[]): LeavingSince {
    return leavingSince(this.db, mv, objects)
  }

  partings(objects: readonly number[]): ReturnType<SyncPort['partings']> {
    return partingsOf(this.db, objects)
  }

  nextMvId(): number {
    return nextId(this.db, 'mv_object')
  }

  nextObjectId(): number {
    return nextId(this.db, 'cs_object')
  }

  lookupMv(keys: readonly LookupKey[]): Lookups {
    return lookUp(this.db, 'mv_lookup', keys)
  }

  lookupCs(keys: readonly LookupKey[]): Lookups {
    return lookUp(this.db, 'cs_lookup', keys)
  }

  mvObjects(ids: readonly number[]): ReadonlyMap<number, MvRow> {
    const rows = new Map<number, MvRow>()
    const columns = 'select id, type, attributes, provenance from mv_object'
    for (const row of this.#rows<MvDocument>(columns, 'id', ids, 'id'))
      rows.set(row.id, {
        id: row.id,
        type: row.type,
        json: row.attributes,
        provenance: row.provenance,
        attributes: JSON.parse(row.attributes) as Attributes,
      })
    return rows
  }

  linkedObjects(mv: readonly number[]): ReadonlyMap<number, CsObject[]> {
    const linked = new Map<number, CsObject[]>(mv.map((id) => [id, []]))
    const columns = `select ${objectColumns} from cs_connection c join cs_object o on o.id = c.object
       left join cs_unconfirmed u on u.object = o.id`
    for (const row of this.#rows<ObjectRow>(columns, 'c.mv', mv, 'mv'))
      linked.get(row.mv as number)?.push(toObject(row))
    for (const objects of linked.values()) if (objects.length > 1) objects.sort((a, b) => a.id - b.id)
    return asBefore(this.db, linked)
  }

  /** Rows by key: neighbours in one range scan, scattered ones one by one. */
  *#rows<Row extends object>(
    select: string,
    column: string,
    ids: readonly number[],
    key: keyof Row,
  ): Iterable<Row> {
    const first = ids[0]
    if (first === undefined) return
    const last = ids.at(-1) as number
    if (ids.length > 16 && isAscending(ids) && last - first < ids.length * 3) {
      const wanted = last - first + 1 === ids.length ? undefined : new Set(ids)
      const range = sql<Row>(this.db, `${select} where ${column} between ? and ?`)
      for (const row of range.all(first, last))
        if (wanted === undefined || wanted.has(row[key] as number)) yield row
      return
    }
    const one = sql<Row>(this.db, `${select} where ${column} = ?`)
    for (const id of ids) yield* one.all(id)
  }

  csObjects(
    ids: readonly number[],
  ): ReadonlyMap<number, { object: CsObject; state: DisconnectorState | undefined }> {
    const get = sql<ObjectRow & { state: DisconnectorState | null }>(
      this.db,
      `select ${objectColumns}, d.state from cs_object o ${objectJoins} left join cs_disconnector d on d.object = o.id where o.id = ?`,
    )
    const found = new Map<number, { object: CsObject; state: DisconnectorState | undefined }>()
    for (const id of ids) {
      const row = get.get(id)
      if (row !== undefined) found.set(id, { object: toObject(row), state: row.state ?? undefined })
    }
    return found
  }

  plannedImages(objects: readonly number[]): ReadonlyMap<number, ObjectImage> {
    const get = sql<{ new: string }>(
      this.db,
      `select new from change where object = ? and operation = 'add' and state in ('planned', 'exporting', 'failed')`,
    )
    const images = new Map<number, ObjectImage>()
    for (const id of objects) {
      const row = get.get(id)
      if (row !== undefined) images.set(id, JSON.parse(row.new) as ObjectImage)
    }
    return images
  }

  nextIdentities(stage: 0 | 1, limit: number): number[] {
    return sql<{ object: number }>(
      this.db,
      'select object from mv_work where stage = ? order by object limit ?',
    )
      .all(stage, limit)
      .map((row) => row.object)
  }

  observedReferences(
    objects: readonly number[],
  ): ReadonlyMap<number, ReadonlyMap<string, readonly number[]>> {
    const all = sql<{ attribute: string; target: number }>(
      this.db,
      'select attribute, target from cs_reference where source = ? and state <> 2',
    )
    const found = new Map<number, Map<string, number[]>>()
    for (const object of objects) {
      const rows = all.all(object)
      if (rows.length === 0) continue
      const attributes = new Map<string, number[]>()
      for (const { attribute, target } of rows) {
        const list = attributes.get(attribute)
        if (list === undefined) attributes.set(attribute, [target])
        else list.push(target)
      }
      found.set(object, attributes)
    }
    return found
  }

  mvOf(objects: readonly number[]): ReadonlyMap<number, number> {
    const get = sql<{ mv: number }>(this.db, 'select mv from cs_connection where object = ?')
    const found = new Map<number, number>()
    for (const object of objects) {
      const row = get.get(object)
      if (row !== undefined) found.set(object, row.mv)
    }
    return found
  }

  accountsOf(mv: readonly number[]): ReadonlyMap<number, readonly { object: number; system: number }[]> {
    const all = sql<{ object: number; system: number }>(
      this.db,
      `select c.object, o.system from cs_connection c join cs_object o on o.id = c.object where c.mv = ? and o.deleted = 0`,
    )
    return new Map(mv.map((id) => [id, all.all(id)]))
  }

  waitingObjects(systems: readonly number[]): number {
    return systems.reduce(
      (sum, system) =>
        sum +
        (
          sql<{ n: number }>(this.db, 'select count(*) as n from cs_work where system = ?').get(system) as {
            n: number
          }
        ).n,
      0,
    )
  }

  waitingIdentities(): number {
    return count(
      this.db,
      'select (select count(*) from mv_work) + (select count(*) from reference_work) as n',
    )
  }
}

function toObject(row: ObjectRow): CsObject {
  const observed = row.observed === null ? {} : (JSON.parse(row.observed) as Attributes)
  const attributes =
    row.unconfirmed === null
      ? observed
      : overlay(observed, JSON.parse(row.unconfirmed) as Record<string, Value | null>)
  return {
    id: row.id,
    system: row.system,
    type: row.type,
    anchor: row.anchor ?? undefined,
    dn: row.dn ?? undefined,
    attributes,
    ...(row.unconfirmed === null ? {} : { confirmed: observed }),
    unborn: row.anchor === null && row.observed === null,
    unread: row.anchor !== null && row.observed === null,
    deleted: row.deleted !== 0,
    link:
      row.mv === null ? undefined : { mv: row.mv, kind: row.kind as Link['kind'], rule: row.rule as string },
  }
}

const isAscending = (ids: readonly number[]): boolean =>
  ids.every((id, i) => i === 0 || id > (ids[i - 1] as number))

const count = (db: Db, text: string): number => (sql<{ n: number }>(db, text).get() as { n: number }).n
