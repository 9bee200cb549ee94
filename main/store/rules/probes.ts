import type { Db } from '../database.ts'
import { sql } from '../statement.ts'

/** Of more objects than these, a sample is looked at while somebody types. */
export const lookedAtWhole = 25_000
/** How many objects a sample asks for. */
const probes = 4000

/**
 * The ids of a table to look at: all where there are few, else some at equal distances. Object numbers are given in the order of arrival, so
 * that such a sample has old and new ones.
 */
export function probeIds(db: Db, table: 'mv_object' | 'cs_object'): readonly number[] | 'all' {
  const range = sql<{ first: number | null; last: number | null }>(
    db,
    `select (select min(id) from ${table}) as first, (select max(id) from ${table}) as last`,
  ).get()
  const [first, last] = [range?.first ?? 0, range?.last ?? 0]
  if (last - first < lookedAtWhole) return 'all'
  const step = (last - first) / (probes - 1)
  return Array.from({ length: probes }, (_, i) => Math.round(first + i * step))
}

/** The highest number of an object or identity: about how many there are, without counting them. */
export const highestNumber = (db: Db): number =>
  sql<{ n: number | null }>(
    db,
    'select max((select max(id) from cs_object), (select max(id) from mv_object)) as n',
  ).get()?.n ?? 0

const counted = new WeakMap<Db, { version: number; counts: Map<string, number> }>()

/** A count over a whole table: as long as nobody writes it is not made again. */
export function countOnce(db: Db, text: string, ...values: readonly (string | number)[]): number {
  const version = db.pragma('data_version', { simple: true }) as number
  const known = counted.get(db)
  const counts = known?.version === version ? known.counts : new Map<string, number>()
  counted.set(db, { version, counts })
  const key = JSON.stringify([text, ...values])
  const n = counts.get(key) ?? sql<{ n: number }>(db, text).get(...values)?.n ?? 0
  counts.set(key, n)
  return n
}
