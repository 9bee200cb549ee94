import { dnKey } from '../engine/dn-key.ts'
import type { Db } from './database.ts'
import { addLookups } from './lookup-index.ts'
import { sql } from './statement.ts'

export interface StoredObject {
  id: number
  type: string
  dn: string | null
  observed: string | null
  deleted: number
}

/** Keys whose object is remembered: whole directories share their managers, and a group names each member once. */
const mostRemembered = 20_000
/** Placeholders of a first read that are remembered; beyond, each object is looked up. */
const mostPlaceholders = 250_000

/**
 * Which object of a connector space a reference names, by anchor or DN, during one staging. What nobody has read yet becomes a placeholder, an
 * object that is known by that name only.
 */
export class StageTargets {
  readonly #db: Db
  readonly #system: number
  readonly #byDn: boolean
  /** Key → object. What gains, loses or changes a DN forgets it. */
  readonly #known = new Map<string, number>()
  /** DNs of all placeholders there are, so that the many objects that have none need no question; undefined when that is not known. */
  #placeholders: Set<string> | undefined

  /** `empty`: the space held nothing when the staging began. */
  constructor(db: Db, system: number, referenceKey: 'anchor' | 'dn', empty: boolean) {
    this.#db = db
    this.#system = system
    this.#byDn = referenceKey === 'dn'
    this.#placeholders = empty ? new Set() : undefined
  }

  /** The object a reference names; one that is not known becomes a placeholder. */
  of(reference: string): number {
    const key = this.#byDn ? dnKey(reference) : reference
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const id = this.#stored(key) ?? this.#newPlaceholder(reference, key)
    if (this.#known.size >= mostRemembered) this.#known.clear()
    this.#known.set(key, id)
    return id
  }

  /** An object that is known by its DN only. */
  placeholder(dn: string | undefined): StoredObject | undefined {
    if (dn === undefined) return undefined
    const key = dnKey(dn)
    if (this.#placeholders?.has(key) === false) return undefined
    return sql<StoredObject>(
      this.#db,
      `select o.id, o.type, o.dn, o.observed, o.deleted from cs_lookup l join cs_object o on o.id = l.object
       where l.space = ? and l.value = ? and o.anchor is null and o.type = ''`,
    ).get(this.#space, key)
  }

  /** DNs of objects that are new, in the order of the index: each of its pages is then written once. */
  indexNew(objects: readonly { readonly id: number; readonly dn: string }[]): void {
    const entries = objects.map(({ id, dn }) => ({ space: this.#space, value: dnKey(dn), object: id }))
    for (const { value } of entries) this.#known.delete(value)
    addLookups(this.#db, 'cs_lookup', entries)
  }

  /** From now on the object has this DN instead of another one. */
  index(id: number, dn: string, before: string | null): void {
    this.forget(before)
    sql(this.#db, 'delete from cs_lookup where object = ? and space = ?').run(id, this.#space)
    this.#insert(dnKey(dn), id)
  }

  /** The DN may name another object from now on. */
  forget(dn: string | null): void {
    if (dn !== null) this.#known.delete(dnKey(dn))
  }

  /**
   * Who referred to this DN before anybody was known to have it refers to this object from now on.
   * @param lookAgain what to do with each of them, before the references are moved
   */
  adopt(id: number, dn: string, lookAgain: (source: number, targets: ReadonlySet<number>) => void): void {
    const db = this.#db
    const placeholder = this.placeholder(dn)
    if (placeholder === undefined || placeholder.id === id) return
    const referrers = sql<{ source: number }>(
      db,
      'select distinct source from cs_reference where target = ?',
    ).all(placeholder.id)
    for (const { source } of referrers) lookAgain(source, new Set([placeholder.id, id]))
    sql(db, 'update or ignore cs_reference set target = ? where target = ?').run(id, placeholder.id)
    sql(db, 'delete from cs_reference where target = ?').run(placeholder.id)
    sql(db, 'update or ignore drift set target = ? where target = ?').run(id, placeholder.id)
    sql(db, 'delete from cs_lookup where object = ?').run(placeholder.id)
    sql(db, 'delete from cs_object where id = ?').run(placeholder.id)
  }

  get #space(): string {
    return `dn:${this.#system}`
  }

  #insert(key: string, id: number): void {
    this.#known.delete(key)
    sql(this.#db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)').run(
      this.#space,
      key,
      id,
    )
  }

  #stored(key: string): number | undefined {
    const found = this.#byDn
      ? sql<{ id: number }>(
          this.#db,
          `select l.object as id from cs_lookup l join cs_object o on o.id = l.object where l.space = ? and l.value = ?
           order by o.deleted, o.anchor is null limit 1`,
        ).get(this.#space, key)
      : sql<{ id: number }>(this.#db, 'select id from cs_object where system = ? and anchor = ?').get(
          this.#system,
          key,
        )
    return found?.id
  }

  #newPlaceholder(reference: string, key: string): number {
    const id = Number(
      sql(this.#db, `insert into cs_object (system, type, anchor, dn) values (?, '', ?, ?)`).run(
        this.#system,
        this.#byDn ? null : reference,
        this.#byDn ? reference : null,
      ).lastInsertRowid,
    )
    if (!this.#byDn) return id
    this.#insert(key, id)
    this.#placeholders?.add(key)
    if (this.#placeholders !== undefined && this.#placeholders.size > mostPlaceholders)
      this.#placeholders = undefined
    return id
  }
}
