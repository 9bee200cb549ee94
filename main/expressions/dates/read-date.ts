import { type Instant, inRange, instantOf, ticksPerSecond } from './instant.ts'
import { fullYear, monthOf } from './names.ts'

/** Longest text that is looked at. */
const maximumLength = 64

/** Each names what it finds; a date has one form, then perhaps a time, then perhaps an offset. */
const forms = [
  // Active Directory's generalized time.
  /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)(?=\d{6})/,
  /^(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})(?!\d)/,
  /^(?<m>\d{1,2})[-/.](?<d>\d{1,2})[-/.](?<y>\d{4}|\d\d)(?!\d)/,
  /^(?:[a-z]{3,9},? +)?(?<d>\d{1,2})[ -](?<name>[a-z]{3,9})[ -]+(?<y>\d{4})(?!\d)/i,
  /^(?:[a-z]{3,9},? +)?(?<name>[a-z]{3,9}) +(?<d>\d{1,2}),? +(?<y>\d{4})(?!\d)/i,
]
const clock =
  /^(?:[T ]\s*)?(?<h>\d{1,2}):?(?<n>\d\d)(?::?(?<s>\d\d)(?:[.,](?<f>\d{1,7})\d*)?)?(?:\s*(?<half>[AP])M\b)?/i
const hourAlone = /^(?:T|\s+)(?<h>\d{1,2})\s*(?<half>[AP])M\b/i
const zone = /^\s*(?:Z|UTC|GMT|(?<sign>[+-])(?<zh>\d{1,2})(?::?(?<zm>\d\d))?)$/i

/**
 * A date as people and systems write it, in UTC where it names no offset: `2021-06-30+08:00`, `2013-01-10 4:00 PM -8`, `12/25/2007`
 * (month first, as in .NET's invariant culture), `1 January 2012`, `20140905081453.0Z`. Undefined when it is none of these.
 */
export function readDate(text: string): Instant | undefined {
  if (text.length > maximumLength) return undefined
  const written = text.trim()
  for (const form of forms) {
    const found = form.exec(written)
    if (!found) continue
    const { y, m, d, name } = found.groups!
    const month = name === undefined ? Number(m) : monthOf(name)
    if (month === undefined) continue
    const year = y!.length === 2 ? fullYear(Number(y)) : Number(y)
    return atTime({ year, month, day: Number(d) }, written.slice(found[0].length))
  }
  return undefined
}

function atTime(date: { year: number; month: number; day: number }, rest: string): Instant | undefined {
  const time = (/^[T\s]?\s*\d{1,2}\s*[AP]M/i.test(rest) ? hourAlone : clock).exec(rest)
  const { h = '0', n = '0', s = '0', f = '', half } = time?.groups ?? {}
  const offset = offsetOf(time ? rest.slice(time[0].length) : rest)
  const hour = half ? twelveHours(Number(h), half) : Number(h)
  if (offset === undefined || hour === undefined) return undefined
  const fraction = Number(f.padEnd(7, '0'))
  const local = instantOf({ ...date, hour, minute: Number(n), second: Number(s), fraction })
  return local === undefined ? undefined : inRange(local - offset)
}

/** The hour of a day; undefined when a clock of twelve hours has no such hour. */
export function twelveHours(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toUpperCase().startsWith('P') ? 12 : 0)
}

/** Ticks east of Greenwich; undefined when what is left is no offset. */
function offsetOf(rest: string): bigint | undefined {
  if (rest.trim() === '') return 0n
  const found = zone.exec(rest)
  if (!found) return undefined
  const { sign, zh = '0', zm = '0' } = found.groups!
  return offsetTicks(sign === '-' ? -1 : 1, Number(zh), Number(zm))
}

/** Undefined when it is more than fourteen hours, as in .NET. */
export function offsetTicks(sign: 1 | -1, hours: number, minutes: number): bigint | undefined {
  const total = hours * 60 + minutes
  return minutes > 59 || total > 14 * 60 ? undefined : BigInt(sign * total * 60) * ticksPerSecond
}
