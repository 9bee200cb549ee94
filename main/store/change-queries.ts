import type { Change, ChangeFacets, ChangeFilter, ChangePattern } from '../../preload/contract/changes.ts'
import type {
  ChangeState,
  Decision,
  Operation,
  OperationCounts,
  Risk,
  WireValue,
} from '../../preload/contract/words.ts'
import type { ObjectImage } from '../engine/model.ts'
import { changeConditions, ownPattern, patternSize, patternText } from './change-filter.ts'
import type { Db } from './database.ts'
import { planHash } from './plan-hash.ts'
import { sql } from './statement.ts'

const risks: readonly Risk[] = ['low', 'medium', 'high']
/** What a screen calls pending: not written yet, or being written, or failed. */
const pending = `state in ('planned', 'exporting', 'failed')`

export interface ChangeRow {
  id: number
  system: number
  object: number
  mv: number | null
  operation: Operation
  attribute: string | null
  old: string | null
  new: string | null
  reference: number
  rule: string
  source: string | null
  risk: number
  hash: Buffer
  decision: Decision
  state: ChangeState
  approval: number | null
  error: string | null
  undoes: number | null
  /** Why it is in review again. */
  returned: string | null
  protected: string | null
  two_people: string | null
  first_approval: number | null
  run: number | null
  name: string
  key: string
}

/** The condition of a filter; without states, everything pending. */
function conditions(db: Db, filter: ChangeFilter): { where: string; values: unknown[] } {
  const { where, values } = changeConditions(db, filter)
  return filter.states === undefined || filter.states.length === 0
    ? { where: `${pending} and ${where}`, values }
    : { where, values }
}

export type FacetRows = Omit<ChangeFacets, 'systems'> & { systems: { id: number; count: number }[] }

export function facets(db: Db, filter: ChangeFilter): FacetRows {
  const { where, values } = conditions(db, filter)
  const rows = db
    .prepare<
      unknown[],
      {
        system: number
        operation: Operation
        attribute: string | null
        risk: number
        rule: string
        decision: Decision
        state: ChangeState
        n: number
      }
    >(
      `select system, operation, attribute, risk, rule, decision, state, count(*) as n from change where ${where}
       group by system, operation, attribute, risk, rule, decision, state`,
    )
    .all(...values)
  const tally = <K>(key: (row: (typeof rows)[number]) => K | null): { value: K; count: number }[] => {
    const counts = new Map<K, number>()
    for (const row of rows) {
      const value = key(row)
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + row.n)
    }
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
  }
  const decisions = { undecided: 0, approved: 0, held: 0, rejected: 0 }
  for (const { value, count } of tally((row) => row.decision)) decisions[value] = count
  const order: readonly Operation[] = ['add', 'update', 'move', 'disable', 'delete']
  return {
    total: rows.reduce((sum, row) => sum + row.n, 0),
    decisions,
    systems: tally((row) => row.system).map(({ value, count }) => ({ id: value, count })),
    operations: tally((row) => row.operation).sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value)),
    attributes: tally((row) => row.attribute),
    risks: tally((row) => risks[row.risk] as Risk),
    rules: tally((row) => row.rule),
    states: tally((row) => row.state),
    planHash: planHash(db),
    plannedAt:
      sql<{ at: number }>(
        db,
        `select coalesce(ended, started) as at from run where id = (select max(run) from change where ${pending})`,
      ).get()?.at ?? null,
  }
}

