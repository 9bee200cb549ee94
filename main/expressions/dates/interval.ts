import { type Instant, inRange, instantOf, partsOf, ticksPerSecond } from './instant.ts'

const ticks = {
  s: ticksPerSecond,
  n: 60n * ticksPerSecond,
  h: 3600n * ticksPerSecond,
  d: 86_400n * ticksPerSecond,
  ww: 7n * 86_400n * ticksPerSecond,
}
const months = { m: 1, q: 3, yyyy: 12 }

export type Interval = keyof typeof ticks | keyof typeof months

/** The intervals of `connect`, which has more names for a day. */
export function intervalOf(name: string): Interval | undefined {
  const lower = name.toLowerCase()
  if (lower === 'y' || lower === 'w') return 'd'
  return lower in ticks || lower in months ? (lower as Interval) : undefined
}

/** A month later is the same day of the next month, or its last. Undefined outside of the years 1 to 9999. */
export function addInterval(instant: Instant, interval: Interval, count: number): Instant | undefined {
  if (interval in ticks) return inRange(instant + BigInt(count) * ticks[interval as keyof typeof ticks])
  const parts = partsOf(instant)
  const month = parts.year * 12 + (parts.month - 1) + count * months[interval as keyof typeof months]
  const year = Math.floor(month / 12)
  if (year < 1 || year > 9999) return undefined
  const to = { ...parts, year, month: (month % 12) + 1 }
  for (let day = parts.day; day > 27; day--) {
    const found = instantOf({ ...to, day })
    if (found !== undefined) return found
  }
  return instantOf(to)
}

/** How many boundaries of the interval lie between two instants: midnights, first days of a month, Sundays for weeks. */
export function boundariesBetween(from: Instant, to: Instant, interval: Interval): number {
  return boundariesBefore(to, interval) - boundariesBefore(from, interval)
}

function boundariesBefore(instant: Instant, interval: Interval): number {
  if (interval in months) {
    const { year, month } = partsOf(instant)
    return Math.floor((year * 12 + month - 1) / months[interval as keyof typeof months])
  }
  // The first day of the year 1 is a Monday: one day earlier begins the week.
  const shift = interval === 'ww' ? ticks.d : 0n
  return Number((instant + shift) / ticks[interval as keyof typeof ticks])
}
