import type { ChangeItem } from '../../connectors/spi/entry.ts'
import type { Attributes, References, Value } from '../../connectors/spi/value.ts'
import { sameValue } from '../engine/same-value.ts'
import type { Db } from './database.ts'
import { insertRows } from './insert-rows.ts'
import { nextId } from './next-id.ts'
import { OutsideChanges } from './outside-changes.ts'
import { unfinished } from './pending.ts'
import { ReferenceQueue } from './reference-queue.ts'
import { ConfirmState, settleAttributes } from './settle.ts'
import { StageReferences } from './stage-references.ts'
import { StageTargets, type StoredObject } from './stage-targets.ts'
import { sql } from './statement.ts'

/** One page of a read, in columns: a million small objects would be costly to hand from thread to thread. */
export interface StagePage {
  readonly types: readonly string[]
  readonly anchors: readonly string[]
  readonly dns: readonly (string | undefined)[] | undefined
  /** The attributes as JSON text, keys in the connector's order. */
  readonly documents: readonly string[]
  readonly origins: readonly (string | undefined)[]
  readonly references: readonly (References | undefined)[] | undefined
  readonly changes: readonly ChangeItem[]
  readonly deletes: readonly string[]
  /** Anchors of objects that could not be read: they keep their state. */
  readonly kept: readonly string[]
}

export interface StageStatistics {
  read: number
  unchanged: number
  adds: number
  updates: number
  renames: number
  deletes: number
  confirmed: number
  unconfirmed: number
}

export interface StageOptions {
  readonly system: number
  readonly run: number
  readonly referenceKey: 'anchor' | 'dn'
  readonly at: number
  /** Object types that some rule writes to: what somebody else changed in them is noted. None for a source. */
  readonly written: readonly string[]
}

/** Staging of one read: compares what comes with what the connector space holds and stores only differences. */
export class Staging {
  readonly statistics: StageStatistics = {
    read: 0,
    unchanged: 0,
    adds: 0,
    updates: 0,
    renames: 0,
    deletes: 0,
    confirmed: 0,
    unconfirmed: 0,
  }
  readonly #db: Db
  readonly #options: StageOptions
  readonly #confirm: ConfirmState
  readonly #targets: StageTargets
  readonly #references: StageReferences
  /** A mark for each object that was there before, so that what a full read did not see can be told. A byte each: a million is 1 MB. */
  readonly #seen: Uint8Array
  /** Nothing of this system was there: new objects need no looking up, and none can be missing. */
  readonly #empty: boolean
  /** Whether any object of the system refers to another; asked when it matters, for it may take a while to tell. */
  #referring: boolean | undefined
  readonly #outside: OutsideChanges | undefined
  /** The system was read as a whole before: what appears now was made since. */
  readonly #known: boolean
  readonly #waiting: ReferenceQueue

