import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** Rows of one statement: beginning and ending it costs as much as a row, and beyond some dozens nothing more is gained. */
const together = 40

/**
 * Inserts many rows.
 * @param into `insert into t (a, b)`, all up to the values
 * @param width columns of a row
 * @param values of all rows, one row after the other
 * @param conflict `on conflict …`, if any
 * @returns how many rows were inserted or changed
 */
export function insertRows(
  db: Db,
  into: string,
  width: number,
  values: readonly unknown[],
  conflict = '',
): number {
  let changes = 0
  const row = `(${Array(width).fill('?').join(', ')})`
  const whole = values.length - (values.length % (together * width))
  if (whole > 0) {
    const many = sql(db, `${into} values ${Array(together).fill(row).join(', ')} ${conflict}`)
    for (let at = 0; at < whole; at += together * width)
      changes += many.run(values.slice(at, at + together * width)).changes
  }
  if (whole === values.length) return changes
  const one = sql(db, `${into} values ${row} ${conflict}`)
  for (let at = whole; at < values.length; at += width)
    changes += one.run(values.slice(at, at + width)).changes
  return changes
}
