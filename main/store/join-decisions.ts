import type { CompiledRules } from '../engine/compiled-rules.ts'
import { identityName, objectName } from '../engine/display.ts'
import { accountsAfterDecisions, type JoinDecision, refusal } from '../engine/join-decision.ts'
import type { CsObject, DisconnectorState } from '../engine/model.ts'
import type { MvRow } from '../engine/sync-port.ts'
import { appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import { auditedDecision, type DecisionRow, foundOwner, queueObject } from './standing-decisions.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { SyncReader } from './sync-reader.ts'

/** Names an object of a connected system as persons and decisions do. */
export interface ObjectKey {
  readonly system: number
  readonly anchor: string
}

export interface DecideJoinInput extends RulesInput, ObjectKey {
  readonly kind: JoinDecision['kind']
  /** For a join: the identity. */
  readonly mv: number | undefined
  readonly reason: string | undefined
  readonly author: string
  readonly at: number
  /** The day the session works on. */
  readonly today: string
}

/**
 * Records what a person decided over an object, in the place of what was decided before. The next synchronization carries it out.
 * @throws StoreError `unknown-object`, `unknown-identity`, and the codes of `refusal`
 */
export function decideJoin(db: Db, input: DecideJoinInput): DecisionRow {
  return durably(db, () => {
    const rules = storedRules(db, input)
    const { object } = livingObject(db, input)
    const name = objectName(object, rules)
    const identity = input.kind === 'join' ? identityById(db, input.mv) : undefined
    const refused = refusal(
      object,
      name,
      input.kind,
      identity && {
        type: identity.type,
        name: identityName(identity, rules),
        taken: holderOf(db, identity, object, rules)?.name,
      },
      rules,
      input.today,
    )
    if (refused !== undefined) throw new StoreError(refused.code, refused.message, refused.advice)

    const before = standingOver(db, input)
    const row: Omit<DecisionRow, 'id'> = {
      system: input.system,
      anchor: input.anchor,
      type: object.type,
      name,
      kind: input.kind,
      mv: identity?.id ?? null,
      identity: identity === undefined ? null : identityName(identity, rules),
      author: input.author,
      at: input.at,
      reason: input.reason ?? null,
    }
    if (before !== undefined) sql(db, 'delete from join_decision where id = ?').run(before.id)
    const id = Number(
      sql(
        db,
        `insert into join_decision (system, anchor, type, name, kind, mv, identity, author, at, reason)
         values (@system, @anchor, @type, @name, @kind, @mv, @identity, @author, @at, @reason)`,
      ).run(row).lastInsertRowid,
    )
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'join-decision',
        details: {
          ...auditedDecision(db, row),
          ...(before === undefined ? {} : { instead: auditedDecision(db, before) }),
        },
      },
    ])
    queueAffected(db, object, [before?.mv, identity?.id])
    return { id, ...row }
  })
}

export interface WithdrawJoinInput extends ObjectKey {
  readonly reason: string | undefined
  readonly author: string
  readonly at: number
}

/**
 * Hands an object back to the rules: what was decided over it is withdrawn, and an account that `leave: disconnect` let go may be joined again.
 * @throws StoreError `no-decision`
 */
export function withdrawJoin(db: Db, input: WithdrawJoinInput): { withdrawn: JoinDecision['kind'] } {
  return durably(db, () => {
    const row = standingOver(db, input)
    const found = findObject(db, input)
    if (row === undefined && found?.state !== 'explicit')
      throw new StoreError(
        'no-decision',
        `nothing is decided over ${input.anchor}`,
        '`joinery joins decisions` shows what is decided',
      )
    if (row !== undefined) sql(db, 'delete from join_decision where id = ?').run(row.id)
    const decided =
      row === undefined
        ? { anchor: input.anchor, decision: 'disconnect', by: 'leave: disconnect of a rule' }
        : auditedDecision(db, { ...row, reason: null })
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'join-decision-withdrawn',
        details: { ...decided, ...(input.reason === undefined ? {} : { reason: input.reason }) },
      },
    ])
    if (found !== undefined) {
      // Nothing holds it back any more; until the synchronization it waits like any other.
      if (found.state === 'explicit')
        sql(db, `update cs_disconnector set state = 'unmatched' where object = ?`).run(found.object.id)
      queueAffected(db, found.object, [row?.mv])
    }
    return { withdrawn: row?.kind ?? 'disconnect' }
  })
}

