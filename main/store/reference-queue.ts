import type { Db } from './database.ts'
import { getSetting } from './setting.ts'
import { sql } from './statement.ts'

/** From so many references on, an identity's are looked at value by value: a whole group costs more than what changed in it. */
const byValueFrom = 1000

/** Whose references wait to be worked out: small sets as a whole, large ones value by value. */
export class ReferenceQueue {
  readonly #db: Db
  readonly #from: number
  readonly #large = new Map<number, boolean>()
  /** Whether there is any large set at all: asked once, for it is asked of everybody. */
  #any: boolean | undefined

  constructor(db: Db) {
    this.#db = db
    this.#from = Number(getSetting(db, 'references-by-value-from') ?? byValueFrom)
  }

  /** All references of an identity. */
  whole(mv: number): void {
    sql(this.#db, 'insert or ignore into mv_work (stage, object) values (1, ?)').run(mv)
  }

  /**
   * Whether an identity still refers, and is to refer, to whom this object belongs to, and its accounts to this object.
   * @param object an object of a connector space, or an identity with its sign turned
   */
  value(mv: number, object: number): void {
    if (!this.isLarge(mv)) this.whole(mv)
    else if (!this.#waitsWhole(mv))
      sql(this.#db, 'insert or ignore into reference_work (mv, object) values (?, ?)').run(mv, object)
  }

  /** Identities whose linked objects refer to these objects. */
  referrers(objects: readonly number[]): void {
    const find = sql<{ mv: number }>(
      this.#db,
      'select distinct c.mv from cs_reference r join cs_connection c on c.object = r.source where r.target = ?',
    )
    for (const object of objects) for (const { mv } of find.all(object)) this.value(mv, object)
  }

  /** Identities that refer to this one, of which this object is, or was, an account. */
  mvReferrers(mv: number, object: number): void {
    for (const { source } of this.#sources(mv)) {
      this.value(source, object)
      // The object may be the one by which the identity is referred to, and belong to it no more.
      if (this.isLarge(source)) this.value(source, -mv)
    }
  }

  /** Identities that refer to one that is about to go. */
  referrersOfGone(mv: number): void {
    const objects = sql<{ object: number }>(this.#db, 'select object from cs_connection where mv = ?').all(mv)
    for (const { source } of this.#sources(mv))
      if (this.isLarge(source)) for (const { object } of objects) this.value(source, object)
      else this.whole(source)
  }

  /** An identity whose own accounts, sources or scope are others now: single values do not tell what that means. */
  wholeIfLarge(mv: number): void {
    if (this.#anyLarge() && this.isLarge(mv)) this.whole(mv)
  }

  /** Its references have just been worked out, so many of them. */
  noteSize(mv: number, size: number): void {
    if (size >= this.#from) {
      this.#large.set(mv, true)
      this.#any = true
    }
  }

  #anyLarge(): boolean {
    this.#any ??=
      sql(this.#db, 'select 1 from mv_reference group by source having count(*) >= ? limit 1').get(
        this.#from,
      ) !== undefined
    return this.#any
  }

  /** Counts no further than it must, and once in a transaction's time. */
  isLarge(mv: number): boolean {
    let large = this.#large.get(mv)
    if (large === undefined) {
      const row = sql<{ n: number }>(
        this.#db,
        'select count(*) as n from (select 1 from mv_reference where source = ? limit ?)',
      ).get(mv, this.#from)
      large = (row?.n ?? 0) >= this.#from
      this.#large.set(mv, large)
    }
    return large
  }

  #sources(mv: number): { source: number }[] {
    return sql<{ source: number }>(this.#db, 'select distinct source from mv_reference where target = ?').all(
      mv,
    )
  }

  #waitsWhole(mv: number): boolean {
    return sql(this.#db, 'select 1 from mv_work where stage = 1 and object = ?').get(mv) !== undefined
  }
}
