import { parentOf } from '../../connectors/kit/dn.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import type { Db } from './database.ts'
import type { ChangeRow } from './export-request.ts'
import { Names } from './names-in-the-way.ts'
import { sql } from './statement.ts'

/** The adds of one run: what they wait for is given up after them, so it is found out once. */
interface Known {
  readonly run: number
  readonly system: number
  readonly waits: AddsThatWait
}

const known = new WeakMap<Db, Known>()

/**
 * Adds that cannot be made before the other changes of the same export: another object still has their DN or a unique value of theirs, and
 * gives it up by an approved change; or the place they belong into comes to be there by one. They are made after all others.
 */
export class AddsThatWait {
  readonly #names: Names
  readonly #anythingGoes: boolean
  /** DNs that come to be there: of objects that move, and of adds that wait. */
  readonly #coming: Set<string>

  private constructor(db: Db, system: number) {
    this.#names = new Names(db, system)
    this.#anythingGoes = this.#names.anyGivenUp()
    this.#coming = new Set(
      sql<{ new: string }>(
        db,
        `select new from change where system = ? and operation = 'move' and state in ('planned', 'exporting', 'failed')
         and state = 'planned' and decision = 'approved'`,
      )
        .all(system)
        .map((row) => dnKey(JSON.parse(row.new) as string)),
    )
  }

  static of(db: Db, { run, system }: { readonly run: number; readonly system: number }): AddsThatWait {
    const held = known.get(db)
    if (held?.run === run && held.system === system) return held.waits
    const waits = new AddsThatWait(db, system)
    known.set(db, { run, system, waits })
    return waits
  }

  /** Asked of parents before what is below them. */
  waits(rows: readonly ChangeRow[]): boolean {
    const add = rows.find(({ operation }) => operation === 'add')
    if (add === undefined) return false
    const { dn } = JSON.parse(add.new as string) as ObjectImage
    const waits =
      (dn !== undefined && this.#belowComing(dn)) ||
      (this.#anythingGoes && this.#names.inTheWay([add]).length > 0)
    if (waits && dn !== undefined) this.#coming.add(dnKey(dn))
    return waits
  }

  #belowComing(dn: string): boolean {
    if (this.#coming.size === 0) return false
    for (let above = parentOf(dn); above !== undefined; above = parentOf(above))
      if (this.#coming.has(dnKey(above))) return true
    return false
  }
}
