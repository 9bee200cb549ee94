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
import { figure } from './figures.ts'
import { pending } from './pending.ts'
import { pendingTally, sumOf, type TallyRow, tallied } from './pending-tally.ts'
import { planHash } from './plan-hash.ts'
import { sql } from './statement.ts'

const risks: readonly Risk[] = ['low', 'medium', 'high']

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
  const rows = tallied(db, filter) ?? countedFor(db, filter)
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
    total: sumOf(rows),
    decisions,
    systems: tally((row) => row.system).map(({ value, count }) => ({ id: value, count })),
    operations: tally((row) => row.operation).sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value)),
    attributes: tally((row) => row.attribute),
    risks: tally((row) => risks[row.risk] as Risk),
    rules: tally((row) => row.rule),
    states: tally((row) => row.state),
    planHash: planHash(db),
    plannedAt: figure(
      db,
      'plan',
      'planned-at',
      () =>
        sql<{ at: number }>(
          db,
          `select coalesce(ended, started) as at from run where id = (select max(run) from change where ${pending})`,
        ).get()?.at ?? null,
    ),
  }
}

/** What the tally does not know is counted row by row. */
function countedFor(db: Db, filter: ChangeFilter): readonly TallyRow[] {
  const { where, values } = conditions(db, filter)
  return db
    .prepare<unknown[], TallyRow>(
      `select system, operation, attribute, risk, rule, decision, state, count(*) as n from change where ${where}
       group by system, operation, attribute, risk, rule, decision, state`,
    )
    .all(...values)
}

interface PatternRow {
  readonly system: number
  readonly operation: Operation
  readonly attribute: string | null
  readonly rule: string
  readonly own: string | null
  readonly n: number
  readonly differing: number
  readonly old: string | null
  readonly new: string | null
  readonly risk: number
  /** More than one: they were decided differently. */
  readonly decisions: number
  readonly decision: Decision
  readonly undecided: number
  readonly reference: number
}

export function patterns(
  db: Db,
  input: { filter: ChangeFilter; offset: number; limit: number },
): { total: number; rows: (Omit<ChangePattern, 'system'> & { system: number })[] } {
  const { filter } = input
  const counted = tallied(db, filter)
  const rows =
    counted === undefined
      ? patternsAmong(db, filter, '1')
      : figure(db, 'plan', `patterns ${JSON.stringify(filter)}`, () =>
          counted.every(isOfObject)
            ? ofWholeObjects(counted).sort(byWeight)
            : [
                ...ofWholeObjects(counted.filter(isOfObject)),
                ...patternsAmong(db, filter, `operation not in ('add', 'delete')`),
              ].sort(byWeight),
        )
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

/** What is riskiest comes first, then what is most. */
const byWeight = (a: PatternRow, b: PatternRow): number =>
  b.risk - a.risk || b.n - a.n || a.system - b.system || byText(a.attribute, b.attribute)

const byText = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1

/** Adds and deletions have no values in common: they are counted already. */
const isOfObject = ({ operation }: TallyRow): boolean => operation === 'add' || operation === 'delete'

function ofWholeObjects(rows: readonly TallyRow[]): PatternRow[] {
  const groups = new Map<string, TallyRow[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.system, row.operation, row.attribute, row.rule])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()].map((group) => {
    const [{ system, operation, attribute, rule, decision }] = group as [TallyRow]
    return {
      ...{ system, operation, attribute, rule, decision },
      ...{ own: null, old: null, new: null, differing: 1, reference: 0 },
      n: sumOf(group),
      risk: Math.max(...group.map((row) => row.risk)),
      decisions: new Set(group.map((row) => row.decision)).size,
      undecided: sumOf(group.filter((row) => row.decision === 'undecided')),
    }
  })
}

/** @param among SQL: of which changes */
function patternsAmong(db: Db, filter: ChangeFilter, among: string): PatternRow[] {
  const { where, values } = conditions(db, filter)
  // Without a filter the groups are counted already; with one, what is a pattern stays a pattern when only some of it is left.
  const own =
    where === `${pending} and 1`
      ? `n >= ${patternSize} and pattern <> '' and reference = 0`
      : `reference = 0 and exists (select 1 from big where big.system = fine.system and big.operation = fine.operation
           and big.attribute is fine.attribute and big.rule = fine.rule and big.pattern = fine.pattern)`
  return db
    .prepare<unknown[], PatternRow>(
      `with fine as (
         select system, operation, attribute, rule, pattern, count(*) as n, min(old) as old, min(new) as new, max(risk) as risk,
           count(distinct decision) as decisions, min(decision) as d, max(decision) as e, sum(decision = 'undecided') as undecided, max(reference) as reference
         from change where ${where} and ${among} group by system, operation, attribute, rule, pattern),
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
}

export function listChanges(
  db: Db,
  input: { filter: ChangeFilter; offset: number; limit: number },
): { total: number; rows: ChangeView[] } {
  const { where, values } = conditions(db, input.filter)
  const counted = tallied(db, input.filter)
  const total =
    counted === undefined
      ? (db.prepare(`select count(*) as n from change where ${where}`).get(...values) as { n: number }).n
      : sumOf(counted)
  // The ids first: rows are long, and only some are shown.
  const ids = (limit: number, offset: number): number[] =>
    db
      .prepare<unknown[], number>(`select id from change where ${where} order by ${listed} limit ? offset ?`)
      .pluck()
      .all(...values, limit, offset)
  const first = () => ids(input.limit, input.offset)
  const shown =
    input.offset < deep
      ? counted !== undefined && input.offset === 0
        ? figure(db, 'plan', `first ${JSON.stringify([where, values, input.limit])}`, first)
        : first()
      : figure(db, 'plan', `ids ${JSON.stringify([where, values])}`, () => ids(-1, 0)).slice(
          input.offset,
          input.offset + input.limit,
        )
  const rows = new Map(
    sql<ChangeRow>(db, 'select * from change where id in (select value from json_each(?))')
      .all(JSON.stringify(shown))
      .map((row) => [row.id, row]),
  )
  return { total, rows: shown.flatMap((id) => rows.get(id) ?? []).map((row) => view(db, row)) }
}

/** The order of the list. */
const listed = 'system, name, object, id'
/** Whoever is so far down looks around there: the whole order is worth keeping. */
const deep = 5000

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
  return operationCounts(
    pendingTally(db).filter((row) => condition === 'pending' || row.decision === condition),
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
