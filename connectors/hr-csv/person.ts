import type { ObjectItem } from '../spi/entry.ts'
import type { Value } from '../spi/value.ts'
import type { HrCsvConfig } from './config.ts'
import { expectation, unreadable } from './convert.ts'
import { clipped, type Fault } from './fault.ts'
import type { Column, Plan } from './plan.ts'

/** Builds objects from rows. It runs a million times a file, so it allocates nothing but what it gives out. */
export class PersonBuilder {
  /** Why the last `build` gave nothing. */
  fault: Fault | undefined
  /** How many of the rows built had an empty cell, by place in `plan.columns`. */
  readonly empty: Uint32Array
  readonly #config: HrCsvConfig
  readonly #file: string
  readonly #columns: readonly Column[]
  readonly #cells: Int32Array
  readonly #plain: readonly boolean[]
  readonly #names: readonly string[]

  constructor(config: HrCsvConfig, plan: Plan, file: string) {
    this.#config = config
    this.#file = file
    this.#columns = plan.columns
    this.#cells = Int32Array.from(plan.columns, (column) => column.at)
    this.#plain = plan.columns.map((column) => column.convert === undefined && column.type !== 'reference')
    this.#names = plan.columns.map((column) => column.attribute)
    this.empty = new Uint32Array(plan.columns.length)
  }

  build(row: readonly string[], anchor: string, line: number): ObjectItem | undefined {
    const attributes: Record<string, Value> = {}
    let references: Record<string, readonly string[]> | undefined
    const columns = this.#columns.length
    for (let at = 0; at < columns; at++) {
      let cell = row[this.#cells[at]!]!
      if (needsTrim(cell)) cell = cell.trim()
      if (cell === '') {
        this.empty[at]!++
        if (this.#columns[at]!.required) return this.#missing(this.#columns[at]!)
        continue
      }
      if (this.#plain[at]) {
        attributes[this.#names[at]!] = cell
        continue
      }
      const column = this.#columns[at]!
      if (column.type === 'reference') {
        references ??= {}
        references[column.attribute] = [cell]
        continue
      }
      const value = column.convert!(cell)
      if (value === unreadable) return this.#unreadable(column, cell)
      if (value !== undefined) attributes[column.attribute] = value
      else if (column.required) return this.#missing(column)
    }
    const origin = `${this.#file} line ${line}`
    const type = this.#config.objectType
    return references === undefined
      ? { kind: 'object', type, anchor, attributes, origin }
      : { kind: 'object', type, anchor, attributes, references, origin }
  }

  #missing(column: Column): undefined {
    const advice = `Fill the cell, or do not require ${column.attribute} in columns.`
    this.fault = { column: column.header, reason: 'the cell is empty and the attribute is required', advice }
  }

  #unreadable(column: Column, cell: string): undefined {
    const { noun, advice } = expectation(column.type, this.#config)
    this.fault = { column: column.header, reason: `"${clipped(cell)}" is not ${noun}`, advice }
  }
}

/** Calling trim on every cell costs more than looking at its ends. */
function needsTrim(cell: string): boolean {
  const length = cell.length
  if (length === 0) return false
  return isSpace(cell.charCodeAt(0)) || isSpace(cell.charCodeAt(length - 1))
}

function isSpace(code: number): boolean {
  return code <= 32 || code === 160 || code === 0x3000
}
