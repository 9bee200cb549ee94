import type { ChangeFilter, ChangeSelection } from '../../preload/contract/changes.ts'
import type { Decision } from '../../preload/contract/words.ts'
import { appendAudit } from './audit.ts'
import { changeConditions } from './change-filter.ts'
import { type Db, durably } from './database.ts'
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
  hash: Buffer
  decision: Decision
  approval: number | null
}

/**
 * Records a decision over the pending changes a selection names. The approval keeps the content hash of each: what changes later is another
 * change, and not approved.
 */
export function decide(db: Db, input: DecideInput): { changed: number; undo: string } {
  return durably(db, () => {
    const rows = select(db, input.selection).filter((row) => row.decision !== input.decision)
    if (rows.length === 0) return { changed: 0, undo: '' }
    const approval = Number(
      sql(
        db,
        'insert into approval (author, at, decision, scope, reason, changes, hashes, previous) values (?, ?, ?, ?, ?, ?, ?, ?)',
      ).run(
        input.author,
        input.at,
        input.decision,
        JSON.stringify(input.selection),
        input.reason ?? null,
        rows.length,
        Buffer.concat(rows.map((row) => row.hash)),
        JSON.stringify(rows.map((row) => [row.id, row.decision, row.approval])),
      ).lastInsertRowid,
    )
    // Approving what failed is trying it again.
    const update = sql(
      db,
      `update change set decision = @decision, approval = @approval,
       state = case when @decision = 'approved' then 'planned' else state end where id = @id`,
    )
    for (const row of rows) update.run({ decision: input.decision, approval, id: row.id })
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
      `update change set decision = ?, approval = ? where id = ? and approval = ? and state in ('planned', 'failed')`,
    )
    for (const [id, decision, before] of JSON.parse(row.previous) as [number, Decision, number | null][])
      changed += restore.run(decision, before, id, approval).changes
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
  if ('ids' in selection) {
    const get = sql<Decided>(db, `select id, hash, decision, approval from change where id = ? and ${open}`)
    return selection.ids.flatMap((id) => get.get(id) ?? [])
  }
  if (selection.planHash !== undefined && selection.planHash !== planHash(db))
    throw new StoreError(
      'store-conflict',
      'the plan has changed since it was shown',
      'Look at the changes again: what is new is marked as undecided',
    )
  const { where, values } = changeConditions(db, selection.filter as ChangeFilter)
  return db
    .prepare<unknown[], Decided>(
      `select id, hash, decision, approval from change where ${open} and ${where} order by id`,
    )
    .all(...values)
}

/** One short word for the whole plan: it changes when any pending change comes, goes or differs. */
export function planHash(db: Db): string {
  const row = sql<{ n: number; last: number | null; first: number | null; sum: number | null }>(
    db,
    `select count(*) as n, max(id) as last, min(id) as first, total(id) as sum from change where state in ('planned', 'failed')`,
  ).get() as { n: number; last: number | null; first: number | null; sum: number | null }
  // Content never changes under an id (a changed change is a new row), so the set of ids stands for the content.
  const text = `${row.n}.${row.first ?? 0}.${row.last ?? 0}.${row.sum ?? 0}`
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return `${hash.toString(16).padStart(8, '0')}${(row.n % 0x10000).toString(16).padStart(4, '0')}`
}
