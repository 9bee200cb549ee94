import { basisNow } from './approval-basis.ts'
import type { Db } from './database.ts'
import type { DecidedRow } from './record-decision.ts'
import { sql } from './statement.ts'

/** What becomes of changes that somebody approves. */
export interface Approvable {
  /** Approved now: one person is enough, or this is the second. */
  readonly approved: readonly DecidedRow[]
  /** This is the first of two. */
  readonly first: readonly DecidedRow[]
  /** The same person has approved them before: another one has to. */
  readonly again: readonly DecidedRow[]
}

/** Sorts changes by whether this author's approval is enough. Names are compared without case and surrounding spaces. */
export function sortForApproval(db: Db, rows: readonly DecidedRow[], author: string): Approvable {
  const basis = basisNow(db)
  const approved: DecidedRow[] = []
  const first: DecidedRow[] = []
  const again: DecidedRow[] = []
  for (const row of rows) {
    // Whoever came first has seen other rules: that approval does not count any more.
    const stands = row.first_approval !== null && sameRules(row.basis, basis(row))
    if (row.two_people === null) approved.push(row)
    else if (!stands) first.push(row)
    else if (samePerson(authorOf(db, row.first_approval as number), author)) again.push(row)
    else approved.push(row)
  }
  return { approved, first, again }
}

/** Whether two approvals were given by persons of different names. */
export const differentPeople = (db: Db, one: number, other: number): boolean =>
  !samePerson(authorOf(db, one), authorOf(db, other))

const sameRules = (one: Buffer | null, other: Buffer | undefined): boolean =>
  one === null ? other === undefined : other?.equals(one) === true

const samePerson = (one: string | undefined, other: string | undefined): boolean =>
  one?.trim().toLowerCase() === other?.trim().toLowerCase()

const authorOf = (db: Db, approval: number): string | undefined =>
  sql<{ author: string }>(db, 'select author from approval where id = ?').get(approval)?.author
