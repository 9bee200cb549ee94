/** Between 1601-01-01, where Active Directory counts from, and 1970-01-01, in milliseconds. */
const epoch = 11_644_473_600_000n
const never = 9_223_372_036_854_775_807n

/** The value of `accountExpires` that means: does not expire. */
export const neverExpires = '0'

/** ISO 8601 as HR systems write it: midnight (UTC) is the day alone, so that a day that was written is the day that is read. */
function iso(date: Date): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined
  return date.toISOString().replace(/T00:00:00\.000Z$|\.000(?=Z$)/, '')
}

/**
 * 100-nanosecond steps since 1601 → ISO 8601, `2026-03-10T08:00:00Z`. Undefined for the two values that mean "never" (0 and the largest)
 * and for what is no such number.
 */
export function fileTimeToIso(text: string): string | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined
  const ticks = BigInt(text)
  if (ticks === 0n || ticks === never) return undefined
  return iso(new Date(Number(ticks / 10_000n - epoch)))
}

/** ISO 8601 (a day is its midnight, UTC) → 100-nanosecond steps since 1601; undefined when it is no date. */
export function isoToFileTime(text: string): string | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : String((BigInt(ms) + epoch) * 10_000n)
}

/** `20260310080000.0Z`, or with an offset, or with a year of two digits (UTCTime) → ISO 8601. */
export function generalizedTimeToIso(text: string): string | undefined {
  const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d)(\d\d)?)$/.exec(
    text,
  )
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] =
    match as unknown as string[]
  const full = year?.length === 2 ? `${Number(year) < 50 ? 20 : 19}${year}` : year
  const ms = fraction.slice(0, 3).padEnd(3, '0')
  const offset = sign === undefined ? 'Z' : `${sign}${offsetHours}:${offsetMinutes ?? '00'}`
  return iso(new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}.${ms}${offset}`))
}

/** ISO 8601 → `20260310080000.0Z`, to the second as the directory keeps it; undefined when it is no date. */
export function isoToGeneralizedTime(text: string): string | undefined {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) return undefined
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}.0Z`
}
