import type { References } from '../../connectors/spi/value.ts'
import type { Db } from './database.ts'
import type { OutsideChanges } from './outside-changes.ts'
import { type ConfirmState, settleReferences } from './settle.ts'
import type { StageTargets } from './stage-targets.ts'
import { sql } from './statement.ts'

/** Staging of references: what a read says of them against what is stored, value by value. */
export class StageReferences {
  readonly #db: Db
  readonly #targets: StageTargets
  readonly #confirm: ConfirmState
  readonly #outside: OutsideChanges | undefined
  readonly #statistics: { confirmed: number; unconfirmed: number }

  constructor(
    db: Db,
    about: {
      readonly targets: StageTargets
      readonly confirm: ConfirmState
      readonly outside: OutsideChanges | undefined
      readonly statistics: { confirmed: number; unconfirmed: number }
    },
  ) {
    this.#db = db
    this.#targets = about.targets
    this.#confirm = about.confirm
    this.#outside = about.outside
    this.#statistics = about.statistics
  }

  /**
   * Makes the stored references those that were read. `all`: attributes that are not named have no values.
   * @returns the objects that are referred to now and were not, or are not any more
   */
  replace(source: number, references: References, all: boolean): Set<number> {
    const held = sql<{ attribute: string; target: number; state: number }>(
      this.#db,
      'select attribute, target, state from cs_reference where source = ?',
    ).all(source)
    const wanted = new Map<string, Set<number>>()
    for (const [attribute, keys] of Object.entries(references))
      wanted.set(attribute, new Set(keys.map((key) => this.#targets.of(key))))
    const changed = new Set<number>()
    for (const row of held) {
      const targets = wanted.get(row.attribute)
      if (targets === undefined && !all) continue
      const present = targets?.delete(row.target) ?? false
      if (row.state !== 0) {
        this.#settle(source, row.attribute, row.target, present === (row.state === 1))
        changed.add(row.target)
      }
      if (present && row.state !== 0)
        sql(
          this.#db,
          'update cs_reference set state = 0 where source = ? and attribute = ? and target = ?',
        ).run(source, row.attribute, row.target)
      if (!present) {
        if (row.state === 0) this.#outside?.reference(source, row.attribute, row.target, false)
        sql(this.#db, 'delete from cs_reference where source = ? and attribute = ? and target = ?').run(
          source,
          row.attribute,
          row.target,
        )
        changed.add(row.target)
      }
    }
    for (const [attribute, targets] of wanted)
      for (const target of targets) {
        this.#outside?.reference(source, attribute, target, true)
        this.#insertReference(source, attribute, target)
        changed.add(target)
      }
    return changed
  }

  /** @param added the columns of the rows, one row after the other */
  addTo(source: number, references: References, added: unknown[]): void {
    for (const [attribute, keys] of Object.entries(references))
      for (const key of keys) added.push(source, attribute, this.#targets.of(key))
  }

  #insertReference(source: number, attribute: string, target: number): void {
    sql(
      this.#db,
      'insert or ignore into cs_reference (source, attribute, target, state) values (?, ?, ?, 0)',
    ).run(source, attribute, target)
  }

  /** A change may carry many values; it is counted once. */
  #settle(source: number, attribute: string, target: number, ok: boolean): void {
    if (settleReferences(this.#confirm, source, attribute, ok, target))
      this.#statistics[ok ? 'confirmed' : 'unconfirmed']++
  }

  change(source: number, attribute: string, add: readonly string[], remove: readonly string[]): Set<number> {
    const changed = new Set<number>()
    const held = sql<{ state: number }>(
      this.#db,
      'select state from cs_reference where source = ? and attribute = ? and target = ?',
    )
    for (const [keys, present] of [
      [add, true],
      [remove, false],
    ] as const)
      for (const key of keys) {
        const target = this.#targets.of(key)
        const state = held.get(source, attribute, target)?.state
        if (state === (present ? 0 : undefined)) continue
        if (state !== undefined && state !== 0)
          this.#settle(source, attribute, target, present === (state === 1))
        const change = present
          ? 'insert or replace into cs_reference (source, attribute, target, state) values (?, ?, ?, 0)'
          : 'delete from cs_reference where source = ? and attribute = ? and target = ?'
        if (state === undefined || state === 0) this.#outside?.reference(source, attribute, target, present)
        sql(this.#db, change).run(source, attribute, target)
        changed.add(target)
      }
    return changed
  }
}
