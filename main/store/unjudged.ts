import type { Db } from './database.ts'
import { unfinished } from './pending.ts'
import { getSetting, setSetting } from './setting.ts'
import { sql } from './statement.ts'

const setting = 'policed'

/** Up to which change policies were asked, and what they said rests on. */
interface Judged {
  readonly basis: string
  readonly through: number
}

const judgedOf = (db: Db): Judged | undefined => {
  const text = getSetting(db, setting)
  return text === undefined ? undefined : (JSON.parse(text) as Judged)
}

/**
 * From which change on policies are to be asked. Under another basis that is all of them, and those too that are being written: they may come
 * back to the plan.
 */
export function judgedThrough(db: Db, basis: string): number {
  const judged = judgedOf(db)
  if (judged?.basis === basis) return judged.through
  sql(
    db,
    `insert or ignore into change_unjudged select id from change where ${unfinished} and state = 'exporting'`,
  ).run()
  return 0
}

/** Everything that is pending was asked about. */
export function allJudged(db: Db, basis: string): void {
  const { seq } = sql<{ seq: number | null }>(
    db,
    `select max(seq) as seq from sqlite_sequence where name = 'change'`,
  ).get() as { seq: number | null }
  const judged = judgedOf(db)
  if (judged?.basis === basis && judged.through === (seq ?? 0)) return
  setSetting(db, setting, JSON.stringify({ basis, through: seq ?? 0 } satisfies Judged))
}

/** Nobody is to be asked; when somebody is again, then about everything. */
export function forgetJudged(db: Db): void {
  if (judgedOf(db) === undefined) return
  setSetting(db, setting, null)
  sql(db, 'delete from change_unjudged').run()
}

/** One change is to be asked about again. */
export const judgeAgain = (db: Db, change: number): unknown =>
  sql(db, 'insert or ignore into change_unjudged values (?)').run(change)

/** Objects that were staged anew may be other ones to the policies: what is pending for them is judged again. */
export function judgeStagedAgain(db: Db): void {
  if (judgedOf(db) === undefined) return
  // From the few that were staged to their changes, never the other way round.
  sql(
    db,
    `insert or ignore into change_unjudged
     select c.id from cs_work w cross join change c on c.object = w.object where c.state in ('planned', 'exporting', 'failed')`,
  ).run()
}

/** What was asked about, or will not be pending again. What is being written stays: it may come back to the plan. */
export function forgetAnswered(db: Db): void {
  sql(
    db,
    `delete from change_unjudged where change not in (
       select u.change from change_unjudged u join change c on c.id = u.change where c.state = 'exporting')`,
  ).run()
}
