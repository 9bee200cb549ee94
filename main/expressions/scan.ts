import type { Dialect, Operator } from './ast.ts'
import { ExpressionError, positionAt } from './error.ts'

const operators: Record<Dialect, readonly Operator[]> = {
  connect: ['&&', '||', '<>', '<=', '>=', '=', '<', '>', '+', '-', '*', '&'],
  entra: ['&&', '||', '<>', '<=', '>=', '=', '<', '>'],
}

/**
 * The lexical half of the grammar. What `&` and `-` mean depends on the place they stand in (`&HFF`, `[a] & [b]`), so the parser
 * asks for what it expects there instead of being handed a list of tokens.
 */
export class Scanner {
  readonly source: string
  readonly dialect: Dialect
  offset = 0

  constructor(source: string, dialect: Dialect) {
    this.source = source
    this.dialect = dialect
  }

  fail(message: string, offset = this.offset, advice?: string): never {
    throw new ExpressionError(message, positionAt(this.source, offset), advice)
  }

  skipSpace(): void {
    this.match(/\s*/y)
  }

  atEnd(): boolean {
    this.skipSpace()
    return this.offset >= this.source.length
  }

  /** The character under the scanner, '' at the end. */
  peek(): string {
    this.skipSpace()
    return this.source.charAt(this.offset)
  }

  take(character: string): boolean {
    if (this.peek() !== character) return false
    this.offset += character.length
    return true
  }

  takeOperator(): Operator | undefined {
    this.skipSpace()
    const found = operators[this.dialect].find((operator) => this.source.startsWith(operator, this.offset))
    if (found) this.offset += found.length
    return found
  }

  /** A decimal (`12`, `-1.5`) or hexadecimal (`&HFF`) number; digits as text when a double would lose some of them. */
  takeNumber(): number | string | undefined {
    this.skipSpace()
    const start = this.offset
    const text = this.match(/&[hH][0-9a-fA-F]+|-?\d+(?:\.\d+)?/y)
    if (text === undefined) return undefined
    if (/[\p{L}\p{N}_.]/u.test(this.source.charAt(this.offset))) {
      this.fail(
        `"${text}${this.source.charAt(this.offset)}" is not a number`,
        start,
        'Put text in double quotes.',
      )
    }
    const hexadecimal = text.startsWith('&')
    const value = hexadecimal ? Number.parseInt(text.slice(2), 16) : Number(text)
    if (text.includes('.') && String(value).includes('e')) {
      this.fail(`${text} is out of the range of decimal numbers`, start, 'Use at most 15 digits.')
    }
    if (text.includes('.') || Number.isSafeInteger(value)) return value === 0 ? 0 : value
    return BigInt(hexadecimal ? `0x${text.slice(2)}` : text).toString()
  }

  takeWord(): string | undefined {
    this.skipSpace()
    return this.match(/[\p{L}_][\p{L}\p{N}_]*/uy)
  }

  /** `[name]`: any characters but `]`. */
  takeAttribute(): string | undefined {
    return this.takeBetween('[', ']', 'attribute')
  }

  /** `%Name%` */
  takeParameter(): string | undefined {
    return this.takeBetween('%', '%', 'parameter')
  }

  /** A string in double quotes; `""` is a quote in both dialects, `\"` and `\\` are escapes in `entra` only. */
  takeString(): string | undefined {
    if (this.peek() !== '"') return undefined
    const start = this.offset
    let text = ''
    let at = start + 1
    for (;;) {
      const character = this.source.charAt(at)
      const next = this.source.charAt(at + 1)
      if (character === '') break
      if (character === '"') {
        if (next !== '"') {
          this.offset = at + 1
          return text
        }
        text += '"'
        at += 2
      } else if (character === '\\' && this.dialect === 'entra' && (next === '"' || next === '\\')) {
        text += next
        at += 2
      } else {
        text += character
        at += 1
      }
    }
    return this.fail(
      'This string has no closing quote',
      start,
      this.dialect === 'entra'
        ? 'Close it with ", and write \\\\ for a backslash before the quote.'
        : 'Close it with ".',
    )
  }

  private takeBetween(open: string, close: string, what: string): string | undefined {
    if (this.peek() !== open) return undefined
    const start = this.offset
    const end = this.source.indexOf(close, start + 1)
    if (end < 0) this.fail(`This ${what} has no closing ${close}`, start, `Write ${open}name${close}.`)
    const name = this.source.slice(start + 1, end)
    if (name.trim() === '') this.fail(`This ${what} has no name`, start, `Write ${open}name${close}.`)
    this.offset = end + 1
    return name
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset
    const found = pattern.exec(this.source)?.[0]
    if (found === undefined) return undefined
    this.offset += found.length
    return found
  }
}
