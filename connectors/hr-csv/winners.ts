import { unreadable } from './convert.ts'
import { dayNumber } from './dates.ts'
import { cellOf, type Fault, type RowCheck } from './fault.ts'
import { IdColumn, KeyIndex } from './key-index.ts'
import type { Plan } from './plan.ts'
import type { Block } from './rows.ts'

/** The rows that describe a person as of a day, by their number in the file (blank rows counted). */
export interface Winners {
  has(rowNumber: number): boolean
  /** People whose rows all begin after the day, and who were left out or taken with the earliest. */
  readonly future: number
}

/**
 * First pass over a file with several rows a person: it keeps the best row of each assignment as numbers, and nothing
 * of the text, then chooses one row for each person.
 */
export class WinnerCount {
  #rowNumber = 0
  readonly #people = new KeyIndex()
  readonly #assignments = new KeyIndex()
  readonly #personOf = new IdColumn()
  readonly #blocked = new IdColumn()
  /** The latest row not after today. */
  readonly #current = bestRows()
  /** The earliest row after today. */
  readonly #coming = bestRows()
  readonly #plan: Plan
  readonly #check: RowCheck
  readonly #today: number

  constructor(plan: Plan, check: RowCheck, today: string) {
    this.#plan = plan
    this.#check = check
    this.#today = dayNumber(today)
  }

  take(block: Block): void {
    for (let at = 0; at < block.rows.length; at++) {
      const rowNumber = this.#rowNumber++
      const verdict = this.#check.verdict(block, at)
      if (verdict === 'skipped') continue
      const row = block.rows[at]!
      const key = cellOf(row, this.#plan.key.at)
      if (key === '') continue
      const person = this.#people.intern(key)
      const timing = verdict === 'person' ? timingOf(row, this.#plan) : undefined
      // Without this row the person would be set back to an older one, so the person is not read at all.
      if (timing === undefined || 'reason' in timing) this.#blocked.set(person, 1)
      else this.#consider(person, key, row, rowNumber, timing)
    }
  }

  #consider(person: number, key: string, row: readonly string[], rowNumber: number, timing: Timing): void {
    const { assignment } = this.#plan
    const id = this.#assignments.intern(assignment ? `${key}\u0000${cellOf(row, assignment.at)}` : key)
    this.#personOf.set(id, person)
    const isComing = timing.day > this.#today
    const best = isComing ? this.#coming : this.#current
    const known = best.row.get(id) !== 0
    const better = isComing ? timing.day < best.day.get(id) : timing.day >= best.day.get(id)
    if (known && !better) return
    best.day.set(id, timing.day)
    best.row.set(id, rowNumber + 1)
    best.primary.set(id, timing.primary ? 1 : 0)
  }

  /** Primary assignments first, then the latest (or, of people yet to come, the earliest) row. */
  finish(futureHires: 'keep' | 'skip'): Winners {
    const chosen = new IdColumn()
    for (let id = 0; id < this.#assignments.size; id++) {
      if (this.#current.row.get(id) !== 0) this.#prefer(chosen, id, this.#current, 1)
    }
    const present = new Uint8Array(this.#people.size).map((_, person) => (chosen.get(person) === 0 ? 0 : 1))
    for (let id = 0; id < this.#assignments.size; id++) {
      const person = this.#personOf.get(id)
      if (present[person] === 0 && this.#coming.row.get(id) !== 0) this.#prefer(chosen, id, this.#coming, -1)
    }
    return this.#collect(chosen, present, futureHires)
  }

  #prefer(chosen: IdColumn, id: number, rows: BestRows, direction: 1 | -1): void {
    const person = this.#personOf.get(id)
    const other = chosen.get(person) - 1
    if (other >= 0) {
      const byPrimary = rows.primary.get(id) - rows.primary.get(other)
      if (byPrimary < 0) return
      if (byPrimary === 0 && direction * (rows.day.get(id) - rows.day.get(other)) <= 0) return
    }
    chosen.set(person, id + 1)
  }

  #collect(chosen: IdColumn, present: Uint8Array, futureHires: 'keep' | 'skip'): Winners {
    const bits = new Uint8Array((this.#rowNumber >> 3) + 1)
    let future = 0
    for (let person = 0; person < this.#people.size; person++) {
      const id = chosen.get(person) - 1
      if (id < 0 || this.#blocked.get(person) === 1) continue
      if (present[person] === 0) {
        future++
        if (futureHires === 'skip') continue
      }
      const rowNumber = (present[person] === 1 ? this.#current : this.#coming).row.get(id) - 1
      bits[rowNumber >> 3]! |= 1 << (rowNumber & 7)
    }
    return { has: (rowNumber) => (bits[rowNumber >> 3]! & (1 << (rowNumber & 7))) !== 0, future }
  }
}

/** By assignment: the day a row begins on, the row's number plus one, and 1 when it is the primary assignment's. */
type BestRows = Readonly<Record<'day' | 'row' | 'primary', IdColumn>>

function bestRows(): BestRows {
  return { day: new IdColumn(), row: new IdColumn(), primary: new IdColumn() }
}

interface Timing {
  readonly day: number
  readonly primary: boolean
}

/** From when a row is valid and whether it is of the primary assignment, or why that cannot be told. */
export function timingOf(row: readonly string[], plan: Plan): Timing | Fault {
  const primaryCell = plan.primary ? cellOf(row, plan.primary.at) : ''
  const primary = primaryCell === '' ? false : plan.primary!.convert!(primaryCell)
  if (primary === unreadable) {
    return {
      column: plan.primary!.header,
      reason: `"${primaryCell}" does not say whether the assignment is the primary one`,
      advice: 'Correct the cell, or add the word to trueValues or falseValues.',
    }
  }
  if (!plan.effectiveDate) return { day: 0, primary: primary === true }
  const cell = cellOf(row, plan.effectiveDate.at)
  const date = cell === '' ? unreadable : plan.effectiveDate.convert!(cell)
  if (typeof date !== 'string') {
    return {
      column: plan.effectiveDate.header,
      reason: cell === '' ? 'the effective date is missing' : `"${cell}" is not a date`,
      advice: 'Correct the cell, or add its format to dateFormats; the person is not read until then.',
    }
  }
  return { day: dayNumber(date), primary: primary === true }
}
