import type { Db } from './database.ts'
import { sql } from './statement.ts'

export interface NewFinding {
  readonly code: string
  readonly severity: 'info' | 'warning' | 'error'
  readonly system?: number | undefined
  readonly object?: number | undefined
  readonly mv?: number | undefined
  readonly attribute?: string | undefined
  readonly place?: string | undefined
  readonly message: string
  readonly advice: string
  readonly run?: number | undefined
  readonly at: number
}

export function addFinding(db: Db, finding: NewFinding): void {
  sql(
    db,
    `insert into finding (code, severity, system, object, mv, attribute, place, message, advice, run, at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    finding.code,
    finding.severity,
    finding.system ?? null,
    finding.object ?? null,
    finding.mv ?? null,
    finding.attribute ?? null,
    finding.place ?? null,
    finding.message,
    finding.advice,
    finding.run ?? null,
    finding.at,
  )
}

/** A new import says anew what could not be read and what the system holds: what was said before is settled. */
export function clearImportFindings(db: Db, system: number): void {
  sql(
    db,
    `delete from finding where system = ? and code in ('rejected-row', 'import-note', 'changed-meanwhile', 'implausible-read')`,
  ).run(system)
}
