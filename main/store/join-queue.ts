import { objectName } from '../engine/display.ts'
import { candidateSearch } from '../engine/join-candidates.ts'
import type { Db } from './database.ts'
import { findCandidates } from './join-case.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { SyncReader } from './sync-reader.ts'

/** Why an object waits for a person, most urgent first. */
export const queueKinds = [
  'ambiguous',
  'already-joined',
  'blocked',
  'ambiguous-account',
  'unmatched',
] as const
export type QueueKind = (typeof queueKinds)[number]

const told = (code: string): string =>
  `exists (select 1 from finding f where f.object = d.object and f.code = '${code}')`
const contested = 'exists (select 1 from join_contested j where j.object = d.object)'

const conditions: Readonly<Record<QueueKind, string>> = {
  ambiguous: `d.state = 'ambiguous' and not ${told('already-joined')} and not ${told('join-decision-blocked')}`,
  'already-joined': `d.state = 'ambiguous' and ${told('already-joined')}`,
  blocked: `d.state = 'ambiguous' and ${told('join-decision-blocked')}`,
  'ambiguous-account': `d.state = 'unmatched' and ${contested}`,
  unmatched: `d.state = 'unmatched' and not ${contested}`,
}

/** What is decided and not yet carried out waits for the synchronization, and not for a person. */
const standing = `o.deleted = 0 and o.anchor is not null and (@system is null or o.system = @system)
    and not exists (select 1 from join_decision q join cs_work w on w.system = o.system and w.object = o.id
                    where q.system = o.system and q.anchor = o.anchor)`

const waiting = (kind: QueueKind): string => `
  from cs_disconnector d join cs_object o on o.id = d.object where ${conditions[kind]} and ${standing}`

export interface QueueRow {
  readonly system: number
  readonly anchor: string
  readonly type: string
  readonly name: string
  readonly dn: string | null
  readonly kind: QueueKind
  /** What synchronization says of it. */
  readonly message: string | null
  /** Identities that match some condition of a join, and the score of the best candidate; null where nobody asked. */
  readonly matches: number | null
  readonly best: number | null
}

export interface QueueInput extends RulesInput {
  readonly system: number | undefined
  readonly kind: QueueKind | undefined
  readonly scores: boolean
  readonly offset: number
  readonly limit: number
}

/** A page of what waits, by kind and then as it came. */
export function joinQueue(db: Db, input: QueueInput): { total: number; rows: QueueRow[] } {
  const rules = storedRules(db, input)
  const reader = new SyncReader(db)
  const system = input.system ?? null
  const rows: QueueRow[] = []
  let total = 0
  let skip = input.offset
  for (const kind of input.kind === undefined ? queueKinds : [input.kind]) {
    const { n } = sql<{ n: number }>(db, `select count(*) as n ${waiting(kind)}`).get({ system }) as {
      n: number
    }
    total += n
    const limit = input.limit - rows.length
    const page = sql<{ id: number; message: string | null }>(
      db,
      `select o.id, coalesce(
         (select f.message from finding f where f.object = o.id order by f.id limit 1),
         (select f.message from join_contested j join finding f on f.mv = j.mv and f.code = 'ambiguous-account'
          where j.object = o.id limit 1)) as message
       ${waiting(kind)} order by d.object limit @limit offset @skip`,
    ).all({ system, limit, skip: Math.min(skip, n) })
    skip = Math.max(0, skip - n)
    const objects = reader.csObjects(page.map((row) => row.id))
    for (const { id, message } of page) {
      const object = objects.get(id)?.object
      if (object === undefined) continue
      const candidates = input.scores ? findCandidates(db, object, candidateSearch(object, rules)) : undefined
      rows.push({
        system: object.system,
        anchor: object.anchor as string,
        type: object.type,
        name: objectName(object, rules),
        dn: object.dn ?? null,
        kind,
        message,
        matches: candidates?.filter((candidate) => candidate.matches).length ?? null,
        best: candidates?.[0]?.score ?? null,
      })
    }
  }
  return { total, rows }
}

/** How many objects wait for a person, of all kinds. */
export const waitingJoins = (db: Db): number =>
  (
    sql<{ n: number }>(
      db,
      // Word for word the condition of the index, and the few before the many.
      `select count(*) as n from cs_disconnector d cross join cs_object o on o.id = d.object
       where d.state in ('unmatched', 'ambiguous') and ${standing}`,
    ).get({ system: null }) as { n: number }
  ).n

/** How much waits, by kind and system, and how much was decided. */
export function joinCounts(db: Db): {
  waiting: { system: number; kind: QueueKind; n: number }[]
  decided: number
  decidedInSession: number
} {
  const one = (text: string): number => (sql<{ n: number }>(db, text).get() as { n: number }).n
  return {
    waiting: queueKinds.flatMap((kind) =>
      sql<{ system: number; n: number }>(
        db,
        `select o.system, count(*) as n ${waiting(kind)} group by o.system order by o.system`,
      )
        .all({ system: null })
        .map((row) => ({ ...row, kind })),
    ),
    decided: one('select count(*) as n from join_decision'),
    decidedInSession: one(
      `select count(*) as n from join_decision where at >= (select max(started) from session where ended is null)`,
    ),
  }
}
