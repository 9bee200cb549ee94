import { hash } from 'node:crypto'
import type { ApprovalScope } from '../../preload/contract/changes.ts'
import type { Decision, Operation } from '../../preload/contract/words.ts'
import { basisNow } from './approval-basis.ts'
import { appendAudit } from './audit.ts'
import { activeConfiguration } from './configuration-versions.ts'
import type { Db } from './database.ts'
import { planHash } from './plan-hash.ts'
import { sql } from './statement.ts'

/** A change that is decided on, as it is before. */
export interface DecidedRow {
  id: number
  rule: string
  operation: Operation
  attribute: string | null
  hash: Buffer
  decision: Decision
  approval: number | null
  basis: Buffer | null
  protected: string | null
  two_people: string | null
  first_approval: number | null
}

export const decidedColumns =
  'id, rule, operation, attribute, hash, decision, approval, basis, protected, two_people, first_approval'

/** What a change was before a decision; the rules behind an approval are in hexadecimal. */
export type Before = readonly [
  id: number,
  decision: Decision,
  approval: number | null,
  basis?: string | null,
  first?: number | null,
]

export interface DecisionInput {
  readonly decision: Decision
  readonly scope: ApprovalScope
  readonly reason: string | undefined
  readonly author: string
  readonly at: number
  /** The first of two approvals: the changes stay undecided until another person approves them, too. */
  readonly first?: boolean
}

/**
 * Records one decision over these changes, with the content hash of each, the plan and the configuration it was given for, and what was
 * before. @returns its number
 */
export function recordDecision(db: Db, rows: readonly DecidedRow[], input: DecisionInput): number {
  const plan = planHash(db)
  const configuration = activeConfiguration(db)?.id ?? null
  const hashes = Buffer.concat(rows.map((row) => row.hash))
  const approval = Number(
    sql(
      db,
      `insert into approval (author, at, decision, scope, reason, changes, hashes, previous, plan, configuration)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      input.author,
      input.at,
      input.decision,
      JSON.stringify(input.scope),
      input.reason ?? null,
      rows.length,
      hashes,
      JSON.stringify(rows.map(before)),
      plan,
      configuration,
    ).lastInsertRowid,
  )
  write(db, rows, approval, input)
  appendAudit(db, [
    {
      at: input.at,
      author: input.author,
      event: 'decision',
      details: {
        approval,
        decision: input.decision,
        scope: input.scope,
        reason: input.reason,
        changes: rows.length,
        ...(input.first === true ? { first: true } : {}),
        plan,
        configuration,
        // The chain of the audit thereby covers which changes the approval names.
        hashes: hash('sha256', hashes, 'hex'),
      },
    },
  ])
  return approval
}

const before = (row: DecidedRow): Before => [
  row.id,
  row.decision,
  row.approval,
  row.basis?.toString('hex') ?? null,
  row.first_approval,
]

function write(db: Db, rows: readonly DecidedRow[], approval: number, input: DecisionInput): void {
  const basis = basisNow(db)
  if (input.first === true) {
    const first = sql(db, 'update change set first_approval = ?, basis = ?, returned = null where id = ?')
    for (const row of rows) first.run(approval, basis(row) ?? null, row.id)
    return
  }
  // Approving what failed is trying it again.
  const update = sql(
    db,
    `update change set decision = @decision, approval = @approval, basis = @basis, returned = null,
     first_approval = case when @decision = 'approved' then first_approval end,
     state = case when @decision = 'approved' then 'planned' else state end where id = @id`,
  )
  for (const row of rows)
    update.run({
      decision: input.decision,
      approval,
      id: row.id,
      basis: input.decision === 'approved' ? (basis(row) ?? null) : null,
    })
}