  constructor(db: Db, options: StageOptions) {
    this.#db = db
    this.#options = options
    this.#empty =
      sql(db, 'select 1 from cs_object where system = ? limit 1').get(options.system) === undefined
    const last =
      sql<{ seq: number }>(db, `select seq from sqlite_sequence where name = 'cs_object'`).get()?.seq ?? 0
    this.#seen = new Uint8Array(this.#empty ? 0 : last + 1)
    this.#waiting = new ReferenceQueue(db)
    this.#confirm = new ConfirmState(db, options.system, options.run, options.at)
    this.#outside =
      this.#empty || options.written.length === 0
        ? undefined
        : new OutsideChanges(db, options, options.written)
    this.#known =
      sql(db, 'select 1 from system where id = ? and read_whole = 1').get(options.system) !== undefined
    this.#targets = new StageTargets(db, options.system, options.referenceKey, this.#empty)
    this.#references = new StageReferences(db, {
      targets: this.#targets,
      confirm: this.#confirm,
      outside: this.#outside,
      statistics: this.statistics,
    })
  }

  /** Stages a page in one transaction. */
  page(page: StagePage): void {
    this.#db.transaction(() => {
      this.#objects(page)
      for (const item of page.changes) this.#change(item)
      for (const anchor of page.deletes) this.#delete(anchor)
      for (const anchor of page.kept) {
        const stored = this.#find(anchor)
        if (stored !== undefined) this.#seen[stored.id] = 1
      }
      this.#confirm.log.record()
    })()
  }

  /** Ends a read that saw everything: deletes what a full read did not see, and keeps the watermark, in one transaction. */
  complete(scope: 'full' | 'delta', watermark: string | undefined): void {
    this.#db.transaction(() => {
      if (scope === 'full' && !this.#empty) {
        const all = sql<{ id: number }>(
          this.#db,
          `select id from cs_object where system = ?
           and ((deleted = 0 and (observed is not null or id in (select object from cs_unconfirmed)))
             or id in (select object from change where ${unfinished} and state = 'exported' and operation = 'delete'))`,
        )
        const missing: number[] = []
        // Beyond the marks: it came with this read.
        for (const { id } of all.iterate(this.#options.system))
          if (id < this.#seen.length && this.#seen[id] === 0) missing.push(id)
        for (const id of missing) this.#markDeleted(id)
        this.#confirm.log.record()
      }
      if (scope === 'full')
        sql(this.#db, 'update system set read_whole = 1 where id = ?').run(this.#options.system)
      if (watermark !== undefined)
        sql(this.#db, 'update system set watermark = ? where id = ?').run(watermark, this.#options.system)
    })()
  }

  #objects(page: StagePage): void {
    const { system } = this.#options
    const db = this.#db
    const insert = sql(
      db,
      `insert into cs_object (system, type, anchor, dn, observed, origin) values (?, ?, ?, ?, ?, ?)
       on conflict (system, anchor) where anchor is not null do nothing`,
    )
    const inOneGo = this.#empty ? this.#allNew(page) : undefined
    if (inOneGo !== undefined) {
      this.#queueNew(inOneGo)
      this.#pageReferences(page, inOneGo, new Set(inOneGo))
      return
    }
    const ids: number[] = []
    const fresh: number[] = []
    const named: { id: number; dn: string }[] = []
    for (let i = 0; i < page.anchors.length; i++) {
      const anchor = page.anchors[i] as string
      const document = page.documents[i] as string
      const dn = page.dns?.[i]
      this.statistics.read++
      const known = this.#empty
        ? this.#targets.placeholder(dn)
        : (this.#find(anchor) ?? this.#targets.placeholder(dn))
      const added =
        known === undefined
          ? insert.run(system, page.types[i], anchor, dn ?? null, document, page.origins[i] ?? null)
          : undefined
      let id: number
      if (added?.changes === 1) {
        id = Number(added.lastInsertRowid)
        if (dn !== undefined) named.push({ id, dn })
        fresh.push(id)
        if (this.#known) this.#outside?.created(id, page.types[i] as string, dn ?? anchor)
        this.statistics.adds++
      } else {
        // In an empty space a conflict is an object this read gave before, or one that another referred to.
        const stored = known ?? (this.#find(anchor) as StoredObject)
        id = stored.id
        this.#update(stored, page.types[i] as string, anchor, dn, document, page.origins[i])
      }
      this.#mark(id)
      ids.push(id)
    }
    this.#targets.indexNew(named)
    this.#queueNew(fresh)
    this.#pageReferences(page, ids, new Set(fresh))
  }

  /**
   * In a space that was empty most pages hold new objects only: they are inserted together.
   * @returns their ids; undefined, and nothing done, when one of them was there already
   */
  #allNew(page: StagePage): readonly number[] | undefined {
    const { anchors, types, dns, documents, origins } = page
    if (anchors.length === 0 || dns?.some((dn) => this.#targets.placeholder(dn) !== undefined))
      return undefined
    const first = nextId(this.#db, 'cs_object')
    const ids = anchors.map((_, i) => first + i)
    const values: unknown[] = []
    for (const [i, id] of ids.entries())
      values.push(
        id,
        this.#options.system,
        types[i],
        anchors[i],
        dns?.[i] ?? null,
        documents[i],
        origins[i] ?? null,
      )
    const inserted = this.#db.transaction(() => {
      const into = 'insert into cs_object (id, system, type, anchor, dn, observed, origin)'
      const rows = insertRows(
        this.#db,
        into,
        7,
        values,
        'on conflict (system, anchor) where anchor is not null do nothing',
      )
      if (rows < ids.length) throw new GivenTwice()
    })
    try {
      inserted()
    } catch (error) {
      if (error instanceof GivenTwice) return undefined
      throw error
    }
    this.#targets.indexNew(
      ids.flatMap((id, i) => {
        const dn = dns?.[i]
        return dn === undefined ? [] : [{ id, dn }]
      }),
    )
    this.statistics.read += ids.length
    this.statistics.adds += ids.length
    return ids
  }

  /** Objects that were added one after the other: nothing else was meanwhile. */
  #queueNew(fresh: readonly number[]): void {
    if (fresh.length > 0)
      sql(
        this.#db,
        'insert or ignore into cs_work (system, object) select system, id from cs_object where id between ? and ?',
      ).run(fresh[0], fresh.at(-1))
  }

  /** After the page's objects: what refers to another of the same page finds it. */
  #pageReferences(page: StagePage, ids: readonly number[], fresh: Set<number>): void {
    if (page.references?.some((r) => r !== undefined)) this.#referring = true
    this.#referring ??= this.#refers()
    if (!this.#referring) return
    const added: unknown[] = []
    const insertReferences = (): void => {
      insertRows(
        this.#db,
        'insert or ignore into cs_reference (source, attribute, target)',
        3,
        added.splice(0),
      )
    }
    for (const [i, id] of ids.entries()) {
      const references = page.references?.[i]
      // Of an object that was not there nothing is held; a page may give it twice.
      if (fresh.delete(id)) {
        this.#references.addTo(id, references ?? {}, added)
        continue
      }
      insertReferences()
      this.#lookAgain(id, this.#references.replace(id, references ?? {}, true))
    }
    insertReferences()
  }

  #refers(): boolean {
    return (
      sql(
        this.#db,
        'select 1 from cs_reference r cross join cs_object o on o.id = r.source where o.system = ? limit 1',
      ).get(this.#options.system) !== undefined
    )
  }

  #mark(id: number): void {
    if (id < this.#seen.length) this.#seen[id] = 1
  }

  #find(anchor: string): StoredObject | undefined {
    return sql<StoredObject>(
      this.#db,
      'select id, type, dn, observed, deleted from cs_object where system = ? and anchor = ?',
    ).get(this.#options.system, anchor)
  }

  #update(
    stored: StoredObject,
    type: string,
    anchor: string,
    dn: string | undefined,
    document: string,
    origin: string | undefined,
  ): void {
    const db = this.#db
    const renamed = dn !== undefined && dn !== stored.dn
    const changed =
      stored.observed === null ||
      stored.deleted !== 0 ||
      (stored.observed !== document && !sameDocument(stored.observed, document))
    if (changed || renamed) this.#outside?.values(stored, document, dn, stored.dn ?? anchor)
    const settled = this.#confirm.has(stored.id)
      ? settleAttributes(this.#confirm, stored.id, JSON.parse(document) as Attributes, dn)
      : undefined
    if (settled !== undefined) {
      this.statistics.confirmed += settled.confirmed
      this.statistics.unconfirmed += settled.unconfirmed
    }
    if (!changed && !renamed) {
      this.statistics.unchanged++
      if (settled !== undefined) this.#queue(stored.id)
      return
    }
    sql(
      db,
      'update cs_object set type = ?, anchor = ?, dn = ?, observed = ?, origin = ?, deleted = 0 where id = ?',
    ).run(type, anchor, dn ?? stored.dn, changed ? document : stored.observed, origin ?? null, stored.id)
    const appears = stored.observed === null || stored.deleted !== 0
    if (stored.deleted !== 0) this.#outside?.returned(stored.id)
    if (stored.type === '' && this.#known) this.#outside?.created(stored.id, type, dn ?? anchor)
    if (dn !== undefined && (renamed || appears)) {
      this.#targets.index(stored.id, dn, stored.dn)
      this.#targets.adopt(stored.id, dn, (source, targets) => this.#lookAgain(source, targets))
    }
    this.#queue(stored.id)
    if (appears) this.statistics.adds++
    else if (renamed) this.statistics.renames++
    else this.statistics.updates++
  }

  #change(item: ChangeItem): void {
    const stored = this.#find(item.anchor)
    this.statistics.read++
    // A delta may speak of an object that no full import has brought yet: it is staged with what is known.
    const before = stored?.observed == null ? {} : (JSON.parse(stored.observed) as Record<string, Value>)
    const after: Record<string, Value> = { ...before, ...item.set }
    for (const name of item.clear) delete after[name]
    const document = JSON.stringify(after)
    let id: number
    if (stored === undefined) {
      const { system } = this.#options
      id = Number(
        sql(
          this.#db,
          'insert into cs_object (system, type, anchor, dn, observed, origin) values (?, ?, ?, ?, ?, ?)',
        ).run(system, item.type, item.anchor, item.dn ?? null, document, item.origin ?? null).lastInsertRowid,
      )
      if (item.dn !== undefined) this.#targets.indexNew([{ id, dn: item.dn }])
      this.#queue(id)
      this.statistics.adds++
    } else {
      id = stored.id
      this.#update(stored, item.type, item.anchor, item.dn, document, item.origin)
    }
    this.#mark(id)
    for (const [attribute, delta] of Object.entries(item.references ?? {})) {
      this.#referring = true
      this.#lookAgain(
        id,
        'replace' in delta
          ? this.#references.replace(id, { [attribute]: delta.replace }, false)
          : this.#references.change(id, attribute, delta.add, delta.remove),
      )
    }
  }

  #delete(anchor: string): void {
    const stored = this.#find(anchor)
    if (stored === undefined || (stored.deleted !== 0 && !this.#confirm.has(stored.id))) return
    this.#targets.forget(stored.dn)
    this.#markDeleted(stored.id)
  }

  #markDeleted(id: number): void {
    this.statistics.deletes++
    this.#outside?.deleted(id)
    const settled = this.#confirm.has(id) ? this.#confirm.gone(id) : undefined
    if (settled !== undefined) {
      this.statistics.confirmed += settled.confirmed
      this.statistics.unconfirmed += settled.unconfirmed
    }
    sql(this.#db, 'update cs_object set deleted = 1 where id = ?').run(id)
    this.#queue(id)
  }

  /** Of an object that belongs to a large set what changed is looked at, of any other the object itself. */
  #lookAgain(source: number, targets: ReadonlySet<number>): void {
    if (targets.size === 0) return
    const mv = sql<{ mv: number }>(this.#db, 'select mv from cs_connection where object = ?').get(source)?.mv
    if (mv === undefined || !this.#waiting.isLarge(mv)) this.#queue(source)
    else for (const target of targets) this.#waiting.value(mv, target)
  }

  #queue(id: number): void {
    sql(this.#db, 'insert or ignore into cs_work (system, object) values (?, ?)').run(
      this.#options.system,
      id,
    )
  }
}

/** A page holds an object that was there already. */
class GivenTwice extends Error {
  override readonly name = 'GivenTwice'
}

/** Equal but for the order of keys or of the values of a list: no change. */
function sameDocument(stored: string, read: string): boolean {
  const a = JSON.parse(stored) as Attributes
  const b = JSON.parse(read) as Attributes
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameValue(a[name], b[name]))
  )
}
