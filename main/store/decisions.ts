import { hash } from 'node:crypto'
import type { ChangeFilter, ChangeSelection } from '../../preload/contract/changes.ts'
import type { Decision, Operation } from '../../preload/contract/words.ts'
import { basisNow } from './approval-basis.ts'
import { appendAudit } from './audit.ts'
import { changeConditions } from './change-filter.ts'
import { activeConfiguration } from './configuration-versions.ts'
import { type Db, durably } from './database.ts'
import { planHash } from './plan-hash.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'

export interface DecideInput {
  readonly selection: ChangeSelection
  readonly decision: Decision
  readonly reason: string | undefined
  readonly author: string
  readonly at: number
}

interface Decided {
  id: number
  rule: string
  operation: Operation
  attribute: string | null
  hash: Buffer
  decision: Decision
  approval: number | null
  basis: Buffer | null
}

/** What a change was before a decision; the rules behind an approval are in hexadecimal. */
type Before = readonly [id: number, decision: Decision, approval: number | null, basis?: string | null]

/**
 * Records a decision over the pending changes a selection names. The approval keeps the content hash of each, the plan they stood in and the
 * configuration: what changes later is another change, and not approved. An approved change remembers the rules behind it.
 */
export function decide(db: Db, input: DecideInput): { changed: number; undo: string } {
  return durably(db, () => {
    const rows = select(db, input.selection).filter((row) => row.decision !== input.decision)
    if (rows.length === 0) return { changed: 0, undo: '' }
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
        JSON.stringify(input.selection),
        input.reason ?? null,
        rows.length,
        hashes,
        JSON.stringify(
          rows.map((row) => [row.id, row.decision, row.approval, row.basis?.toString('hex') ?? null]),
        ),
        plan,
        configuration,
      ).lastInsertRowid,
    )
    // Approving what failed is trying it again.
    const update = sql(
      db,
      `update change set decision = @decision, approval = @approval, basis = @basis, returned = null,
       state = case when @decision = 'approved' then 'planned' else state end where id = @id`,
    )
    const basis = basisNow(db)
    for (const row of rows)
      update.run({
        decision: input.decision,
        approval,
        id: row.id,
        basis: input.decision === 'approved' ? (basis(row) ?? null) : null,
      })
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'decision',
        details: {
          approval,
          decision: input.decision,
          scope: input.selection,
          reason: input.reason,
          changes: rows.length,
          plan,
          configuration,
          // The chain of the audit thereby covers which changes the approval names.
          hashes: hash('sha256', hashes, 'hex'),
        },
      },
    ])
    return { changed: rows.length, undo: String(approval) }
  })
}

/** Takes a decision back: what it decided and nobody decided since is as it was before. */
export function undecide(db: Db, input: { undo: string; author: string; at: number }): { changed: number } {
  return durably(db, () => {
    const approval = Number(input.undo)
    const row = sql<{ previous: string }>(db, 'select previous from approval where id = ?').get(approval)
    if (row === undefined)
      throw new StoreError(
        'store-missing',
        `there is no decision "${input.undo}" to take back`,
        'Decide on the changes again',
      )
    let changed = 0
    const restore = sql(
      db,
      `update change set decision = ?, approval = ?, basis = ? where id = ? and approval = ? and state in ('planned', 'failed')`,
    )
    for (const [id, decision, before, basis] of JSON.parse(row.previous) as Before[])
      changed += restore.run(
        decision,
        before,
        basis == null ? null : Buffer.from(basis, 'hex'),
        id,
        approval,
      ).changes
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'decision-taken-back',
        details: { approval, changes: changed },
      },
    ])
    return { changed }
  })
}

function select(db: Db, selection: ChangeSelection): Decided[] {
  const open = `state in ('planned', 'failed')`
  const columns = 'id, rule, operation, attribute, hash, decision, approval, basis'
  if ('ids' in selection) {
    const get = sql<Decided>(db, `select ${columns} from change where id = ? and ${open}`)
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
    .prepare<unknown[], Decided>(`select ${columns} from change where ${open} and ${where} order by id`)
    .all(...values)
}
