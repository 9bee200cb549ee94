import type { ChangeState, Operation } from '../../preload/contract/words.ts'
import { objectName } from '../engine/display.ts'
import type { Db } from './database.ts'
import { type DriftRecord, driftColumns, driftWords } from './drift-finding.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { SyncReader } from './sync-reader.ts'

/** When something was done: the run and its session; null where none is known. */
interface When {
  readonly at: number | null
  readonly session: number | null
}

export type TimelineRow = When &
  (
    | {
        /** Changes of one kind to one account, written or planned in one run and in the same state now. */
        readonly kind: 'changes'
        readonly system: number
        readonly state: ChangeState
        readonly operation: Operation
        readonly attributes: readonly string[]
        readonly count: number
        readonly error: string | null
        readonly undoes: boolean
        readonly approvals: readonly {
          readonly author: string
          readonly at: number
          readonly decision: string
        }[]
      }
    | {
        readonly kind: 'link'
        readonly system: number
        readonly link: 'projected' | 'joined' | 'provisioned'
        readonly rule: string
        readonly name: string
      }
    | {
        readonly kind: 'decision'
        readonly system: number
        readonly decision: 'join' | 'project' | 'disconnect'
        readonly name: string
        readonly author: string
        readonly reason: string | null
      }
    | {
        readonly kind: 'drift'
        readonly system: number
        readonly words: string
        readonly state: DriftRecord['state']
        readonly author: string | null
        readonly decided: number | null
      }
    | {
        readonly kind: 'values'
        readonly rule: string
        readonly system: number | null
        readonly origin: string | null
        readonly attributes: readonly string[]
      }
  )

/** More of one account is older than anybody scrolls. */
const latest = 400

/** What the store knows of an identity's past: what waits or was written, how it was linked, what was decided and found changed outside. */
export function identityTimeline(db: Db, input: RulesInput & { readonly id: number }): TimelineRow[] {
  const { id } = input
  const rules = storedRules(db, input)
  const objects = [...(new SyncReader(db).linkedObjects([id]).get(id) ?? [])]
  const rows = objects.flatMap((object): TimelineRow[] => [
    ...changesOf(db, object.id, object.system),
    ...linkOf(db, object.id, object.system, objectName(object, rules)),
    ...(object.anchor === undefined ? [] : decisionOver(db, object.system, object.anchor)),
  ])
  return [...rows, ...driftOf(db, id), ...valuesOf(db, id)].toSorted(
    (a, b) => (b.at ?? 0) - (a.at ?? 0) || followed(b) - followed(a),
  )
}

/** What one run did has one time; what came of what is known all the same. */
function followed(row: TimelineRow): number {
  switch (row.kind) {
    case 'link':
      return row.link === 'projected' ? 0 : row.link === 'joined' ? 1 : 3
    case 'values':
      return 2
    case 'decision':
    case 'drift':
      return 4
    case 'changes':
      return 5
  }
}

interface ChangeGroup {
  state: ChangeState
  run: number | null
  operation: Operation
  attributes: string
  n: number
  error: string | null
  undoes: number
  first: string
  approvals: string
}

/** Read by the object's own index. */
function changesOf(db: Db, object: number, system: number): TimelineRow[] {
  const groups = sql<ChangeGroup>(
    db,
    `select state, run, operation, json_group_array(distinct attribute) as attributes, count(*) as n,
       max(error) as error, max(undoes is not null) as undoes, json_group_array(distinct first_approval) as first, json_group_array(distinct approval) as approvals
     from (select state, coalesce(export_run, run) as run, operation, attribute, error, undoes, approval, first_approval
           from change where object = ? order by id desc limit ${latest})
     group by state, run, operation`,
  ).all(object)
  const approval = sql<{ author: string; at: number; decision: string }>(
    db,
    'select author, at, decision from approval where id = ?',
  )
  return groups.map((group) => ({
    kind: 'changes',
    system,
    state: group.state,
    operation: group.operation,
    attributes: named(group.attributes),
    count: group.n,
    error: group.error,
    undoes: group.undoes === 1,
    approvals: [...named(group.first), ...named(group.approvals)].flatMap((id) => approval.get(id) ?? []),
    ...whenOf(db, group.run),
  }))
}

const named = <T>(list: string): T[] => (JSON.parse(list) as (T | null)[]).filter((one) => one !== null)

function whenOf(db: Db, run: number | null): When {
  const row = sql<When>(db, 'select session, coalesce(ended, started) as at from run where id = ?').get(run)
  return row ?? { at: null, session: null }
}

function linkOf(db: Db, object: number, system: number, name: string): TimelineRow[] {
  return sql<{ kind: 'projected' | 'joined' | 'provisioned'; rule: string; run: number | null }>(
    db,
    'select kind, rule, run from cs_connection where object = ?',
  )
    .all(object)
    .map(({ kind, rule, run }) => ({ kind: 'link', system, link: kind, rule, name, ...whenOf(db, run) }))
}

function decisionOver(db: Db, system: number, anchor: string): TimelineRow[] {
  return sql<{
    decision: 'join' | 'project' | 'disconnect'
    name: string
    author: string
    at: number
    reason: string | null
  }>(
    db,
    'select kind as decision, name, author, at, reason from join_decision where system = ? and anchor = ?',
  )
    .all(system, anchor)
    .map((row) => ({ kind: 'decision', system, session: null, ...row }))
}

function driftOf(db: Db, id: number): TimelineRow[] {
  return sql<DriftRecord>(
    db,
    `select ${driftColumns} from drift d join system s on s.id = d.system where d.mv = ? order by d.id desc limit 50`,
  )
    .all(id)
    .map((row) => ({
      kind: 'drift',
      system: row.system,
      words: driftWords(row),
      state: row.state,
      author: row.author,
      decided: row.decided,
      at: row.since,
      session: whenOf(db, row.run).session,
    }))
}

/** The last synchronization that gave it other values: who gave which. */
function valuesOf(db: Db, id: number): TimelineRow[] {
  const row = sql<{ provenance: string }>(db, 'select provenance from mv_object where id = ?').get(id)
  const groups = JSON.parse(row?.provenance ?? '[]') as [string, number, number, string[]][]
  return groups.map(([rule, object, run, attributes]) => {
    const record = sql<{ system: number; origin: string | null }>(
      db,
      'select system, origin from cs_object where id = ?',
    ).get(object)
    return {
      kind: 'values',
      rule,
      system: record?.system ?? null,
      origin: record?.origin ?? null,
      attributes,
      ...whenOf(db, run),
    }
  })
}
