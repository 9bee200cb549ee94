import { reportNamed } from '../reports/registry.ts'
import type { ReportCell, ReportParameters } from '../reports/report.ts'
import type { Db } from './database.ts'

/** The open reports of a reader: each sees the database as it was when it was begun, however long it takes. */
const cursors = new Map<number, IterableIterator<ReportCell[]>>()
let last = 0

/** Begins a report. @returns what `reportRows` and `endReport` know it by */
export function beginReport(db: Db, input: { name: string; parameters: ReportParameters }): number {
  const report = reportNamed(input.name)
  if (report === undefined) throw new Error(`there is no report ${input.name}`)
  // A statement of its own: two of one report may run at the same time.
  const statement = db.prepare<unknown[], ReportCell[]>(report.sql).raw()
  cursors.set(++last, statement.iterate(input.parameters))
  return last
}

/** The next rows, a cell for each column; none when there are no more. */
export function reportRows(_db: Db, input: { report: number; limit: number }): ReportCell[][] {
  const cursor = cursors.get(input.report)
  if (cursor === undefined) throw new Error(`no report ${input.report} is open`)
  const rows: ReportCell[][] = []
  while (rows.length < input.limit) {
    const next = cursor.next()
    if (next.done === true) break
    rows.push(next.value)
  }
  return rows
}

/** Ends it, whether it was read to its end or not. */
export function endReport(_db: Db, input: { report: number }): void {
  cursors.get(input.report)?.return?.()
  cursors.delete(input.report)
}
