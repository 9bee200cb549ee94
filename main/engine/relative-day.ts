import { addDays, isoDay } from './calendar.ts'

/** Days relative to the day a synchronization counts as: `today`, `today + 7d`, `today - 2w`, `today + 1m`, `today + 1y`. */

export interface RelativeDay {
  readonly count: number
  readonly unit: 'd' | 'w' | 'm' | 'y'
}

const pattern = /^today(?:\s*([+-])\s*(\d{1,4})\s*([dwmy]))?$/i

/** Undefined when the text is not a day relative to today. */
export function parseRelativeDay(text: string): RelativeDay | undefined {
  const found = pattern.exec(text.trim())
  if (found === null) return undefined
  const [, sign, digits, unit] = found
  if (digits === undefined) return { count: 0, unit: 'd' }
  return { count: Number(`${sign}${digits}`), unit: (unit as string).toLowerCase() as RelativeDay['unit'] }
}

/** The day meant on the day `today`, as `2026-03-10`. A month that is too short ends it: 31 January + 1m is 28 February. */
export function dayFrom(today: string, { count, unit }: RelativeDay): string {
  if (unit === 'd') return addDays(today, count)
  if (unit === 'w') return addDays(today, count * 7)
  return addMonths(today, unit === 'm' ? count : count * 12)
}

/**
 * The days on which a comparison of `day` with the relative day can turn: the first on which the relative day has reached it, and the
 * first on which it has passed it.
 */
export function turningDays(day: string, relative: RelativeDay): readonly [reached: string, passed: string] {
  const { count, unit } = relative
  if (unit === 'd' || unit === 'w') {
    const reached = addDays(day, unit === 'd' ? -count : -count * 7)
    return [reached, addDays(reached, 1)]
  }
  // Months differ by up to three days, so both are near the way back.
  const near = addDays(addMonths(day, unit === 'm' ? -count : -count * 12), -4)
  const reached = firstDay(near, (today) => dayFrom(today, relative) >= day)
  return [reached, firstDay(reached, (today) => dayFrom(today, relative) > day)]
}

/** The first day from `start` on which it holds; the calendar's last days never come to an end of their own, so it looks no further than it must. */
function firstDay(start: string, holds: (today: string) => boolean): string {
  let day = start
  for (let step = 0; step < 12 && !holds(day); step++) day = addDays(day, 1)
  return day
}

/** The day an ISO date or instant names, as written; undefined for anything else. */
export function dayOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const day = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:$|[T ])/.exec(value.trim())?.[1]
  return day === undefined || addDays(day, 0) !== day ? undefined : day
}

function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const first = new Date(0)
  first.setUTCFullYear(year, month - 1 + months, 1)
  const last = new Date(first)
  last.setUTCMonth(last.getUTCMonth() + 1, 0)
  first.setUTCDate(Math.min(date, last.getUTCDate()))
  return isoDay(first.getTime())
}
