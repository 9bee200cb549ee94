import { hash } from 'node:crypto'
import type { ApprovalScope } from '../../preload/contract/changes.ts'
import type { Decision } from '../../preload/contract/words.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** A decision over changes as it was given. */
export interface ApprovalRow {
  readonly id: number
  readonly author: string
  readonly at: number
  readonly decision: Decision
  readonly scope: ApprovalScope
  readonly reason: string | null
  readonly changes: number
  /** The plan it was given for; null where it was given by a version that did not note it. */
  readonly plan: string | null
  readonly configuration: number | null
  /** SHA-256, hex, over the content hashes it names; the audit has the same. */
  readonly hashes: string
  /** Of the changes it names, those that still rest on it and wait to be written. */
  readonly waiting: number
}

/** Decisions over changes, the latest first. */
export function listApprovals(
  db: Db,
  input: { offset: number; limit: number },
): { total: number; rows: ApprovalRow[] } {
  const total = sql<{ n: number }>(db, 'select count(*) as n from approval').get()?.n ?? 0
  const rows = sql<
    Omit<ApprovalRow, 'scope' | 'hashes'> & { scope: string; hashes: Buffer; digest: string | null }
  >(
    db,
    `select id, author, at, decision, scope, reason, changes, plan, configuration, hashes, digest,
       coalesce(n, 0) as waiting
     from approval left join (
       select of, count(*) as n from (
         select approval as of from change where state in ('planned', 'exporting')
         union all select first_approval from change where state in ('planned', 'exporting') and first_approval is not null)
       group by of) on of = approval.id
     order by id desc limit ? offset ?`,
  ).all(input.limit, input.offset)
  return {
    total,
    rows: rows.map(({ digest, ...row }) => ({
      ...row,
      scope: JSON.parse(row.scope) as ApprovalScope,
      // The hashes themselves may be in an archive.
      hashes: digest ?? hash('sha256', row.hashes, 'hex'),
    })),
  }
}
