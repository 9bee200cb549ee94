import type { ChangeFilter, ChangeSelection } from '../../preload/contract/changes.ts'
import type { Decision } from '../../preload/contract/words.ts'
import { policePending } from './apply-policies.ts'
import { appendAudit } from './audit.ts'
import { changeConditions } from './change-filter.ts'
import { type Db, durably } from './database.ts'
import { planHash } from './plan-hash.ts'
import { type Before, type DecidedRow, decidedColumns, recordDecision } from './record-decision.ts'
import { sortForApproval } from './second-person.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'

export interface DecideInput {
  readonly selection: ChangeSelection
  readonly decision: Decision
  readonly reason: string | undefined
  readonly author: string
  readonly at: number
}

export interface Decided {
  readonly changed: number
  /** For taking it back; empty when nothing was decided. */
  readonly undo: string
  /** Changes that a second person has yet to approve. */
  readonly waiting: number
  /** Changes that are never written: they were left as they are. */
  readonly protected: number
}

/**
 * Records a decision over the pending changes a selection names. The approval keeps the content hash of each, the plan they stood in and the
 * configuration: what changes later is another change, and not approved. What policies protect nobody approves; what they want two people
 * for is approved by the second.
 */
export function decide(db: Db, input: DecideInput): Decided {
  return durably(db, () => {
    policePending(db, input)
    const rows = select(db, input.selection).filter((row) => row.decision !== input.decision)
    const open = rows.filter((row) => row.protected === null || stays.has(input.decision))
    const { approved, first, again } =
      input.decision === 'approved'
        ? sortForApproval(db, open, input.author)
        : { approved: open, first: [], again: [] }
    const common = { ...input, scope: input.selection }
    const undo = [
      ...(approved.length === 0 ? [] : [recordDecision(db, approved, common)]),
      ...(first.length === 0 ? [] : [recordDecision(db, first, { ...common, first: true })]),
    ]
    return {
      changed: approved.length,
      undo: undo.join('+'),
      waiting: first.length + again.length,
      protected: rows.length - open.length,
    }
  })
}

/** Decisions after which nothing is written: over a protected change these may be taken. */
const stays: ReadonlySet<Decision> = new Set<Decision>(['held', 'rejected'])

/** Takes a decision back: what it decided and nobody decided since is as it was before. */
export function undecide(db: Db, input: { undo: string; author: string; at: number }): { changed: number } {
  return durably(db, () => {
    const approvals = input.undo.split('+').map(Number)
    const changed = approvals.reduce((sum, approval) => sum + takeBack(db, approval, input.undo), 0)
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'decision-taken-back',
        details: { approval: approvals.length === 1 ? approvals[0] : approvals, changes: changed },
      },
    ])
    return { changed }
  })
}

function takeBack(db: Db, approval: number, undo: string): number {
  const row = sql<{ previous: string }>(db, 'select previous from approval where id = ?').get(approval)
  if (row === undefined)
    throw new StoreError(
      'store-missing',
      `there is no decision "${undo}" to take back`,
      'Decide on the changes again',
    )
  const restore = sql(
    db,
    `update change set decision = ?, approval = ?, basis = ?, first_approval = ?
     where id = ? and (approval = ? or (first_approval = ? and decision = 'undecided')) and state in ('planned', 'failed')`,
  )
  let changed = 0
  for (const [id, decision, before, basis, first] of JSON.parse(row.previous) as Before[])
    changed += restore.run(
      decision,
      before,
      basis == null ? null : Buffer.from(basis, 'hex'),
      first ?? null,
      id,
      approval,
      approval,
    ).changes
  return changed
}

function select(db: Db, selection: ChangeSelection): DecidedRow[] {
  const open = `state in ('planned', 'failed')`
  if ('ids' in selection) {
    const get = sql<DecidedRow>(db, `select ${decidedColumns} from change where id = ? and ${open}`)
    return selection.ids.flatMap((id) => get.get(id) ?? [])
  }
  if (selection.planHash !== undefined && !planHash(db).startsWith(selection.planHash))
    throw new StoreError(
      'store-conflict',
      'the plan has changed since it was shown',
      'Look at the changes again: what is new is marked as undecided',
    )
  const { where, values } = changeConditions(db, selection.filter as ChangeFilter)
  return db
    .prepare<unknown[], DecidedRow>(
      `select ${decidedColumns} from change where ${open} and ${where} order by id`,
    )
    .all(...values)
}
