import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import { sameValue } from '../engine/same-value.ts'
import type { Db } from './database.ts'
import { forgetDrift } from './drift-rows.ts'
import { sql } from './statement.ts'
import { isAside } from './step-aside.ts'

interface HeldRow {
  id: number
  was: string | null
  kind: string
}

/**
 * Notes what an import finds changed in a system we write to and nobody here had exported. It judges nothing: whether a value is ours the
 * next synchronization says.
 */
export class OutsideChanges {
  readonly #db: Db
  readonly #system: number
  readonly #run: number
  readonly #at: number
  readonly #types: ReadonlySet<string>

  /** @param types the object types that some rule writes to; of others nothing is noted */
  constructor(db: Db, input: { system: number; run: number; at: number }, types: readonly string[]) {
    this.#db = db
    this.#system = input.system
    this.#run = input.run
    this.#at = input.at
    this.#types = new Set(types)
  }

  /** Compares a linked object as it was, exports laid over, with what was read. Values that wait to be read back are not ours to note. */
  values(
    object: { id: number; type: string; dn: string | null; observed: string | null },
    document: string,
    dn: string | undefined,
    key: string,
  ): void {
    const link = this.#linkOf(object)
    if (link === undefined || object.observed === null) return
    const was = JSON.parse(object.observed) as Attributes
    const now = JSON.parse(document) as Attributes
    const written = this.#written(object.id)
    for (const name of new Set([...Object.keys(was), ...Object.keys(now)]))
      if (!(name in written) && !sameValue(was[name], now[name]))
        this.#value(object, link, name, was[name], now[name], key)
    if (dn !== undefined && object.dn !== null && dnKey(dn) !== dnKey(object.dn))
      this.#value(object, link, 'dn', object.dn, dn, key)
  }

  reference(object: number, attribute: string, target: number, present: boolean): void {
    const row = sql<{ id: number; type: string; dn: string | null; anchor: string | null }>(
      this.#db,
      'select id, type, dn, anchor from cs_object where id = ?',
    ).get(object)
    const link = row === undefined ? undefined : this.#linkOf(row)
    if (row === undefined || link === undefined) return
    const kind = present ? 'reference-added' : 'reference-removed'
    const held = this.#held(object, attribute, target)
    if (held !== undefined) {
      // Added and taken away again, or the other way round: it is as it was.
      if (held.kind !== kind) this.#forget(held.id)
      return
    }
    this.#insert(row, link.mv, kind, attribute, target, undefined, row.dn ?? row.anchor ?? '')
  }

  /** A linked object its system no longer holds though nobody here had deleted it. */
  deleted(object: number): void {
    const row = sql<{ id: number; type: string; dn: string | null; anchor: string; observed: string | null }>(
      this.#db,
      'select id, type, dn, anchor, observed from cs_object where id = ?',
    ).get(object)
    const link = row === undefined ? undefined : this.#linkOf(row)
    if (row === undefined || link === undefined) return
    const ours = sql(
      this.#db,
      `select 1 from change where object = ? and operation = 'delete' and state in ('exported', 'confirmed')`,
    ).get(object)
    if (ours !== undefined) return
    const image = {
      anchor: row.anchor,
      ...(row.dn === null ? {} : { dn: row.dn }),
      attributes: JSON.parse(row.observed ?? '{}'),
    }
    this.#forgetAll(object, '')
    this.#insert(row, link.mv, 'deleted', undefined, undefined, image, row.dn ?? row.anchor)
  }

  /** What came back is not deleted any more. */
  returned(object: number): void {
    this.#forgetAll(object, `and kind = 'deleted'`)
  }

  /** An object that appeared after the system had been read as a whole. */
  created(object: number, type: string, key: string): void {
    if (!this.#types.has(type)) return
    this.#insert({ id: object, type }, undefined, 'created', undefined, undefined, undefined, key)
  }

  #value(
    object: { id: number; type: string },
    link: { mv: number },
    attribute: string,
    was: Value | undefined,
    now: Value | undefined,
    key: string,
  ): void {
    if (isAside(this.#db, object.id, attribute, now)) return
    const held = this.#held(object.id, attribute, undefined)
    if (held === undefined) {
      this.#insert(object, link.mv, 'value', attribute, undefined, was, key)
      return
    }
    const first = held.was === null ? undefined : (JSON.parse(held.was) as Value)
    if (sameValue(first, now)) this.#forget(held.id)
    // What was accepted is not what stands there now.
    else
      sql(
        this.#db,
        `update drift set state = 'seen', since = ?, run = ?, author = null, decided = null, reason = null where id = ? and state = 'accepted'`,
      ).run(this.#at, this.#run, held.id)
  }

  #insert(
    object: { id: number; type: string },
    mv: number | undefined,
    kind: string,
    attribute: string | undefined,
    target: number | undefined,
    was: unknown,
    key: string,
  ): void {
    sql(
      this.#db,
      `insert or ignore into drift (system, object, mv, type, kind, attribute, target, was, key, run, since)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      this.#system,
      object.id,
      mv ?? null,
      object.type,
      kind,
      attribute ?? null,
      target ?? null,
      was === undefined ? null : JSON.stringify(was),
      key,
      this.#run,
      this.#at,
    )
  }

  #linkOf(object: { id: number; type: string }): { mv: number } | undefined {
    if (!this.#types.has(object.type)) return undefined
    return sql<{ mv: number }>(this.#db, 'select mv from cs_connection where object = ?').get(object.id)
  }

  #written(object: number): Readonly<Record<string, unknown>> {
    const row = sql<{ attributes: string }>(
      this.#db,
      'select attributes from cs_unconfirmed where object = ?',
    ).get(object)
    return row === undefined ? {} : (JSON.parse(row.attributes) as Record<string, unknown>)
  }

  #held(object: number, attribute: string, target: number | undefined): HeldRow | undefined {
    return sql<HeldRow>(
      this.#db,
      `select id, was, kind from drift where object = ? and ifnull(attribute, '') = ? and ifnull(target, 0) = ?`,
    ).get(object, attribute, target ?? 0)
  }

  #forgetAll(object: number, which: string): void {
    const rows = sql<{ id: number }>(this.#db, `select id from drift where object = ? ${which}`).all(object)
    for (const { id } of rows) this.#forget(id)
  }

  #forget(id: number): void {
    forgetDrift(this.#db, id)
  }
}
