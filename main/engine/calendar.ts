const dayMs = 86_400_000

/** The ISO day that many days after another, both as `YYYY-MM-DD`. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** The earlier of two ISO days; a missing one is never. */
export function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined) return b
  return b === undefined || a <= b ? a : b
}
