import Papa from 'papaparse'
import { isDamaged, type TextEncoding } from '../kit/text-encoding.ts'
import { ConnectorError } from '../spi/error.ts'

/** How the text of one file is cut into rows and cells. */
export interface Dialect {
  readonly encoding: TextEncoding
  readonly delimiter: string
  readonly quote: string
  readonly headerRows: number
  readonly skipRows: number
}

/** Consecutive rows, blank ones included, with the lines they began on. */
export interface Block {
  readonly rows: string[][]
  readonly firstLine: number
  /** The line of each row; absent when each row is one line, from `firstLine`. */
  readonly lines: number[] | undefined
  /** Rows whose quotes are wrong, by their place in `rows`. */
  readonly faults: ReadonlyMap<number, string> | undefined
  /** Some cell may hold bytes that could not be decoded. */
  readonly damaged: boolean
}

interface Parsed {
  readonly data: string[][]
  readonly errors: readonly { readonly row?: number }[]
  readonly meta: { readonly cursor: number }
}

/** A quote that is still open after so many characters or lines was never meant to be one. */
const longestRow = 1 << 18
const mostLines = 100
const firstWindow = 4096

const wrongQuote = 'a quote in this line does not open or close where a cell does'

/** Turns consecutive pieces of a file's text into rows. */
export class RowReader {
  /** The header rows, complete as soon as the first block has come. */
  readonly header: string[][] = []
  readonly #dialect: Dialect
  readonly #parser: Papa.Parser
  readonly #where: string
  #carry = ''
  #line = 1
  #skip: number

