import type { DriftFilter, DriftGroup } from '../../preload/contract/drift.ts'
import type { Db } from './database.ts'
import { type DriftRecord, driftColumns, driftWords } from './drift-finding.ts'
import { foldCase } from './fold-case.ts'
import { sql } from './statement.ts'

export type ListedDrift = DriftRecord & { readonly words: string }

/** Everything of one kind and attribute stands together, below what is newest of it. */
const groupOrder = `max(d.since) over (partition by d.kind, d.attribute) desc, d.kind, d.attribute,`

/** Drift that was judged, newest first; `seen` waits for the next synchronization and is not told. */
export function listDrift(
  db: Db,
  input: { filter: DriftFilter; grouped: boolean; offset: number; limit: number },
): { rows: ListedDrift[]; total: number } {
  const { where, values } = condition(input.filter)
  const total = sql<{ n: number }>(
    db,
    `select count(*) as n from drift d join system s on s.id = d.system where ${where}`,
  ).get(values) as { n: number }
  const rows = sql<DriftRecord>(
    db,
    `select ${driftColumns} from drift d join system s on s.id = d.system where ${where}
     order by ${input.grouped ? groupOrder : ''} d.since desc, d.id desc limit @limit offset @offset`,
  ).all({ ...values, limit: input.limit, offset: input.offset })
  return { rows: rows.map((row) => ({ ...row, words: driftWords(row) })), total: total.n }
}

/** How many were changed in the same way, in the order in which a grouped list has them. */
export function driftGroups(db: Db, input: { filter: DriftFilter }): DriftGroup[] {
  const { where, values } = condition(input.filter)
  return sql<DriftGroup>(
    db,
    `select d.kind, d.attribute, count(*) as count, sum(d.state = 'open') as open
     from drift d join system s on s.id = d.system where ${where}
     group by d.kind, d.attribute order by max(d.since) desc, d.kind, d.attribute`,
  ).all(values)
}

interface DriftCount {
  system: string
  state: 'open' | 'enforced' | 'accepted'
  count: number
}

/** How many drifts there are of each state, by system. */
export function driftCounts(db: Db): DriftCount[] {
  return sql<DriftCount>(
    db,
    `select s.name as system, d.state, count(*) as count from drift d join system s on s.id = d.system
     where d.state <> 'seen' group by s.name, d.state order by s.name, d.state`,
  ).all()
}

function condition(filter: DriftFilter): { where: string; values: Record<string, string> } {
  const parts = [`d.state <> 'seen'`]
  const values: Record<string, string> = {}
  const equal = { system: 's.name', state: 'd.state', kind: 'd.kind', attribute: 'd.attribute' } as const
  for (const name of ['system', 'state', 'kind', 'attribute'] as const) {
    const value = filter[name]
    if (value === undefined) continue
    parts.push(`${equal[name]} = @${name}`)
    values[name] = value
  }
  if (filter.search !== undefined && filter.search.trim() !== '') {
    parts.push(`contains_folded(@search, d.name, d.key) = 1`)
    values.search = foldCase(filter.search.trim())
  }
  return { where: parts.join(' and '), values }
}
