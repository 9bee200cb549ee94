import { isDamaged, type TextEncoding } from '../kit/text-encoding.ts'
import type { RejectedItem } from '../spi/entry.ts'
import type { Plan } from './plan.ts'
import { type Block, isBlank } from './rows.ts'

/** Why a row, or one cell of it, cannot be read. */
export interface Fault {
  readonly column?: string
  readonly reason: string
  readonly advice: string
}

/** The line in the file on which a row of the block began. */
export function lineOf(block: Block, at: number): number {
  return block.lines ? block.lines[at]! : block.firstLine + at
}

/** The trimmed cell; '' when the row is too short to have it. */
export function cellOf(row: readonly string[], at: number): string {
  return (row[at] ?? '').trim()
}

/** Decides for a row whether it is one of a person, before any of its cells is converted. */
export class RowCheck {
  /** The fault of the last row that `verdict` called faulty. */
  fault: Fault | undefined
  readonly #plan: Plan
  readonly #encoding: TextEncoding
  readonly #delimiter: string
  readonly #skipped: RegExp | undefined

  constructor(
    plan: Plan,
    dialect: { encoding: TextEncoding; delimiter: string },
    skipped: string | undefined,
  ) {
    this.#plan = plan
    this.#encoding = dialect.encoding
    this.#delimiter = dialect.delimiter
    this.#skipped = skipped === undefined ? undefined : new RegExp(skipped, 'i')
  }

  verdict(block: Block, at: number): 'person' | 'skipped' | 'faulty' {
    const row = block.rows[at]!
    if (row.length === 1 && row[0] === '') return 'skipped'
    if (this.#skipped?.test(row.join(this.#delimiter))) return 'skipped'
    if (block.faults === undefined && !block.damaged && row.length === this.#plan.headers.length) {
      if (row[this.#plan.key.at] !== '') return 'person'
    }
    if (isBlank(row)) return 'skipped'
    this.fault = this.#faultOf(block, at)
    return this.fault === undefined ? 'person' : 'faulty'
  }

  #faultOf(block: Block, at: number): Fault | undefined {
    const row = block.rows[at]!
    const { headers, key } = this.#plan
    const quotes = block.faults?.get(at)
    if (quotes !== undefined) {
      return { reason: quotes, advice: 'Close the quote, or double a quote that belongs to the text.' }
    }
    // Some exports end rows with a delimiter and the header without one.
    const surplus = row.slice(headers.length)
    if (row.length < headers.length || surplus.some((cell) => cell !== '')) {
      return {
        reason: `the row has ${row.length} cells and the header ${headers.length}`,
        advice: 'Quote cells that contain the delimiter, and check for a cut-off line.',
      }
    }
    const damaged = block.damaged ? row.findIndex((cell) => isDamaged(cell, this.#encoding)) : -1
    if (damaged >= 0) {
      return {
        column: headers[damaged]!,
        reason: `"${clipped(row[damaged]!)}" has bytes that are no ${this.#encoding}`,
        advice: 'Set encoding to what the export writes, such as windows-1252, or correct the cell.',
      }
    }
    if (cellOf(row, key.at) === '') {
      return {
        column: key.header,
        reason: 'the key is missing',
        advice: 'Give the row its key, or remove the row.',
      }
    }
    return undefined
  }
}

/** A rejection that names file, line and column; the anchor keeps the person from being taken for a leaver. */
export function rejection(file: string, line: number, anchor: string, fault: Fault): RejectedItem {
  const where = `${file} line ${line}${fault.column === undefined ? '' : `, column ${fault.column}`}`
  return {
    kind: 'rejected',
    ...(anchor === '' ? {} : { anchor }),
    where,
    reason: fault.reason,
    advice: fault.advice,
  }
}

/** A cell's text, short enough for a message. */
export function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