  constructor(dialect: Dialect, where: string) {
    this.#dialect = dialect
    this.#where = where
    this.#skip = dialect.skipRows
    this.#parser = new Papa.Parser({
      delimiter: dialect.delimiter,
      newline: '\n',
      quoteChar: dialect.quote,
      escapeChar: dialect.quote,
    })
  }

  /** The rows that are complete after this piece; the last piece completes all. */
  push(piece: string, last: boolean): Block {
    const text = this.#afterPreamble(this.#withoutReturns(this.#carry + piece, last), last)
    const block = new BlockBuilder(this.#line)
    this.#parse(text, last, block)
    this.#line = block.nextLine
    while (this.header.length < this.#dialect.headerRows && block.rows.length > 0) {
      const row = block.takeFirst()
      if (!isBlank(row)) this.header.push(row.map((cell) => cell.trim()))
    }
    return block.finished(isDamaged(text, this.#dialect.encoding))
  }

  /** Every line end becomes `\n`, so that lines are counted and cut in one way only. */
  #withoutReturns(text: string, last: boolean): string {
    this.#carry = ''
    if (!text.includes('\r')) return text
    const half = !last && text.endsWith('\r')
    if (half) this.#carry = '\r'
    return (half ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n')
  }

  #afterPreamble(given: string, last: boolean): string {
    let text = given
    while (this.#skip > 0) {
      const end = text.indexOf('\n')
      if (end < 0) {
        if (!last) this.#carry = text + this.#carry
        return ''
      }
      text = text.slice(end + 1)
      this.#skip--
      this.#line++
    }
    return text
  }

  /**
   * Parses what is complete and keeps the rest for the next piece. After a broken line it goes on in small windows, as
   * the next line is often broken too, and parsing all the rest for each would take minutes.
   */
  #parse(given: string, last: boolean, block: BlockBuilder): void {
    let text = given
    let window = Number.POSITIVE_INFINITY
    for (;;) {
      const partial = text.length > window
      const part = partial ? text.slice(0, window) : text
      const final = last && !partial
      const startLine = block.nextLine
      const parsed = this.#parser.parse(part, 0, !final) as Parsed
      const consumed = final ? part.length : parsed.meta.cursor
      if (!this.#add(parsed, part, consumed, final, block)) {
        text = text.slice(startOfLine(text, block.nextLine - startLine))
      } else {
        text = text.slice(consumed)
        if (!isEndless(part, consumed)) {
          if (!partial) {
            this.#carry = text + this.#carry
            return
          }
          window *= 4
          continue
        }
      }
      text = this.#afterBrokenLine(text, block)
      window = firstWindow
    }
  }

  /** Adds the parsed rows up to one that swallowed others through a stray quote; false when there is such a row. */
  #add(parsed: Parsed, text: string, consumed: number, last: boolean, block: BlockBuilder): boolean {
    const singleLines = () => countLines(text, consumed) === parsed.data.length - (last ? 1 : 0)
    if (!text.includes(this.#dialect.quote) || (parsed.errors.length === 0 && singleLines())) {
      block.addPlain(parsed.data)
      return true
    }
    const width = (this.header[0] ?? parsed.data.find((row) => !isBlank(row)))?.length
    return block.addQuoted(parsed, width)
  }

  /** Gives up on the line at the start of the text, so that one stray quote costs one row and not the file. */
  #afterBrokenLine(text: string, block: BlockBuilder): string {
    const end = text.indexOf('\n')
    if (end < 0 && text.length > longestRow) {
      const where = `${this.#where} line ${block.nextLine}`
      throw new ConnectorError(
        'constraint',
        `${where} is longer than ${longestRow} characters: no table of rows`,
        {
          where,
          advice: 'Check that the file is a CSV export, and its encoding.',
        },
      )
    }
    const cells = (end < 0 ? text : text.slice(0, end)).split(this.#dialect.delimiter)
    block.addBroken(cells.map((cell) => cell.replaceAll(this.#dialect.quote, '')))
    return end < 0 ? '' : text.slice(end + 1)
  }
}

/** True for an empty line and for a row of delimiters only, as spreadsheets leave them. */
export function isBlank(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === '')
}

class BlockBuilder {
  readonly rows: string[][] = []
  /** The line on which the next row begins. */
  nextLine: number
  #firstLine: number
  #lines: number[] | undefined
  #faults: Map<number, string> | undefined

  constructor(firstLine: number) {
    this.#firstLine = firstLine
    this.nextLine = firstLine
  }

  addPlain(rows: readonly string[][]): void {
    for (const row of rows) {
      this.#lines?.push(this.nextLine)
      this.nextLine++
      this.rows.push(row)
    }
  }

  addQuoted(parsed: Parsed, width: number | undefined): boolean {
    const wrong = new Set(parsed.errors.map((error) => error.row))
    for (const [at, row] of parsed.data.entries()) {
      const breaks = row.reduce((sum, cell) => sum + countLines(cell, cell.length), 0)
      if (breaks > 0 && (wrong.has(at) || (width !== undefined && row.length !== width))) return false
      if (breaks > 0) this.#lines ??= this.rows.map((_, index) => this.#firstLine + index)
      if (wrong.has(at)) this.#fault()
      this.#lines?.push(this.nextLine)
      this.nextLine += 1 + breaks
      this.rows.push(row)
    }
    return true
  }

  addBroken(cells: string[]): void {
    this.#fault()
    this.addPlain([cells])
  }

  takeFirst(): string[] {
    if (this.#lines) this.#lines.shift()
    this.#firstLine = this.#lines?.[0] ?? this.#firstLine + 1
    if (this.#faults) this.#faults = new Map([...this.#faults].map(([at, reason]) => [at - 1, reason]))
    return this.rows.shift()!
  }

  finished(damaged: boolean): Block {
    return { rows: this.rows, firstLine: this.#firstLine, lines: this.#lines, faults: this.#faults, damaged }
  }

  /** Marks the row that is added next. */
  #fault(): void {
    this.#faults ??= new Map()
    this.#faults.set(this.rows.length, wrongQuote)
  }
}

function countLines(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** True when what begins here, a row without an end so far, is too long to be one. */
function isEndless(text: string, start: number): boolean {
  if (text.length - start > longestRow) return true
  let at = text.indexOf('\n', start)
  for (let lines = 0; at >= 0; lines++) {
    if (lines === mostLines) return true
    at = text.indexOf('\n', at + 1)
  }
  return false
}

/** The place in the text where its line `lines` begins, counted from 0. */
function startOfLine(text: string, lines: number): number {
  let at = 0
  for (let line = 0; line < lines; line++) at = text.indexOf('\n', at) + 1
  return at
}
