import type { Decision } from '../../preload/contract/words.ts'
import type { Verdict } from '../policy/judge.ts'
import type { Db } from './database.ts'
import { durably } from './database.ts'
import { type PolicedRow, Policing } from './policing.ts'
import { type DecidedRow, decidedColumns, recordDecision } from './record-decision.ts'
import { auditReturned } from './returned-changes.ts'
import { sql } from './statement.ts'
import { allJudged, forgetAnswered, forgetJudged, judgedThrough } from './unjudged.ts'

/** Changes judged at once. */
const atOnce = 2000

interface Row extends PolicedRow {
  decision: Decision
  approval: number | null
  protected: string | null
  two_people: string | null
  approvable: string | null
  first_approval: number | null
}

const open = `state in ('planned', 'failed')`

/**
 * Writes beside each pending change what policies say of it, where that is not known or was said under another configuration: it follows
 * what is new, and does not read the plan. What must
 * not be written is held; what was approved and must not be, or not by one person, goes back into review.
 */
export function policePending(db: Db, input: { at: number; author: string }): void {
  const policing = Policing.of(db, 'many')
  if (policing === undefined) {
    liftAll(db)
    forgetJudged(db)
    return
  }
  const returned: { id: number; reason: string }[] = []
  for (const rows of unasked(db, policing.basis)) {
    const verdicts = policing.judge(rows)
    rows.forEach((row, index) => {
      const verdict = verdicts[index] as Verdict
      // Most changes are nobody's concern.
      if (isNothing(verdict) && wasNothing(row)) return
      const reason = note(db, row, verdict)
      if (reason !== undefined) returned.push({ id: row.id, reason })
    })
  }
  forgetAnswered(db)
  allJudged(db, policing.basis)
  auditReturned(db, { ...input, changes: returned })
}

const columns =
  'c.id, system, object, type, operation, attribute, new, risk, decision, approval, protected, two_people, approvable, first_approval'

/** Pending changes that nobody was asked about yet: those that are new, and those of which something has changed. */
function* unasked(db: Db, basis: string): Generator<readonly Row[]> {
  const fresh = sql<Row>(
    db,
    `select ${columns} from change c where c.id > ? and ${open} order by c.id limit ${atOnce}`,
  )
  const again = sql<Row>(
    db,
    `select ${columns} from change_unjudged u cross join change c on c.id = u.change
     where u.change > ? and u.change <= ? and ${open} order by u.change limit ${atOnce}`,
  )
  const through = judgedThrough(db, basis)
  for (const page of [
    (after: number) => again.all(after, through),
    (after: number) => fresh.all(Math.max(after, through)),
  ])
    for (let after = 0; ; ) {
      const rows = page(after)
      if (rows.length === 0) break
      after = (rows.at(-1) as Row).id
      yield rows
    }
}

const isNothing = ({ protected: reason, twoPeople, approve }: Verdict): boolean =>
  reason === undefined && twoPeople === undefined && approve === undefined

const wasNothing = (row: Row): boolean =>
  row.protected === null && row.two_people === null && row.approvable === null

/** @returns why an approval does not stand any more */
function note(db: Db, row: Row, verdict: Verdict): string | undefined {
  sql(db, 'update change set protected = ?, two_people = ?, approvable = ? where id = ?').run(
    verdict.protected ?? null,
    verdict.twoPeople ?? null,
    verdict.approve ?? null,
    row.id,
  )
  if (verdict.protected !== undefined) {
    const approved = row.decision === 'approved'
    const reason = `it is protected: ${verdict.protected}`
    if (approved || row.decision === 'undecided')
      sql(
        db,
        `update change set decision = 'held', approval = null, first_approval = null, basis = null, returned = ? where id = ?`,
      ).run(approved ? reason : null, row.id)
    return approved ? reason : undefined
  }
  if (row.protected !== null) lift(db, row.id)
  if (verdict.twoPeople === undefined || row.decision !== 'approved' || row.first_approval !== null)
    return undefined
  const reason = `policy "${verdict.twoPeople}" wants a second person to approve it`
  sql(
    db,
    `update change set decision = 'undecided', first_approval = approval, approval = null, returned = ? where id = ?`,
  ).run(reason, row.id)
  return reason
}

/** What was held because it was protected waits for a person again. */
const lift = (db: Db, change: number): void => {
  sql(
    db,
    `update change set decision = 'undecided', returned = null where id = ? and decision = 'held' and approval is null`,
  ).run(change)
}

function liftAll(db: Db): void {
  const rows = sql<{ id: number }>(
    db,
    `select id from change where ${open} and (protected is not null or two_people is not null or approvable is not null)`,
  ).all()
  for (const { id } of rows) {
    sql(db, 'update change set protected = null, two_people = null, approvable = null where id = ?').run(id)
    lift(db, id)
  }
}

/**
 * Judges what is pending, and approves what a policy approves. What a person has decided over, and what was in review again, waits for a
 * person. @returns how many changes each policy approved
 */
export function applyPolicies(db: Db, input: { at: number; author: string }): { approved: number } {
  return durably(db, () => {
    policePending(db, input)
    const rows = sql<DecidedRow & { approvable: string }>(
      db,
      `select ${decidedColumns}, approvable from change where state = 'planned' and decision = 'undecided' and approvable is not null
       and approval is null and first_approval is null and returned is null order by id`,
    ).all()
    const byPolicy = Map.groupBy(rows, (row) => row.approvable)
    for (const [policy, changes] of byPolicy)
      recordDecision(db, changes, {
        decision: 'approved',
        scope: { policy },
        reason: `policy "${policy}"`,
        author: `policy "${policy}"`,
        at: input.at,
      })
    return { approved: rows.length }
  })
}
