/** A point in time as .NET's DateTime has it: ticks of 100 ns since the year 1, UTC. */
export type Instant = bigint

export const ticksPerSecond = 10_000_000n
const ticksPerMillisecond = 10_000n
/** Ticks from the year 1 to 1970, and to 1601, where Windows' file times begin. */
const unixEpoch = 621_355_968_000_000_000n
const fileTimeEpoch = 504_911_232_000_000_000n
/** The last tick of the year 9999. */
const last = 3_155_378_975_999_999_999n

export interface Parts {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Of 100 ns, 0 to 9,999,999. */
  readonly fraction: number
}

/** Undefined when the calendar has no such day, the clock no such time, or .NET no such year. */
export function instantOf(parts: Parts): Instant | undefined {
  const { year, month, day, hour, minute, second, fraction } = parts
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return undefined
  return inRange(fromMilliseconds(date.getTime()) + BigInt(fraction))
}

export function partsOf(instant: Instant): Parts & { readonly weekday: number } {
  const date = new Date(toMilliseconds(instant))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    fraction: Number(instant % ticksPerSecond),
    weekday: date.getUTCDay(),
  }
}

export function inRange(instant: Instant): Instant | undefined {
  return instant >= 0n && instant <= last ? instant : undefined
}

function fromMilliseconds(milliseconds: number): Instant {
  return BigInt(milliseconds) * ticksPerMillisecond + unixEpoch
}

function toMilliseconds(instant: Instant): number {
  const before = instant - unixEpoch
  const whole = before / ticksPerMillisecond
  return Number(before % ticksPerMillisecond < 0n ? whole - 1n : whole)
}

/** Windows file time, as Active Directory keeps dates: ticks since 1601. Undefined outside of what .NET can show. */
export function fromFileTime(fileTime: bigint): Instant | undefined {
  return fileTime < 0n ? undefined : inRange(fileTime + fileTimeEpoch)
}

/** Undefined before 1601. */
export function toFileTime(instant: Instant): bigint | undefined {
  return instant < fileTimeEpoch ? undefined : instant - fileTimeEpoch
}

/** `2013-01-11T00:00:00Z`; fractions of a second only where there are some. */
export function isoText(instant: Instant): string {
  const whole = new Date(toMilliseconds(instant - (instant % ticksPerSecond))).toISOString().slice(0, 19)
  const fraction = instant % ticksPerSecond
  return fraction === 0n ? `${whole}Z` : `${whole}.${String(fraction).padStart(7, '0').replace(/0+$/, '')}Z`
}

/** `6/29/2021 4:00:00 PM`, as the provisioning service writes dates. */
export function americanText(instant: Instant): string {
  const { year, month, day, hour, minute, second } = partsOf(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  const time = `${hour % 12 || 12}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`
  return `${month}/${day}/${String(year).padStart(4, '0')} ${time}`
}
