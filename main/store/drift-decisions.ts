import { appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import { type DriftRecord, driftColumns, replaceDriftFinding } from './drift-finding.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'

/**
 * Lets changes from outside stand, or plans the way back; either is recorded, and the identities concerned wait for the next synchronization.
 * @throws StoreError `store-conflict` when an id is not there any more
 */
export function decideDrift(
  db: Db,
  input: {
    ids: readonly number[]
    decision: 'accept' | 'enforce'
    reason: string | undefined
    author: string
    at: number
  },
): { changed: number } {
  return durably(db, () => {
    const rows = input.ids.map((id) => {
      const row = sql<DriftRecord>(
        db,
        `select ${driftColumns} from drift d join system s on s.id = d.system where d.id = ? and d.state <> 'seen'`,
      ).get(id)
      if (row === undefined)
        throw new StoreError(
          'store-conflict',
          `there is no drift ${id}`,
          'It may be settled since: list what is there now (joinery drift)',
        )
      return row
    })
    const state = input.decision === 'accept' ? 'accepted' : 'enforced'
    const changing = rows.filter((row) => row.state !== state)
    for (const row of changing) {
      sql(db, 'update drift set state = ?, author = ?, decided = ?, reason = ? where id = ?').run(
        state,
        input.author,
        input.at,
        input.reason ?? null,
        row.id,
      )
      replaceDriftFinding(db, row.id, { run: row.run, at: input.at })
      requeue(db, row)
    }
    appendAudit(
      db,
      changing.map((row) => ({
        at: input.at,
        author: input.author,
        event: 'drift-decided',
        details: {
          drift: row.id,
          decision: input.decision,
          reason: input.reason ?? null,
          system: row.system,
          object: row.key,
          name: row.name,
          kind: row.kind,
          attribute: row.attribute,
          target: row.target,
          was: parsed(row.was),
          now: parsed(row.now),
          wanted: parsed(row.wanted),
          rule: row.rule,
        },
      })),
    )
    return { changed: changing.length }
  })
}

/** The next synchronization, full or delta, plans accordingly. */
function requeue(db: Db, row: DriftRecord): void {
  if (row.mv !== null)
    sql(db, 'insert or ignore into mv_work (stage, object) values (0, ?), (1, ?)').run(row.mv, row.mv)
  else
    sql(
      db,
      'insert or ignore into cs_work (system, object) select system, id from cs_object where id = ?',
    ).run(row.object)
}

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