export function patterns(
  db: Db,
  input: { filter: ChangeFilter; offset: number; limit: number },
): { total: number; rows: (Omit<ChangePattern, 'system'> & { system: number })[] } {
  const { where, values } = conditions(db, input.filter)
  // Without a filter the groups are counted already; with one, what is a pattern stays a pattern when only some of it is left.
  const own =
    where === `${pending} and 1`
      ? `n >= ${patternSize} and pattern <> '' and reference = 0`
      : `reference = 0 and exists (select 1 from big where big.system = fine.system and big.operation = fine.operation
           and big.attribute is fine.attribute and big.rule = fine.rule and big.pattern = fine.pattern)`
  const rows = db
    .prepare<
      unknown[],
      {
        system: number
        operation: Operation
        attribute: string | null
        rule: string
        own: string | null
        n: number
        differing: number
        old: string | null
        new: string | null
        risk: number
        decisions: number
        decision: Decision
        undecided: number
        reference: number
      }
    >(
      `with fine as (
         select system, operation, attribute, rule, pattern, count(*) as n, min(old) as old, min(new) as new, max(risk) as risk,
           count(distinct decision) as decisions, min(decision) as d, max(decision) as e, sum(decision = 'undecided') as undecided, max(reference) as reference
         from change where ${where} group by system, operation, attribute, rule, pattern),
       big as materialized (
         select system, operation, attribute, rule, pattern from change where ${ownPattern}
         group by system, operation, attribute, rule, pattern having count(*) >= ${patternSize}),
       named as (select *, case when ${own} then pattern end as own from fine)
       select system, operation, attribute, rule, own, sum(n) as n, count(*) as differing, min(old) as old, min(new) as new, max(risk) as risk,
         max(decisions) + (min(d) <> max(e)) as decisions, min(d) as decision, sum(undecided) as undecided, max(reference) as reference
       from named group by system, operation, attribute, rule, own
       order by max(risk) desc, n desc, system, attribute`,
    )
    .all(...values)
  return {
    total: rows.length,
    rows: rows.slice(input.offset, input.offset + input.limit).map((row) => {
      // One old and one new value for all: the line shows them, whether the pattern is large or small.
      const valued = row.operation === 'update' || row.operation === 'disable'
      const one = valued && row.reference === 0 && row.differing === 1
      const [from, to] = row.operation === 'move' && row.own !== null ? row.own.split(' → ') : []
      return {
        pattern: patternText({
          system: row.system,
          operation: row.operation,
          attribute: row.attribute,
          rule: row.rule,
          pattern: row.own,
        }),
        system: row.system,
        operation: row.operation,
        attribute: row.attribute,
        old: one ? wire(row.old) : (from ?? null),
        new: one ? wire(row.new) : (to ?? null),
        values: row.differing,
        count: row.n,
        rule: row.rule,
        risk: risks[row.risk] as Risk,
        decision: row.decisions > 1 ? ('mixed' as const) : row.decision,
        undecided: row.undecided,
      }
    }),
  }
}

export function listChanges(
  db: Db,
  input: { filter: ChangeFilter; offset: number; limit: number },
): { total: number; rows: ChangeView[] } {
  const { where, values } = conditions(db, input.filter)
  const total = (
    db.prepare(`select count(*) as n from change where ${where}`).get(...values) as { n: number }
  ).n
  const rows = db
    .prepare<unknown[], ChangeRow>(
      `select * from change where ${where} order by system, name, object, id limit ? offset ?`,
    )
    .all(...values, input.limit, input.offset)
  return { total, rows: rows.map((row) => view(db, row)) }
}

export function changeById(db: Db, id: number): { row: ChangeRow; view: ChangeView } | undefined {
  const row = sql<ChangeRow>(db, 'select * from change where id = ?').get(id)
  return row === undefined ? undefined : { row, view: view(db, row) }
}

/** Other pending changes of the same identity. */
export function alsoPending(db: Db, row: ChangeRow): ChangeView[] {
  if (row.mv === null) return []
  return sql<ChangeRow>(
    db,
    `select * from change where object in (select object from cs_connection where mv = ?) and id <> ? and ${pending} order by system, id limit 50`,
  )
    .all(row.mv, row.id)
    .map((other) => view(db, other))
}

/** What is on its way to an object: planned, being written, or written and not read back. */
export const changesOnTheWay = (db: Db, object: number): ChangeView[] =>
  sql<ChangeRow>(
    db,
    `select * from change where object = ? and state in ('planned', 'exporting', 'failed', 'exported') order by id limit 200`,
  )
    .all(object)
    .map((row) => view(db, row))

/** A change as the contract has it, but for the names of systems and of the source, which only the configuration knows. */
export type ChangeView = Omit<Change, 'system' | 'source'> & {
  system: number
  source: { attribute: string; rule: string | null; object: number | null; system: number | null } | null
}

function view(db: Db, row: ChangeRow): ChangeView {
  const reference = row.reference === 1
  const removed = reference && row.old !== null ? (JSON.parse(row.old) as number[]) : []
  const added = reference && row.new !== null ? (JSON.parse(row.new) as number[]) : []
  const lists = reference && (removed.length > 1 || added.length > 1)
  return {
    id: row.id,
    hash: row.hash.toString('hex'),
    system: row.system,
    object: row.object,
    name: row.name,
    key: row.key,
    operation: row.operation,
    attribute: row.attribute,
    old: reference ? names(db, removed) : row.operation === 'delete' ? null : wire(row.old),
    new: reference ? names(db, added) : row.operation === 'add' ? null : wire(row.new),
    added: lists ? added.length : null,
    removed: lists ? removed.length : null,
    rule: row.rule,
    source: row.source === null ? null : sourceOf(db, row),
    risk: risks[row.risk] as Risk,
    decision: row.decision,
    state: row.state,
    returned: row.returned,
    reason: row.approval === null ? null : (givenWith(db, row.approval)?.reason ?? null),
    protected: row.protected,
    twoPeople:
      row.two_people === null
        ? null
        : {
            policy: row.two_people,
            by: row.first_approval === null ? null : (givenWith(db, row.first_approval)?.author ?? null),
          },
  }
}

