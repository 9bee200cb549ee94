import type { DatePattern, Piece } from './date-pattern.ts'
import { type Instant, inRange, instantOf, partsOf } from './instant.ts'
import { dayNames, fullYear, monthNames } from './names.ts'
import { offsetTicks, readDate, twelveHours } from './read-date.ts'

/** .NET's DateTimeStyles. The service that reads dates runs in UTC, so that local and universal time are the same to it. */
const styleNames = [
  'None',
  'AllowLeadingWhite',
  'AllowTrailingWhite',
  'AllowInnerWhite',
  'AllowWhiteSpaces',
  'NoCurrentDateDefault',
  'AdjustToUniversal',
  'AssumeLocal',
  'AssumeUniversal',
  'RoundtripKind',
] as const
type Style = (typeof styleNames)[number]
export type Styles = ReadonlySet<Style>

export const defaultStyles: Styles = new Set(['RoundtripKind', 'AllowLeadingWhite', 'AllowTrailingWhite'])

/** `DateTimeStyles.AssumeUniversal, AllowInnerWhite` → the set; undefined when a name is none of .NET's. */
export function readStyles(text: string): Styles | undefined {
  const styles = new Set<Style>()
  for (const part of text.split(/[,|]/)) {
    const name = part.trim().replace(/^DateTimeStyles\./i, '')
    const style = styleNames.find((one) => one.toLowerCase() === name.toLowerCase())
    if (style === undefined) return undefined
    if (style === 'AllowWhiteSpaces')
      styles.add('AllowLeadingWhite').add('AllowTrailingWhite').add('AllowInnerWhite')
    styles.add(style)
  }
  return styles
}

/** Reads a date in exactly the given format, as DateTime.ParseExact; undefined when the text is not in it. */
export function parseExact(
  text: string,
  pattern: DatePattern,
  styles: Styles,
  today: string,
): Instant | undefined {
  const reader = new Reader(text, styles)
  for (let index = 0; index < pattern.length; index++) {
    if (reader.take(pattern[index]!)) continue
    if (!isOptionalFraction(pattern, index)) return undefined
    index += 1
  }
  return reader.instant(today)
}

/** The point before `F` may be missing together with the fraction. */
function isOptionalFraction(pattern: DatePattern, index: number): boolean {
  const [point, next] = [pattern[index]!, pattern[index + 1]]
  return point.kind === 'text' && point.text === '.' && next?.kind === 'field' && next.letter === 'F'
}

class Reader {
  private readonly text: string
  private readonly styles: Styles
  private at = 0
  private readonly found = new Map<string, number>()
  private half: string | undefined
  private offset: bigint | undefined

  constructor(text: string, styles: Styles) {
    let trimmed = text
    if (styles.has('AllowLeadingWhite')) trimmed = trimmed.trimStart()
    if (styles.has('AllowTrailingWhite')) trimmed = trimmed.trimEnd()
    this.text = trimmed
    this.styles = styles
  }

  take(piece: Piece): boolean {
    if (this.styles.has('AllowInnerWhite')) this.match(/\s*/y)
    if (piece.kind === 'text') return this.literal(piece.text)
    return this.field(piece.letter, piece.count)
  }

  private literal(text: string): boolean {
    if (this.styles.has('AllowInnerWhite') && text.trim() === '') return true
    if (!this.text.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  private field(letter: string, count: number): boolean {
    switch (letter) {
      case 'd':
        return count < 3 ? this.digits('d', count) : this.name('weekday', dayNames, count)
      case 'M':
        return count < 3 ? this.digits('M', count) : this.name('M', monthNames, count)
      case 'y':
        return this.year(count)
      case 'f':
        return this.fraction(new RegExp(`\\d{${count}}`, 'y'))
      case 'F':
        return this.fraction(new RegExp(`\\d{0,${count}}`, 'y'))
      case 't':
        return this.halfOfDay(count)
      case 'z':
      case 'K':
        return this.zone(letter, count)
      case 'g':
        return this.match(/A\.D\.|AD/iy) !== undefined
      default:
        return this.digits(letter === 'h' ? 'H' : letter, count)
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  private digits(key: string, count: number): boolean {
    const written = this.match(count === 1 ? /\d{1,2}/y : /\d{2}/y)
    return written !== undefined && this.keep(key, Number(written))
  }

  /** A field that stands in the format twice must say the same twice. */
  private keep(key: string, value: number): boolean {
    const known = this.found.get(key)
    this.found.set(key, value)
    return known === undefined || known === value
  }

  private year(count: number): boolean {
    const width = Math.max(count, 2)
    const written = this.match(count === 1 ? /\d{1,2}/y : new RegExp(`\\d{${width}}`, 'y'))
    if (written === undefined) return false
    return this.keep('y', count < 3 ? fullYear(Number(written)) : Number(written))
  }

  private name(key: string, names: readonly string[], count: number): boolean {
    const rest = this.text.slice(this.at, this.at + 12).toLowerCase()
    const short = (name: string) => (count === 3 ? name.slice(0, 3) : name).toLowerCase()
    const index = names.findIndex((name) => rest.startsWith(short(name)))
    if (index < 0) return false
    this.at += short(names[index]!).length
    return this.keep(key, key === 'M' ? index + 1 : index)
  }

  private fraction(pattern: RegExp): boolean {
    const written = this.match(pattern)
    return written !== undefined && this.keep('f', Number(written.padEnd(7, '0')))
  }

  private halfOfDay(count: number): boolean {
    this.half = this.match(count === 1 ? /[AP]/iy : /[AP]M/iy)
    return this.half !== undefined
  }

  private zone(letter: string, count: number): boolean {
    if (letter === 'K' && this.match(/Z/iy) !== undefined) {
      this.offset = 0n
      return true
    }
    const form = letter === 'z' && count < 3 ? /[+-]\d{1,2}/y : /[+-]\d{1,2}:?\d{2}/y
    const written = this.match(form)
    if (written === undefined) return letter === 'K'
    const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2}?):?(\d{2})?$/.exec(written) ?? []
    this.offset = offsetTicks(sign === '-' ? -1 : 1, Number(hours), Number(minutes))
    return this.offset !== undefined
  }

  /** What the text leaves open is taken from today; a month or day alone is the first. */
  instant(today: string): Instant | undefined {
    if (this.at < this.text.length) return undefined
    const { found } = this
    const dated = found.has('y') || found.has('M') || found.has('d')
    const base = this.styles.has('NoCurrentDateDefault')
      ? { year: 1, month: 1, day: 1 }
      : partsOf(readDate(today) ?? 0n)
    const hour = found.get('H') ?? 0
    const hours = this.half === undefined ? hour : twelveHours(hour || 12, this.half)
    if (hours === undefined) return undefined
    const local = instantOf({
      year: found.get('y') ?? base.year,
      month: found.get('M') ?? (dated ? 1 : base.month),
      day: found.get('d') ?? (dated ? 1 : base.day),
      hour: hours,
      minute: found.get('m') ?? 0,
      second: found.get('s') ?? 0,
      fraction: found.get('f') ?? 0,
    })
    if (local === undefined) return undefined
    const weekday = found.get('weekday')
    if (weekday !== undefined && weekday !== partsOf(local).weekday) return undefined
    return inRange(local - (this.offset ?? 0n))
  }
}
