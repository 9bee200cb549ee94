const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const tokens = /yyyy|yy|MMM|MM|M|dd|d|HH|H|mm|ss/g
const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** A date as text to ISO 8601: `2026-03-10`, with `T08:30:00` only when the time is not midnight; undefined when it is no date. */
export type ParseDate = (text: string) => string | undefined

/** Why a format cannot be used; undefined when it can. */
export function formatFault(format: string): string | undefined {
  if (format === 'ISO') return undefined
  const found: readonly string[] = format.match(tokens) ?? []
  const has = (...names: string[]): boolean => names.some((name) => found.includes(name))
  if (!has('yyyy', 'yy') || !has('MMM', 'MM', 'M') || !has('dd', 'd')) {
    return `the date format "${format}" needs a year (yyyy), a month (MM) and a day (dd), such as dd.MM.yyyy, or is ISO`
  }
  if (new Set(found).size !== found.length) return `the date format "${format}" names a part twice`
  return undefined
}

/** Tries the formats in order; the first that reads the text as a day of the calendar wins. */
export function dateParser(formats: readonly string[]): ParseDate {
  const parsers = formats.map((format) => (format === 'ISO' ? parseIso : patternParser(format)))
  if (parsers.length === 1) return parsers[0]!
  return (text) => {
    for (const parse of parsers) {
      const date = parse(text)
      if (date !== undefined) return date
    }
    return undefined
  }
}

/** `2026-03-10T…` as the number 20260310, which sorts as dates do. */
export function dayNumber(iso: string): number {
  return Number(iso.slice(0, 4)) * 10_000 + Number(iso.slice(5, 7)) * 100 + Number(iso.slice(8, 10))
}

function parseIso(text: string): string | undefined {
  const match = isoPattern.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] = match
  return assemble(Number(year), Number(month), Number(day), hour, minute, second, zone)
}

function patternParser(format: string): ParseDate {
  const order: string[] = []
  let source = ''
  let end = 0
  for (const { 0: token, index } of format.matchAll(tokens)) {
    source += literal(format.slice(end, index))
    end = index + token.length
    source += tokenSource(token, /^[A-Za-z]/.test(format.slice(end)))
    order.push(token)
  }
  const pattern = new RegExp(`^${source}${literal(format.slice(end))}$`, 'i')
  return (text) => {
    const match = pattern.exec(text)
    return match ? fromParts(order, match) : undefined
  }
}

/** `dd` takes one digit as well where a separator follows, for files that went through a spreadsheet. */
function tokenSource(token: string, adjoined: boolean): string {
  if (token === 'yyyy') return '(\\d{4})'
  if (token === 'yy') return '(\\d{2})'
  if (token === 'MMM') return `(${months.join('|')})`
  return adjoined ? '(\\d{2})' : '(\\d{1,2})'
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/ /g, '[ T]')
}

function fromParts(order: readonly string[], match: RegExpExecArray): string | undefined {
  const part: Record<string, string> = {}
  for (const [at, token] of order.entries()) part[token] = match[at + 1]!
  const year = part.yyyy ? Number(part.yyyy) : centuryOf(Number(part.yy))
  const month = part.MMM ? months.indexOf(part.MMM.toLowerCase()) + 1 : Number(part.MM ?? part.M)
  const two = (text: string | undefined): string => (text ?? '0').padStart(2, '0')
  return assemble(
    year,
    month,
    Number(part.dd ?? part.d),
    two(part.HH ?? part.H),
    two(part.mm),
    two(part.ss),
    '',
  )
}

/** Two digits are a birth year as often as a hire year: up to 49 is this century. */
function centuryOf(year: number): number {
  return year < 50 ? 2000 + year : 1900 + year
}

function assemble(
  year: number,
  month: number,
  day: number,
  hour: string,
  minute: string,
  second: string,
  zone: string,
): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > '23' || minute > '59' || second > '59') return undefined
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  if (hour === '00' && minute === '00' && second === '00') return date
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  return `${date}T${hour}:${minute}:${second}${offset}`
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
