import { InvalidArgumentError } from 'commander'

/** A day means its end, here; a time is itself. @returns milliseconds */
export const moment = (text: string): number => read(text, 1) ?? refuse()

/** A day means its beginning, here; a time is itself. @returns milliseconds */
export const beginning = (text: string): number => read(text, 0) ?? refuse()

/** @param after 1: the last millisecond of a day, 0: its first */
function read(text: string, after: 0 | 1): number | undefined {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (day === null) {
    const time = Date.parse(text)
    return /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(time) ? time : undefined
  }
  const [year, month, date] = day.slice(1).map(Number) as [number, number, number]
  const start = new Date(year, month - 1, date)
  if (start.getMonth() !== month - 1 || start.getDate() !== date) return undefined
  return after === 0 ? start.getTime() : new Date(year, month - 1, date + 1).getTime() - 1
}

function refuse(): never {
  throw new InvalidArgumentError('Write a day like 2026-03-10, or a time like 2026-03-10T12:00:00Z.')
}