const givenWith = (db: Db, approval: number): { author: string; reason: string | null } | undefined =>
  sql<{ author: string; reason: string | null }>(db, 'select author, reason from approval where id = ?').get(
    approval,
  )

/** Which contribution gave the metaverse value that flows out here. */
function sourceOf(db: Db, row: ChangeRow): ChangeView['source'] {
  const attribute = row.source as string
  const mv = sql<{ provenance: string }>(db, 'select provenance from mv_object where id = ?').get(row.mv)
  const groups = mv === undefined ? [] : (JSON.parse(mv.provenance) as [string, number, number, string[]][])
  const group = groups.find(([, , , names]) => names.includes(attribute))
  if (group === undefined) return { attribute, rule: null, object: null, system: null }
  const object = sql<{ system: number }>(db, 'select system from cs_object where id = ?').get(group[1])
  return { attribute, rule: group[0], object: group[1], system: object?.system ?? null }
}

function names(db: Db, objects: readonly number[]): WireValue {
  const all = objects.slice(0, 200).map((id) => objectTitle(db, id))
  return all.length === 0 ? null : all.length === 1 ? (all[0] as string) : all
}

/** An object for a person: its identity's name, or DN, or anchor. */
export function objectTitle(db: Db, object: number): string {
  const row = sql<{ dn: string | null; anchor: string | null; name: string | null }>(
    db,
    `select o.dn, o.anchor, coalesce(json_extract(m.attributes, '$.displayName'), json_extract(o.observed, '$.displayName')) as name
     from cs_object o left join cs_connection c on c.object = o.id left join mv_object m on m.id = c.mv where o.id = ?`,
  ).get(object)
  return row?.name ?? row?.dn ?? row?.anchor ?? `#${object}`
}

/** A change's value as it stays readable when ids are gone: references by DN, or by name and anchor. */
export function lastingValue(db: Db, row: { reference: number }, text: string | null): unknown {
  const value = text === null ? null : (JSON.parse(text) as unknown)
  if (row.reference !== 1 || value === null) return value
  return (value as number[]).map((id) => {
    const object = sql<{ dn: string | null; anchor: string | null }>(
      db,
      'select dn, anchor from cs_object where id = ?',
    ).get(id)
    return object?.dn ?? `${objectTitle(db, id)}${object?.anchor == null ? '' : ` (${object.anchor})`}`
  })
}

/** The attributes of an add or a delete, one by one. */
export function imageAttributes(row: ChangeRow): { attribute: string; old: WireValue; new: WireValue }[] {
  const text = row.operation === 'add' ? row.new : row.operation === 'delete' ? row.old : null
  if (text === null) return []
  const image = JSON.parse(text) as ObjectImage
  const all: [string, WireValue][] = [
    ...(image.dn === undefined ? [] : [['dn', image.dn] as [string, WireValue]]),
    ...Object.entries(image.attributes).map(
      ([name, value]) => [name, value as WireValue] as [string, WireValue],
    ),
  ]
  return all.map(([attribute, value]) =>
    row.operation === 'add' ? { attribute, old: null, new: value } : { attribute, old: value, new: null },
  )
}

const wire = (text: string | null): WireValue => (text === null ? null : (JSON.parse(text) as WireValue))

/** Pending changes of each system by operation. */
export function pendingCounts(
  db: Db,
  condition: 'pending' | 'approved' | 'rejected' | 'undecided',
): Map<number, OperationCounts> {
  const where = condition === 'pending' ? pending : `${pending} and decision = '${condition}'`
  return operationCounts(
    db
      .prepare<unknown[], CountRow>(
        `select system, operation, count(*) as n from change where ${where} group by system, operation`,
      )
      .all(),
  )
}

interface CountRow {
  system: number
  operation: Operation
  n: number
}

export function operationCounts(rows: readonly CountRow[]): Map<number, OperationCounts> {
  const counts = new Map<number, OperationCounts>()
  for (const { system, operation, n } of rows) {
    const own = counts.get(system) ?? { add: 0, update: 0, move: 0, disable: 0, delete: 0 }
    own[operation] += n
    counts.set(system, own)
  }
  return counts
}
