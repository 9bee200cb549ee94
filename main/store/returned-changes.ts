import type { Operation } from '../engine/model.ts'
import { basisNow } from './approval-basis.ts'
import { appendAudit } from './audit.ts'
import { activeConfiguration } from './configuration-versions.ts'
import { type Db, durably } from './database.ts'
import { sql } from './statement.ts'
import { judgeAgain } from './unjudged.ts'

/** Puts one change back into review and says why; what was decided over it is over. */
export function returnToReview(db: Db, change: number, reason: string): void {
  sql(
    db,
    `update change set state = 'planned', decision = 'undecided', approval = null, first_approval = null, basis = null,
     returned = ? where id = ?`,
  ).run(reason, change)
  judgeAgain(db, change)
}

/** Records that changes went back into review: an approval that does not stand any more is as much a decision as giving it. */
export function auditReturned(
  db: Db,
  input: { at: number; author: string; changes: readonly { id: number; reason: string }[] },
): void {
  if (input.changes.length === 0) return
  appendAudit(db, [
    {
      at: input.at,
      author: input.author,
      event: 'approval-returned',
      details: {
        changes: input.changes.length,
        reasons: [...new Set(input.changes.map(({ reason }) => reason))].slice(0, 100),
        ids: input.changes.slice(0, 1000).map(({ id }) => id),
      },
    },
  ])
}

interface Group {
  rule: string
  operation: Operation
  attribute: string | null
  basis: Buffer | null
  n: number
}

/**
 * Puts approved changes back into review whose rules say something else now, even where the value is the same: who approved them has not
 * seen these rules. @returns how many
 */
export function returnOutdated(db: Db, input: { at: number; author: string }): { returned: number } {
  if (activeConfiguration(db) === undefined) return { returned: 0 }
  // No rule is behind what takes back an export.
  const approved = `state = 'planned' and decision = 'approved' and undoes is null`
  const groups = sql<Group>(
    db,
    `select rule, operation, attribute, basis, count(*) as n from change where ${approved}
     group by rule, operation, attribute, basis`,
  ).all()
  const now = basisNow(db)
  const outdated = groups.filter((group) => {
    const basis = now(group)
    return basis === undefined || group.basis === null || !basis.equals(group.basis)
  })
  if (outdated.length === 0) return { returned: 0 }
  return durably(db, () => {
    const changes: { id: number; reason: string }[] = []
    for (const group of outdated) {
      const reason = outdatedReason(group)
      const rows = sql<{ id: number }>(
        db,
        `select id from change where ${approved} and rule = ? and operation = ? and attribute is ? and basis is ?`,
      ).all(group.rule, group.operation, group.attribute, group.basis)
      for (const { id } of rows) {
        returnToReview(db, id, reason)
        changes.push({ id, reason })
      }
    }
    auditReturned(db, { ...input, changes })
    return { returned: changes.length }
  })
}

const outdatedReason = ({ rule, attribute, basis }: Group): string =>
  basis === null
    ? 'it was approved by a version of Joinery that did not note the rules'
    : `the rules behind it have changed since it was approved ("${rule}"${attribute === null ? '' : `, ${attribute}`})`
