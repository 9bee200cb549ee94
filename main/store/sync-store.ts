import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type {
  CsObject,
  DisconnectorState,
  Finding,
  Link,
  LookupKey,
  Lookups,
  ObjectImage,
} from '../engine/model.ts'
import { dnSpace, lookupValue, mvSpace } from '../engine/model.ts'
import type { MvRow, SavedAccounts, SavedLinks, SavedReferences, SyncPort } from '../engine/sync-port.ts'
import { dropChanges, replaceChanges } from './change-rows.ts'
import type { Db } from './database.ts'
import { addFinding } from './findings.ts'
import { sql } from './statement.ts'

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

/** Codes of findings that linking, and working out accounts, say anew each time they look. */
const linkCodes = `'ambiguous-join', 'already-joined'`
const accountCodes = `'type-mismatch', 'expression-failed', 'no-unique-value', 'dn-taken', 'dn-missing', 'ambiguous-account'`

/** The synchronization's store over SQLite. */
export class SyncStore implements SyncPort {
  readonly #db: Db
  readonly #run: number
  readonly #at: number

  constructor(db: Db, run: number, at: number) {
    this.#db = db
    this.#run = run
    this.#at = at
  }

  enqueueAll(): void {
    this.#db.transaction(() => {
      this.#db.exec(`
        insert or ignore into cs_work (system, object) select system, id from cs_object where type <> '';
        insert or ignore into mv_work (stage, object) select 0, id from mv_object;
      `)
    })()
  }

  enqueueBlocked(): void {
    sql(
      this.#db,
      `insert or ignore into mv_work (stage, object) select 0, f.mv from finding f join mv_object m on m.id = f.mv
       where f.code in ('dn-taken', 'no-unique-value')`,
    ).run()
  }

  nextObjects(system: number, limit: number): CsObject[] {
    return sql<ObjectRow>(
      this.#db,
      `select ${objectColumns} from cs_work w join cs_object o on o.id = w.object ${objectJoins}
       where w.system = ? order by w.object limit ?`,
    )
      .all(system, limit)
      .map(toObject)
  }

  explicitDisconnectors(objects: readonly CsObject[]): ReadonlySet<number> {
    if (sql(this.#db, `select 1 from cs_disconnector where state = 'explicit' limit 1`).get() === undefined)
      return new Set()
    const state = sql<{ state: string }>(this.#db, 'select state from cs_disconnector where object = ?')
    return new Set(
      objects.filter((object) => state.get(object.id)?.state === 'explicit').map((object) => object.id),
    )
  }

  nextMvId(): number {
    return nextId(this.#db, 'mv_object')
  }

  nextObjectId(): number {
    return nextId(this.#db, 'cs_object')
  }

  lookupMv(keys: readonly LookupKey[]): Lookups {
    return this.#lookup('mv_lookup', keys)
  }

  lookupCs(keys: readonly LookupKey[]): Lookups {
    return this.#lookup('cs_lookup', keys)
  }

  #lookup(table: 'mv_lookup' | 'cs_lookup', keys: readonly LookupKey[]): Lookups {
    const used = new Map<string, boolean>()
    const isUsed = (space: string): boolean => {
      let known = used.get(space)
      if (known === undefined) {
        known = sql(this.#db, `select 1 from ${table} where space = ? limit 1`).get(space) !== undefined
        used.set(space, known)
      }
      return known
    }
    const find = sql<{ object: number }>(
      this.#db,
      `select object from ${table} where space = ? and value = ?`,
    )
    const found = new Map<string, number[]>()
    for (const { space, value } of keys) {
      if (!isUsed(space)) continue
      const key = `${space}\0${value}`
      if (found.has(key)) continue
      const rows = find.all(space, value)
      if (rows.length > 0)
        found.set(
          key,
          rows.map((row) => row.object),
        )
    }
    if (found.size === 0) return { find: () => nothing }
    return { find: (space, value) => found.get(`${space}\0${value}`) ?? nothing }
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
    return linked
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
      const range = sql<Row>(this.#db, `${select} where ${column} between ? and ?`)
      for (const row of range.all(first, last))
        if (wanted === undefined || wanted.has(row[key] as number)) yield row
      return
    }
    const one = sql<Row>(this.#db, `${select} where ${column} = ?`)
    for (const id of ids) yield* one.all(id)
  }

  csObjects(
    ids: readonly number[],
  ): ReadonlyMap<number, { object: CsObject; state: DisconnectorState | undefined }> {
    const get = sql<ObjectRow & { state: DisconnectorState | null }>(
      this.#db,
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
      this.#db,
      `select new from change where object = ? and operation = 'add' and state in ('planned', 'failed', 'exporting')`,
    )
    const images = new Map<number, ObjectImage>()
    for (const id of objects) {
      const row = get.get(id)
      if (row !== undefined) images.set(id, JSON.parse(row.new) as ObjectImage)
    }
    return images
  }

  saveLinks({ batch, result, lookups, waiting, referenceTypes }: SavedLinks): void {
    const db = this.#db
    db.transaction(() => {
      // The batch is everything that waited between its first and last object; what asks for another look comes after.
      const [start, end] = [batch[0], batch.at(-1)] as [CsObject, CsObject]
      sql(db, 'delete from cs_work where system = ? and object between ? and ?').run(
        start.system,
        start.id,
        end.id,
      )
      const connect = sql(
        db,
        'insert or replace into cs_connection (object, mv, kind, rule, run) values (?, ?, ?, ?, ?)',
      )
      const undisconnect = sql(db, 'delete from cs_disconnector where object = ?')
      const hadDisconnectors = sql(db, 'select 1 from cs_disconnector limit 1').get() !== undefined
      const mvWork = sql(db, 'insert or ignore into mv_work (stage, object) values (?, ?)')
      for (const created of result.projected) {
        sql(db, 'insert into mv_object (id, type, attributes, provenance) values (?, ?, ?, ?)').run(
          created.id,
          created.type,
          JSON.stringify(created.attributes),
          provenanceText(created.provenance, this.#run),
        )
      }
      this.#addMvLookups(
        result.projected.flatMap((created) => created.lookups.map((key) => ({ ...key, object: created.id }))),
        waiting,
      )
      for (const { object, link } of result.linked) {
        connect.run(object, link.mv, link.kind, link.rule, this.#run)
        // It was among those that match somebody; whoever waited because of it need not wait any more.
        if (hadDisconnectors && undisconnect.run(object).changes > 0)
          this.#queueMatches(this.#csKeys(object), waiting)
      }
      for (const object of result.unlinked) {
        this.#queueAround(object, waiting)
        sql(db, 'delete from cs_connection where object = ?').run(object)
      }
      for (const { object, state } of result.disconnectors) {
        sql(db, 'insert or replace into cs_disconnector (object, state) values (?, ?)').run(object.id, state)
        // What a disconnector was to change is not wanted any more.
        if (object.link !== undefined) dropChanges(db, object.id)
      }
      for (const object of result.replaced) this.#dropObject(object, waiting)
      if (referenceTypes.size > 0) {
        this.#queueReferrers(result.linked.map((row) => row.object))
        // Nobody refers to an identity that is new; one that is joined has an account more to refer to.
        for (const { link } of result.linked) if (link.kind === 'joined') this.#queueMvReferrers(link.mv)
      }
      this.#replaceCsLookups(batch, lookups, new Set(result.disconnectors.map((d) => d.object.id)), waiting)
      this.#queueRivals(batch, lookups)
      for (const object of result.removed) this.#removeObject(object, waiting)
      for (const id of result.work) mvWork.run(0, id)
      this.#replaceFindings(
        'object',
        batch.map((object) => object.id),
        linkCodes,
        result.findings.filter((f) => f.code === 'ambiguous-join' || f.code === 'already-joined'),
      )
    })()
  }

  nextIdentities(stage: 0 | 1, limit: number): number[] {
    return sql<{ object: number }>(
      this.#db,
      'select object from mv_work where stage = ? order by object limit ?',
    )
      .all(stage, limit)
      .map((row) => row.object)
  }

  saveAccounts(saved: SavedAccounts): void {
    const db = this.#db
    db.transaction(() => {
      this.#takeOff(0, saved.batch)
      const refer = sql(db, 'insert or ignore into mv_work (stage, object) values (1, ?)')
      for (const identity of saved.identities) {
        if (identity.json !== undefined) {
          sql(db, 'update mv_object set attributes = ?, provenance = ? where id = ?').run(
            identity.json,
            provenanceText(identity.provenance, this.#run),
            identity.id,
          )
          for (const key of identity.removedLookups)
            sql(db, 'delete from mv_lookup where space = ? and value = ? and object = ?').run(
              key.space,
              key.value,
              identity.id,
            )
        }
        if (identity.referring) refer.run(identity.id)
      }
      this.#lookAgain(
        saved.identities.flatMap((identity) => identity.removedLookups),
        saved.waiting,
      )
      this.#addMvLookups(
        saved.identities.flatMap((identity) =>
          identity.addedLookups.map((key) => ({ ...key, object: identity.id })),
        ),
        saved.waiting,
      )
      const addObject = sql(db, 'insert into cs_object (id, system, type, dn) values (?, ?, ?, ?)')
      const connect = sql(
        db,
        'insert or replace into cs_connection (object, mv, kind, rule, run) values (?, ?, ?, ?, ?)',
      )
      const addLookup = sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)')
      const newObjects = new Set<number>()
      const referring = sql(db, 'select 1 from mv_reference limit 1').get() !== undefined
      for (const account of saved.created) {
        addObject.run(account.id, account.system, account.type, account.dn ?? null)
        connect.run(account.id, account.link.mv, account.link.kind, account.link.rule, this.#run)
        for (const key of account.lookups) addLookup.run(key.space, key.value, account.id)
        newObjects.add(account.id)
        if (referring) this.#queueMvReferrers(account.link.mv)
      }
      for (const { object, keys } of saved.lookups) {
        sql(db, 'delete from cs_lookup where object = ?').run(object)
        for (const key of keys) addLookup.run(key.space, key.value, object)
      }
      for (const { object, link } of saved.linked) {
        connect.run(object, link.mv, link.kind, link.rule, this.#run)
        sql(db, 'delete from cs_disconnector where object = ?').run(object)
        // Its own contributions count from now on.
        sql(
          db,
          'insert or ignore into cs_work (system, object) select system, id from cs_object where id = ?',
        ).run(object)
        this.#queueReferrers([object])
        this.#queueMvReferrers(link.mv)
      }
      for (const object of saved.disconnected) {
        this.#queueAround(object, saved.waiting)
        sql(db, 'delete from cs_connection where object = ?').run(object)
        sql(db, `insert or replace into cs_disconnector (object, state) values (?, 'explicit')`).run(object)
        dropChanges(db, object)
      }
      for (const [object, changes] of saved.changes)
        replaceChanges(db, object, false, changes, this.#run, newObjects.has(object) ? 'new' : 'maybe')
      for (const object of saved.dropped) this.#dropObject(object, saved.waiting)
      for (const id of saved.deleted) this.#deleteIdentity(id, saved.waiting)
      this.#replaceFindings(
        'mv',
        [...saved.identities.map((i) => i.id), ...saved.deleted],
        accountCodes,
        saved.findings,
      )
      // What a dropped account held is free for those who could not have it.
      if (saved.dropped.length > 0) this.enqueueBlocked()
    })()
  }

  observedReferences(
    objects: readonly number[],
  ): ReadonlyMap<number, ReadonlyMap<string, readonly number[]>> {
    const all = sql<{ attribute: string; target: number }>(
      this.#db,
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
    const get = sql<{ mv: number }>(this.#db, 'select mv from cs_connection where object = ?')
    const found = new Map<number, number>()
    for (const object of objects) {
      const row = get.get(object)
      if (row !== undefined) found.set(object, row.mv)
    }
    return found
  }

  accountsOf(mv: readonly number[]): ReadonlyMap<number, readonly { object: number; system: number }[]> {
    const all = sql<{ object: number; system: number }>(
      this.#db,
      `select c.object, o.system from cs_connection c join cs_object o on o.id = c.object where c.mv = ? and o.deleted = 0`,
    )
    return new Map(mv.map((id) => [id, all.all(id)]))
  }

  saveReferences({ identities, references, changes }: SavedReferences): void {
    const db = this.#db
    db.transaction(() => {
      this.#takeOff(1, identities)
      for (const id of identities) {
        const wanted = references.get(id)
        const held = sql<{ attribute: string; target: number }>(
          db,
          'select attribute, target from mv_reference where source = ?',
        ).all(id)
        const keep = new Set<string>()
        for (const [attribute, targets] of wanted ?? [])
          for (const target of targets) keep.add(`${attribute}\0${target}`)
        for (const row of held)
          if (!keep.delete(`${row.attribute}\0${row.target}`))
            sql(db, 'delete from mv_reference where source = ? and attribute = ? and target = ?').run(
              id,
              row.attribute,
              row.target,
            )
        for (const key of keep) {
          const [attribute, target] = key.split('\0') as [string, string]
          sql(db, 'insert into mv_reference (source, attribute, target) values (?, ?, ?)').run(
            id,
            attribute,
            Number(target),
          )
        }
      }
      for (const [object, wanted] of changes) replaceChanges(db, object, true, wanted, this.#run, 'maybe')
    })()
  }

  waitingObjects(): number {
    return count(this.#db, 'select count(*) as n from cs_work')
  }

  waitingIdentities(): number {
    return count(this.#db, 'select count(*) as n from mv_work')
  }

  /** Takes a batch off the queue: everything that waited between its first and last identity. */
  #takeOff(stage: 0 | 1, batch: readonly number[]): void {
    sql(this.#db, 'delete from mv_work where stage = ? and object between ? and ?').run(
      stage,
      batch[0],
      batch.at(-1),
    )
  }

  /** Adds index entries; disconnectors that wait for such a value are looked at again. */
  #addMvLookups(
    entries: readonly (LookupKey & { object: number })[],
    waiting: ReadonlyMap<string, readonly string[]>,
  ): void {
    const db = this.#db
    const insert = sql(db, 'insert or ignore into mv_lookup (space, value, object) values (?, ?, ?)')
    // In the order of the index: neighbours land on the same page.
    const ordered = [...entries].sort((a, b) =>
      a.space < b.space ? -1 : a.space > b.space ? 1 : a.value < b.value ? -1 : 1,
    )
    for (const { space, value, object } of ordered) insert.run(space, value, object)
    this.#requeueWaiting(ordered, waiting)
  }

  /** Disconnectors that such a value may concern are looked at again. */
  #requeueWaiting(keys: readonly LookupKey[], waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    const spaces = new Map<string, readonly string[]>()
    for (const [spaceOfMv, csSpaces] of waiting) {
      const used = csSpaces.filter(
        (space) => sql(db, 'select 1 from cs_lookup where space = ? limit 1').get(space) !== undefined,
      )
      if (used.length > 0) spaces.set(spaceOfMv, used)
    }
    if (spaces.size === 0) return
    const requeue = sql(
      db,
      `insert or ignore into cs_work (system, object)
       select o.system, o.id from cs_lookup l join cs_disconnector d on d.object = l.object join cs_object o on o.id = l.object
       where l.space = ? and l.value = ? and d.state in ('unmatched', 'ambiguous')`,
    )
    for (const { space, value } of keys)
      for (const csSpace of spaces.get(space) ?? []) requeue.run(csSpace, value)
  }

  /** After a value was lost by one identity: what several matched may now belong to the one that is left. */
  #lookAgain(keys: readonly LookupKey[], waiting: ReadonlyMap<string, readonly string[]>): void {
    if (keys.length === 0) return
    this.#requeueWaiting(keys, waiting)
    const queue = sql(
      this.#db,
      'insert or ignore into mv_work (stage, object) select 0, object from mv_lookup where space = ? and value = ?',
    )
    for (const { space, value } of keys) if (waiting.has(space)) queue.run(space, value)
  }

  #csKeys(object: number): LookupKey[] {
    return sql<LookupKey>(
      this.#db,
      `select space, value from cs_lookup where object = ? and space not like 'dn:%'`,
    ).all(object)
  }

  #replaceCsLookups(
    batch: readonly CsObject[],
    lookups: ReadonlyMap<number, readonly LookupKey[]>,
    disconnectors: ReadonlySet<number>,
    waiting: ReadonlyMap<string, readonly string[]>,
  ): void {
    const db = this.#db
    const any = sql(db, 'select 1 from cs_lookup limit 1').get() !== undefined
    const remove = sql(db, `delete from cs_lookup where object = ? and space not like 'dn:%'`)
    const insert = sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)')
    for (const object of batch) {
      if (object.unborn) continue
      const held = any ? this.#csKeys(object.id) : []
      const wanted = lookups.get(object.id) ?? []
      if (sameKeys(held, wanted)) continue
      if (held.length > 0) remove.run(object.id)
      for (const key of wanted) insert.run(key.space, key.value, object.id)
      this.#queueMatches(held, waiting)
      if (disconnectors.has(object.id)) this.#queueMatches(wanted, waiting)
    }
  }

  /** Identities whose planned account holds a value that an object of the system now has: they must plan another. */
  #queueRivals(batch: readonly CsObject[], lookups: ReadonlyMap<number, readonly LookupKey[]>): void {
    const db = this.#db
    const planned = sql(
      db,
      `select 1 from change where state in ('planned', 'exporting', 'failed') and system = ? and operation = 'add' limit 1`,
    )
    if (batch[0] === undefined || planned.get(batch[0].system) === undefined) return
    const queue = sql(
      db,
      `insert or ignore into mv_work (stage, object)
       select 0, c.mv from cs_lookup l join cs_object o on o.id = l.object join cs_connection c on c.object = o.id
       where l.space = ? and l.value = ? and o.anchor is null and o.observed is null`,
    )
    for (const object of batch) {
      if (object.unborn || object.deleted) continue
      for (const { space, value } of lookups.get(object.id) ?? []) queue.run(space, value)
      if (object.dn !== undefined) queue.run(dnSpace(object.system), dnKey(object.dn))
    }
  }

  /** Identities that an account with such values may belong to: with it or without it they may decide otherwise. */
  #queueMatches(keys: readonly LookupKey[], waiting: ReadonlyMap<string, readonly string[]>): void {
    if (keys.length === 0) return
    const queue = sql(
      this.#db,
      'insert or ignore into mv_work (stage, object) select 0, object from mv_lookup where space = ? and value = ?',
    )
    for (const [spaceOfMv, csSpaces] of waiting)
      for (const { space, value } of keys) if (csSpaces.includes(space)) queue.run(spaceOfMv, value)
  }

  /** Identities whose linked objects refer to these objects. */
  #queueReferrers(objects: readonly number[]): void {
    const queue = sql(
      this.#db,
      `insert or ignore into mv_work (stage, object)
       select 1, c.mv from cs_reference r join cs_connection c on c.object = r.source where r.target = ?`,
    )
    for (const object of objects) queue.run(object)
  }

  /** Identities that refer to this one: its accounts are theirs to refer to. */
  #queueMvReferrers(mv: number): void {
    sql(
      this.#db,
      'insert or ignore into mv_work (stage, object) select 1, source from mv_reference where target = ?',
    ).run(mv)
  }

  /** Before an object is let go: whoever refers to it, or to the identity whose account it is, is looked at again. */
  #queueAround(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    this.#queueReferrers([object])
    const link = sql<{ mv: number }>(this.#db, 'select mv from cs_connection where object = ?').get(object)
    if (link === undefined) return
    this.#queueMvReferrers(link.mv)
    // Another account that matches may take its place.
    this.#requeueWaiting(this.#mvKeys(link.mv), waiting)
  }

  /** Takes a planned account back that was never written. */
  #dropObject(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    this.#queueAround(object, waiting)
    dropChanges(db, object)
    for (const table of [
      'cs_connection',
      'cs_disconnector',
      'cs_lookup',
      'cs_unconfirmed',
      'cs_work',
    ] as const)
      sql(db, `delete from ${table} where object = ?`).run(object)
    sql(db, 'delete from cs_reference where source = ?').run(object)
    sql(db, 'delete from cs_object where id = ? and anchor is null and observed is null').run(object)
  }

  /** Forgets an object its system no longer holds; while others refer to it, it stays as a placeholder. */
  #removeObject(object: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    this.#queueAround(object, waiting)
    dropChanges(db, object)
    for (const table of ['cs_connection', 'cs_disconnector', 'cs_lookup', 'cs_unconfirmed'] as const)
      sql(db, `delete from ${table} where object = ?`).run(object)
    sql(db, 'delete from cs_reference where source = ?').run(object)
    const referred = sql(db, 'select 1 from cs_reference where target = ? limit 1').get(object) !== undefined
    if (referred)
      sql(db, `update cs_object set type = '', observed = null, origin = null, deleted = 0 where id = ?`).run(
        object,
      )
    else sql(db, 'delete from cs_object where id = ?').run(object)
  }

  #deleteIdentity(id: number, waiting: ReadonlyMap<string, readonly string[]>): void {
    const db = this.#db
    sql(
      db,
      'insert or ignore into mv_work (stage, object) select 1, source from mv_reference where target = ?',
    ).run(id)
    const keys = this.#mvKeys(id)
    const remove = sql(db, 'delete from mv_lookup where space = ? and value = ? and object = ?')
    for (const { space, value } of keys) remove.run(space, value, id)
    this.#lookAgain(keys, waiting)
    sql(db, 'delete from mv_reference where source = ? or target = ?').run(id, id)
    sql(db, 'delete from cs_connection where mv = ?').run(id)
    sql(db, 'delete from mv_object where id = ?').run(id)
    sql(db, 'delete from mv_work where object = ?').run(id)
  }

  /** All values of an identity as the index would hold them. */
  #mvKeys(id: number): LookupKey[] {
    const row = sql<{ attributes: string; type: string }>(
      this.#db,
      'select type, attributes from mv_object where id = ?',
    ).get(id)
    if (row === undefined) return []
    return Object.entries(JSON.parse(row.attributes) as Record<string, Value>).flatMap(([name, value]) =>
      (typeof value === 'object' ? value : [value]).map((one) => ({
        space: mvSpace(row.type, name),
        value: lookupValue(one),
      })),
    )
  }

  #replaceFindings(
    by: 'object' | 'mv',
    ids: readonly number[],
    codes: string,
    findings: readonly Finding[],
  ): void {
    const db = this.#db
    if (sql(db, `select 1 from finding where code in (${codes}) limit 1`).get() !== undefined) {
      const remove = sql(db, `delete from finding where ${by} = ? and code in (${codes})`)
      for (const id of ids) remove.run(id)
    }
    for (const finding of findings) addFinding(db, { ...finding, run: this.#run, at: this.#at })
  }
}

function toObject(row: ObjectRow): CsObject {
  let attributes = row.observed === null ? {} : (JSON.parse(row.observed) as Attributes)
  if (row.unconfirmed !== null)
    attributes = overlay(attributes, JSON.parse(row.unconfirmed) as Record<string, Value | null>)
  return {
    id: row.id,
    system: row.system,
    type: row.type,
    anchor: row.anchor ?? undefined,
    dn: row.dn ?? undefined,
    attributes,
    unborn: row.anchor === null && row.observed === null,
    unread: row.anchor !== null && row.observed === null,
    deleted: row.deleted !== 0,
    link:
      row.mv === null ? undefined : { mv: row.mv, kind: row.kind as Link['kind'], rule: row.rule as string },
  }
}

/** What was exported and not read back counts as held: it must not be planned a second time. */
function overlay(observed: Attributes, exported: Readonly<Record<string, Value | null>>): Attributes {
  const attributes: Record<string, Value> = { ...observed }
  for (const [name, value] of Object.entries(exported)) {
    if (value === null) delete attributes[name]
    else attributes[name] = value
  }
  return attributes
}

const nothing: readonly number[] = []

const isAscending = (ids: readonly number[]): boolean =>
  ids.every((id, i) => i === 0 || id > (ids[i - 1] as number))

const provenanceText = (
  provenance: readonly (readonly [string, number, readonly string[]])[],
  run: number,
): string => JSON.stringify(provenance.map(([rule, object, attributes]) => [rule, object, run, attributes]))

const count = (db: Db, text: string): number => (sql<{ n: number }>(db, text).get() as { n: number }).n

const sameKeys = (a: readonly LookupKey[], b: readonly LookupKey[]): boolean =>
  a.length === b.length &&
  a.every((key) => b.some((other) => other.space === key.space && other.value === key.value))

/** Ids are handed out once: SQLite remembers the highest ever given. */
function nextId(db: Db, table: 'mv_object' | 'cs_object'): number {
  return (sql<{ seq: number }>(db, 'select seq from sqlite_sequence where name = ?').get(table)?.seq ?? 0) + 1
}
