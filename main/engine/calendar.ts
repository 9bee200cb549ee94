const millisecondsOfDay = 86_400_000
const firstTime = Date.parse('0000-01-01T00:00:00Z')
const lastTime = Date.parse('9999-12-31T00:00:00Z')

/** The day of a time, `YYYY-MM-DD`. Beyond the years of four digits stands the nearest day within: text must stay comparable. */
export const isoDay = (time: number): string =>
  new Date(Math.min(Math.max(time, firstTime), lastTime)).toISOString().slice(0, 10)

/** The ISO day that many days after another. */
export const addDays = (day: string, days: number): string =>
  isoDay(Date.parse(`${day}T00:00:00Z`) + days * millisecondsOfDay)

/** The earlier of two ISO days; a missing one is never. */
export function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined) return b
  return b === undefined || a <= b ? a : b
}
