import { KeySketch } from '../kit/key-sketch.ts'
import type { ReadItem, ReadNote } from '../spi/entry.ts'
import type { HrCsvConfig } from './config.ts'
import { cellOf, type Fault, lineOf, type RowCheck, rejection } from './fault.ts'
import { IdColumn, KeyIndex } from './key-index.ts'
import { ReferenceGraph } from './managers.ts'
import { PersonBuilder } from './person.ts'
import type { Plan } from './plan.ts'
import type { Block } from './rows.ts'
import type { Profile } from './watermark.ts'
import { timingOf, type Winners } from './winners.ts'

export interface PassOptions {
  /** Chooses the row of a person where a person has several. */
  readonly winners?: Winners | undefined
  /** Only rejections are given out, and references are not followed. */
  readonly trial?: boolean
}

/** One pass over a file: rows in, objects and rejections out, and what the pass learned of the file as a whole. */
export class PeoplePass {
  people = 0
  rejected = 0
  #rowNumber = 0
  readonly #plan: Plan
  readonly #file: string
  readonly #check: RowCheck
  readonly #winners: Winners | undefined
  readonly #builder: PersonBuilder
  readonly #keys = new KeyIndex()
  /** The line on which a key was first met; 0 for keys that are only referred to. */
  readonly #lines = new IdColumn()
  readonly #sketch = new KeySketch()
  readonly #graphs: readonly (readonly [string, ReferenceGraph])[]

  readonly #trial: boolean

  constructor(config: HrCsvConfig, plan: Plan, file: string, check: RowCheck, options: PassOptions = {}) {
    const { winners, trial = false } = options
    this.#trial = trial
    this.#plan = plan
    this.#file = file
    this.#check = check
    this.#winners = winners
    this.#builder = new PersonBuilder(config, plan, file)
    this.#graphs = plan.columns
      .filter((column) => column.type === 'reference')
      .map(({ attribute }) => [attribute, new ReferenceGraph(attribute, file, this.#keys, this.#lines)])
  }

  take(block: Block, out: ReadItem[]): void {
    for (let at = 0; at < block.rows.length; at++) {
      const rowNumber = this.#rowNumber++
      const verdict = this.#check.verdict(block, at)
      if (verdict === 'skipped') continue
      const row = block.rows[at]!
      const key = cellOf(row, this.#plan.key.at)
      const line = lineOf(block, at)
      if (verdict === 'person') this.#takeRow(row, key, line, rowNumber, out)
      else {
        if (key !== '') this.#meet(this.#keys.intern(key), line)
        this.#reject(out, line, key, this.#check.fault!)
      }
    }
  }

  /** What the next import is judged by. */
  profile(): Profile {
    const share = (empty: number): number => (this.people === 0 ? 0 : Math.min(1, empty / this.people))
    const columns = this.#plan.columns.map(
      (column, at) => [column.header, share(this.#builder.empty[at]!)] as const,
    )
    return { rows: this.people, empty: Object.fromEntries(columns), keys: this.#sketch.toString() }
  }

  /** Orphans and cycles of all reference attributes. */
  notes(): ReadNote[] {
    return this.#graphs.flatMap(([, graph]) => graph.notes())
  }

  #takeRow(row: readonly string[], key: string, line: number, rowNumber: number, out: ReadItem[]): void {
    const id = this.#keys.intern(key)
    const firstLine = this.#lines.get(id)
    if (firstLine === 0) this.#meet(id, line)
    const fault = this.#winners
      ? this.#timingFault(row)
      : firstLine === 0
        ? undefined
        : duplicate(this.#plan.key.header, key, firstLine, line)
    if (fault) {
      this.#reject(out, line, key, fault)
      return
    }
    if (this.#winners && !this.#winners.has(rowNumber)) return
    const object = this.#builder.build(row, key, line)
    if (!object) {
      this.#reject(out, line, key, this.#builder.fault!)
      return
    }
    this.people++
    if (this.#trial) return
    for (const [attribute, graph] of this.#graphs) {
      const target = object.references?.[attribute]
      if (target) graph.link(id, target[0]!, line)
    }
    out.push(object)
  }

  #timingFault(row: readonly string[]): Fault | undefined {
    const timing = timingOf(row, this.#plan)
    return 'reason' in timing ? timing : undefined
  }

  /** Remembers where a key was first met, and that the file has it. */
  #meet(id: number, line: number): void {
    if (this.#lines.get(id) !== 0) return
    this.#lines.set(id, line)
    this.#sketch.add(this.#keys.hashOf(id))
  }

  #reject(out: ReadItem[], line: number, key: string, fault: Fault): void {
    this.rejected++
    out.push(rejection(this.#file, line, key, fault))
  }
}

function duplicate(column: string, key: string, firstLine: number, line: number): Fault {
  return {
    column,
    reason: `the key "${key}" is on line ${firstLine} already; line ${firstLine} was read, line ${line} was not`,
    advice:
      'Remove one of the two rows, or name effectiveDate or assignment.id when a person may have several.',
  }
}
