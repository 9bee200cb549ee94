import type { WireValue } from '../../preload/contract/words.ts'
import { countedWord, t } from '../language/text.ts'
import { formats } from './formats.ts'

/** The name people know an attribute by: of a SCIM extension's path its last part. The whole path stays within reach as a title. */
export const shortAttribute = (attribute: string): string =>
  attribute.startsWith('urn:') ? attribute.slice(attribute.lastIndexOf(':') + 1) : attribute

/** `1,355`; never rounded below one. */
export const formatNumber = (n: number): string => formats().number(n)

/** A zero in a table is a dash. */
export const formatCount = (n: number): string => (n === 0 ? '–' : formats().number(n))

/** `1 object`, `214 objects` */
export const formatCounted = (n: number, one: string, many = `${one}s`): string =>
  `${formatNumber(n)} ${countedWord(n, one, many)}`

// Times are local. The examples are of the formats that nobody has chosen others for.

/** `08:02` */
export const formatTime = (at: number): string => formats().time(new Date(at))

/** `Tuesday 10 March 2026` */
export const formatLongDate = (at: number): string => formats().longDate(new Date(at))

/** `9 Feb` */
export const formatDay = (at: number): string => formats().day(new Date(at))

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

/** `Today 08:02`, `6 March 08:01`, `26 Feb 2025 09:20` seen from `now`. */
export function formatMoment(at: number, now: number): string {
  if (isSameDay(at, now)) return t`Today ${formatTime(at)}`
  const d = new Date(at)
  return d.getFullYear() === new Date(now).getFullYear() ? formats().moment(d) : formats().momentOfYear(d)
}

/** Milliseconds as `0.4 s`, `8 s`, `44 s`, `1 m 12 s`, `9 min`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${formats().decimal(Math.max(0, Math.round(ms / 100) / 10))} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 300)
    return seconds % 60 ? `${Math.floor(seconds / 60)} m ${seconds % 60} s` : `${seconds / 60} min`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`
}

/** `812 kB`, `4.2 MB`, `12 GB`, in steps of a thousand; never 0 of something. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatNumber(bytes)} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  const n = bytes / 1000 ** step
  return `${n < 10 ? formats().decimal(n) : formatNumber(n)} ${units[step - 1]}`
}

/** `66 %` of a whole; never 100 before the end. */
export function percentOf(done: number, total: number): number {
  if (total <= 0) return 0
  return done >= total ? 100 : Math.min(99, Math.round((done / total) * 100))
}

/** A value as one line of text; null when there is none. */
export function formatValue(value: WireValue): string | null {
  if (value === null) return null
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(String).join(', ')
  return value === '' ? null : String(value)
}

/** `Marta Lindqvist` → `ML`; a single name gives its first two letters. */
export function initialsOf(name: string): string {
  const parts = name
    .trim()
    .split(/[\s._\\-]+/)
    .filter(Boolean)
  const letters =
    parts.length > 1 ? `${parts[0]?.[0] ?? ''}${parts.at(-1)?.[0] ?? ''}` : (parts[0] ?? '').slice(0, 2)
  return letters.toUpperCase()
}
