import type { Conflict } from '../../connectors/spi/error.ts'
import { appendAudit } from './audit.ts'
import { lastingValue } from './change-queries.ts'
import { type Db, durably } from './database.ts'
import { addFinding } from './findings.ts'
import { returnToReview } from './returned-changes.ts'
import { sql } from './statement.ts'

/** A request that was not written because somebody changed its object meanwhile. */
export interface ExportConflict {
  readonly changes: readonly number[]
  /** What differs; empty: the system only says that something does. */
  readonly conflicts: readonly Conflict[]
  readonly where: string | undefined
}

interface Row {
  id: number
  system: number
  object: number
  operation: string
  attribute: string | null
  old: string | null
  reference: number
  name: string
  key: string
  approval: number | null
}

/**
 * Puts the changes that somebody else came before into review, with what the system holds now, and the other changes of the same object back on
 * the plan: they are as approved as before, and are written by themselves. @returns how many are in review
 */
export function recordConflicts(
  db: Db,
  input: {
    run: number
    session: number | null
    author: string
    at: number
    conflicts: readonly ExportConflict[]
  },
): { returned: number } {
  return durably(db, () => {
    let returned = 0
    for (const { changes, conflicts, where } of input.conflicts) {
      const rows = changes.map((id) => sql<Row>(db, 'select * from change where id = ?').get(id) as Row)
      const differing = rows.filter((row) => concerned(row, conflicts))
      // Where none can be told apart, all of them are looked at again.
      const again = differing.length === 0 ? rows : differing
      for (const row of rows)
        if (again.includes(row)) returnToReview(db, row.id, reasonOf(row, conflicts))
        else sql(db, `update change set state = 'planned', export_run = null where id = ?`).run(row.id)
      returned += again.length
      record(db, input, again, conflicts, where)
    }
    return { returned }
  })
}

/** A deletion is about all of an object, a move about its place. */
function concerned(row: Row, conflicts: readonly Conflict[]): boolean {
  if (row.operation === 'delete' || row.operation === 'add') return true
  const name = row.attribute ?? 'dn'
  return conflicts.some(({ attribute }) => attribute.toLowerCase() === name.toLowerCase())
}

function reasonOf(row: Row, conflicts: readonly Conflict[]): string {
  const told = conflicts
    .filter(
      ({ attribute }) => row.attribute === null || attribute.toLowerCase() === row.attribute.toLowerCase(),
    )
    .slice(0, 5)
    .map(({ attribute, found }) =>
      row.attribute === null ? `${attribute} is ${shown(found)}` : `the system holds ${shown(found)} now`,
    )
  return told.length === 0
    ? 'somebody changed the object in the system since the last import'
    : `somebody changed it in the system since the last import: ${told.join(', ')}`
}

const shown = (value: Conflict['found']): string => (value === undefined ? 'no value' : JSON.stringify(value))

function record(
  db: Db,
  input: { run: number; session: number | null; author: string; at: number },
  rows: readonly Row[],
  conflicts: readonly Conflict[],
  where: string | undefined,
): void {
  const [first] = rows as [Row]
  sql(db, `delete from finding where object = ? and code = 'changed-meanwhile'`).run(first.object)
  addFinding(db, {
    code: 'changed-meanwhile',
    severity: 'warning',
    system: first.system,
    object: first.object,
    attribute: rows.length === 1 ? (first.attribute ?? undefined) : undefined,
    place: where ?? first.key,
    message: `${first.name}: ${first.operation} was not written: ${reasonOf(first, conflicts)}`,
    advice: 'Import the system and synchronize; what is planned then is compared with what it holds now',
    run: input.run,
    at: input.at,
  })
  appendAudit(db, [
    {
      at: input.at,
      author: input.author,
      event: 'export-conflict',
      details: {
        run: input.run,
        session: input.session,
        system: first.system,
        object: first.key,
        name: first.name,
        found: conflicts,
        changes: rows.map((row) => ({
          change: row.id,
          operation: row.operation,
          attribute: row.attribute,
          expected: lastingValue(db, row, row.old),
          approval: row.approval,
        })),
      },
    },
  ])
}
