import type { Scalar } from '../spi/value.ts'
import type { ColumnType, HrCsvConfig } from './config.ts'
import { dateParser } from './dates.ts'

/** Answered for a cell that is not what its column's type says. */
export const unreadable: unique symbol = Symbol('unreadable')

/** Turns a trimmed, non-empty cell into a value; undefined is "no value", such as a sentinel date. */
export type Convert = (cell: string) => Scalar | undefined | typeof unreadable

type Words = Pick<HrCsvConfig, 'dateFormats' | 'sentinels' | 'trueValues' | 'falseValues'>

/** Absent for text and references, whose cells are taken as they are. */
export function converterFor(
  words: Words,
  type: ColumnType,
  format: string | undefined,
  keepSentinels: boolean,
): Convert | undefined {
  switch (type) {
    case 'integer':
      return toInteger
    case 'boolean':
      return toBoolean(words)
    case 'date':
      return toDate(words, format, keepSentinels)
    default:
      return undefined
  }
}

/** What was expected of a cell, and where the admin changes it. */
export function expectation(
  type: ColumnType,
  words: Words,
): { readonly noun: string; readonly advice: string } {
  switch (type) {
    case 'date':
      return {
        noun: 'a date',
        advice: `Correct the cell, or add its format to dateFormats (now ${words.dateFormats.join(', ')}).`,
      }
    case 'boolean':
      return {
        noun: 'one of the words for true or false',
        advice: 'Correct the cell, or add the word to trueValues or falseValues.',
      }
    default:
      return { noun: 'a whole number', advice: 'Correct the cell, or give the column the type string.' }
  }
}

function toInteger(cell: string): Scalar | typeof unreadable {
  if (!/^[+-]?\d+$/.test(cell)) return unreadable
  const number = Number(cell)
  return Number.isSafeInteger(number) ? number : BigInt(cell.replace('+', '')).toString()
}

function toBoolean(words: Words): Convert {
  const lower = (values: readonly string[], meaning: boolean): [string, boolean][] =>
    values.map((value) => [value.toLowerCase(), meaning])
  const meanings = new Map([...lower(words.falseValues, false), ...lower(words.trueValues, true)])
  return (cell) => meanings.get(cell.toLowerCase()) ?? unreadable
}

function toDate(words: Words, format: string | undefined, keepSentinels: boolean): Convert {
  const parse = dateParser(format === undefined ? words.dateFormats : [format, ...words.dateFormats])
  const sentinels = new Set(keepSentinels ? [] : words.sentinels)
  const read = (cell: string): string | undefined | typeof unreadable => {
    const date = parse(cell)
    if (date === undefined) return unreadable
    return sentinels.has(date.slice(0, 10)) ? undefined : date
  }
  return remembering(read)
}

/** HR dates repeat: a few thousand days serve a million rows. Long cells would keep their piece of the file alive. */
function remembering(read: Convert): Convert {
  const known = new Map<string, ReturnType<Convert>>()
  return (cell) => {
    if (cell.length > 12) return read(cell)
    const before = known.get(cell)
    if (before !== undefined || known.has(cell)) return before
    if (known.size > 50_000) known.clear()
    const value = read(cell)
    known.set(cell, value)
    return value
  }
}