/** Decisions that stand, the latest first. */
export function listDecisions(
  db: Db,
  input: { system?: number | undefined; offset: number; limit: number },
): { total: number; rows: (DecisionRow & { waiting: boolean; present: boolean })[] } {
  const system = input.system ?? null
  const { n } = sql<{ n: number }>(
    db,
    'select count(*) as n from join_decision where @system is null or system = @system',
  ).get({ system }) as { n: number }
  const rows = sql<DecisionRow & { object: number | null; queued: number | null }>(
    db,
    `select d.*, o.id as object, w.object as queued from join_decision d
     left join cs_object o on o.system = d.system and o.anchor = d.anchor and o.deleted = 0 and o.type <> ''
     left join cs_work w on w.system = o.system and w.object = o.id
     where @system is null or d.system = @system order by d.id desc limit @limit offset @offset`,
  ).all({ system, limit: input.limit, offset: input.offset })
  return {
    total: n,
    rows: rows.map(({ object, queued, ...row }) => ({
      ...row,
      present: object !== null,
      waiting: queued !== null,
    })),
  }
}

export const standingOver = (db: Db, { system, anchor }: ObjectKey): DecisionRow | undefined =>
  sql<DecisionRow>(db, 'select * from join_decision where system = ? and anchor = ?').get(system, anchor)

/** @throws StoreError `unknown-object` */
export function livingObject(
  db: Db,
  key: ObjectKey,
): { object: CsObject; state: DisconnectorState | undefined } {
  const found = findObject(db, key)
  if (found !== undefined) return found
  throw new StoreError(
    'unknown-object',
    `there is no object ${key.anchor} in this system`,
    '`joinery joins` shows the objects that wait, each with its anchor',
  )
}

function findObject(
  db: Db,
  { system, anchor }: ObjectKey,
): { object: CsObject; state: DisconnectorState | undefined } | undefined {
  const row = sql<{ id: number }>(
    db,
    `select id from cs_object where system = ? and anchor = ? and deleted = 0 and type <> ''`,
  ).get(system, anchor)
  return row === undefined ? undefined : new SyncReader(db).csObjects([row.id]).get(row.id)
}

/** @throws StoreError `unknown-identity` */
export function identityById(db: Db, id: number | undefined): MvRow {
  const row = id === undefined ? undefined : new SyncReader(db).mvObjects([id]).get(id)
  if (row !== undefined) return row
  throw new StoreError(
    'unknown-identity',
    id === undefined ? 'it is not said which identity' : `there is no identity ${id}`,
    'Look at the candidates again: a synchronization may have removed it',
  )
}

/** The account an identity has in the object's system, or is decided to have, whether it is there today or not. */
export function holderOf(
  db: Db,
  identity: Pick<MvRow, 'id'>,
  object: CsObject,
  rules: CompiledRules,
): { anchor: string | undefined; name: string } | undefined {
  const reader = new SyncReader(db)
  const linked = reader.linkedObjects([identity.id]).get(identity.id) ?? []
  const claimed = reader.claimedAccounts([identity.id]).get(identity.id) ?? []
  const holder = accountsAfterDecisions(linked, reader.joinDecisions(linked), claimed).find(
    (account) =>
      account.system === object.system &&
      account.type === object.type &&
      account.object !== object.id &&
      !account.unborn,
  )
  if (holder !== undefined) {
    const held = reader.csObjects([holder.object]).get(holder.object)?.object
    return held && { anchor: held.anchor, name: objectName(held, rules) }
  }
  return sql<{ anchor: string; name: string }>(
    db,
    'select anchor, name from join_decision where mv = ? and system = ? and type = ? and anchor <> ?',
  ).get(identity.id, object.system, object.type, object.anchor)
}

function queueAffected(db: Db, object: CsObject, identities: readonly (number | null | undefined)[]): void {
  queueObject(db, object.id)
  const queue = sql(
    db,
    'insert or ignore into mv_work (stage, object) select 0, id from mv_object where id = ?',
  )
  for (const mv of [object.link?.mv, ...identities]) if (mv != null) queue.run(mv)
  foundOwner(db, object.id)
}
