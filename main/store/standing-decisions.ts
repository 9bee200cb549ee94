import {
  type JoinAccount,
  type JoinDecision,
  type JoinDecisions,
  noDecisions,
} from '../engine/join-decision.ts'
import type { CsObject, Finding } from '../engine/model.ts'
import { appendAudit } from './audit.ts'
import type { Db } from './database.ts'
import { addFinding } from './findings.ts'
import { sql } from './statement.ts'

/** A decision that stands. */
export interface DecisionRow {
  readonly id: number
  readonly system: number
  readonly anchor: string
  readonly type: string
  readonly name: string
  readonly kind: JoinDecision['kind']
  readonly mv: number | null
  readonly identity: string | null
  readonly author: string
  readonly at: number
  readonly reason: string | null
}

/** Nothing is asked of a workspace in which nothing was decided. */
const isEmpty = (db: Db): boolean => sql(db, 'select 1 from join_decision limit 1').get() === undefined

/** What was decided over these objects. */
export function decisionsOver(db: Db, objects: readonly CsObject[]): JoinDecisions {
  if (objects.length === 0 || isEmpty(db)) return noDecisions
  const get = sql<{ kind: JoinDecision['kind']; mv: number | null }>(
    db,
    'select kind, mv from join_decision where system = ? and anchor = ?',
  )
  const decisions = new Map<number, JoinDecision>()
  for (const { id, system, anchor } of objects) {
    if (anchor === undefined) continue
    const row = get.get(system, anchor)
    if (row?.kind === 'join') decisions.set(id, { kind: 'join', mv: row.mv as number })
    else if (row !== undefined) decisions.set(id, { kind: row.kind })
  }
  return decisions
}

/** Living objects that decisions give to these identities. */
export function claimedAccounts(db: Db, mv: readonly number[]): ReadonlyMap<number, readonly JoinAccount[]> {
  const claimed = new Map<number, readonly JoinAccount[]>()
  if (isEmpty(db)) return claimed
  const all = sql<{ object: number; system: number; type: string }>(
    db,
    `select o.id as object, o.system, o.type from join_decision d
     join cs_object o on o.system = d.system and o.anchor = d.anchor
     where d.mv = ? and o.deleted = 0 and o.type <> ''`,
  )
  for (const id of mv) {
    const rows = all.all(id)
    if (rows.length > 0)
      claimed.set(
        id,
        rows.map((row) => ({ ...row, unborn: false })),
      )
  }
  return claimed
}

/** Findings that stay until somebody decides anew, or the object has found its owner. */
const endedCode = 'join-decision-ended'

/** An identity is deleted: what was decided for it is over, and the object goes back to the rules. */
export function endDecisionsFor(db: Db, mv: number, run: number, at: number): void {
  const rows = sql<DecisionRow & { object: number | null }>(
    db,
    `select d.*, o.id as object from join_decision d
     left join cs_object o on o.system = d.system and o.anchor = d.anchor and o.deleted = 0 where d.mv = ?`,
  ).all(mv)
  for (const row of rows) {
    sql(db, 'delete from join_decision where id = ?').run(row.id)
    appendAudit(db, [
      {
        at,
        author: row.author,
        event: 'join-decision-ended',
        details: { ...auditedDecision(db, row), why: 'the identity was deleted by a synchronization', run },
      },
    ])
    addFinding(db, {
      code: endedCode,
      severity: row.object === null ? 'info' : 'warning',
      system: row.system,
      object: row.object ?? undefined,
      place: row.anchor,
      message: `${row.name} was decided to be the account of ${row.identity}, who is gone; ${row.author}'s decision has ended`,
      advice: 'Decide anew whose it is (joinery joins), or leave it to the rules',
      run,
      at,
    })
    if (row.object !== null) queueObject(db, row.object)
  }
}

/** Whether any decision has ended of which nobody has taken notice yet. */
export const decisionsEnded = (db: Db): boolean =>
  sql(db, 'select 1 from finding where code = ? limit 1').get(endedCode) !== undefined

/** It has a new owner: what was said of the last one is settled. */
export function foundOwner(db: Db, object: number): void {
  sql(db, 'delete from finding where object = ? and code = ?').run(object, endedCode)
}

/** Remembers which accounts the ambiguous-account findings of these identities are about. */
export function replaceContested(db: Db, identities: readonly number[], findings: readonly Finding[]): void {
  if (sql(db, 'select 1 from join_contested limit 1').get() !== undefined) {
    const remove = sql(db, 'delete from join_contested where mv = ?')
    for (const mv of identities) remove.run(mv)
  }
  const insert = sql(db, 'insert or ignore into join_contested (mv, object) values (?, ?)')
  for (const { mv, accounts } of findings)
    if (mv !== undefined) for (const object of accounts ?? []) insert.run(mv, object)
}

/** The object is looked at by the next synchronization. */
export function queueObject(db: Db, object: number): void {
  sql(db, 'insert or ignore into cs_work (system, object) select system, id from cs_object where id = ?').run(
    object,
  )
}

/** Objects that persons gave to an identity are looked at again: the place may be free now. */
export function queueClaims(db: Db, mv: number): void {
  sql(
    db,
    `insert or ignore into cs_work (system, object) select o.system, o.id from join_decision d
     join cs_object o on o.system = d.system and o.anchor = d.anchor
     where d.mv = ? and o.type <> '' and o.id not in (select object from cs_connection where mv = d.mv)`,
  ).run(mv)
}

/** An account that was let go by a rule comes back when a person has decided whose it is. */
export function queueIfDecided(db: Db, object: number): void {
  if (isEmpty(db)) return
  sql(
    db,
    `insert or ignore into cs_work (system, object) select o.system, o.id from cs_object o
     join join_decision d on d.system = o.system and d.anchor = o.anchor where o.id = ? and d.kind <> 'disconnect'`,
  ).run(object)
}

/** A decision as the audit keeps it. */
export function auditedDecision(
  db: Db,
  row: Omit<DecisionRow, 'id' | 'author' | 'at'>,
): Record<string, unknown> {
  const system = sql<{ name: string }>(db, 'select name from system where id = ?').get(row.system)?.name
  return {
    system: system ?? row.system,
    anchor: row.anchor,
    object: row.name,
    decision: row.kind,
    ...(row.mv === null ? {} : { identity: row.mv, identityName: row.identity }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }
}
