import type { ChangeFilter } from '../../preload/contract/changes.ts'
import { parseCause } from './cause-text.ts'
import { riskRank } from './change-rows.ts'
import type { Db } from './database.ts'
import { failedFor } from './finding-causes.ts'
import { foldCase } from './fold-case.ts'
import { sql } from './statement.ts'

/** How a pattern is named on the wire: its operation, attribute, rule and system, and, where it is one, its old and new value. */
export interface PatternName {
  readonly system: number
  readonly operation: string
  readonly attribute: string | null
  readonly rule: string
  /** Null: all changes of the family that stand in no pattern of their own. */
  readonly pattern: string | null
}

/** From so many on, changes with one old and one new value are a line of their own. */
export const patternSize = 10

/** The changes among which a pattern counts: all that are pending, whatever a filter leaves of them. */
export const ownPattern = `state in ('planned', 'exporting', 'failed') and pattern <> '' and reference = 0`

export const patternText = (name: PatternName): string =>
  JSON.stringify([name.system, name.operation, name.attribute, name.rule, name.pattern])

export function parsePattern(text: string): PatternName | undefined {
  try {
    const [system, operation, attribute, rule, pattern] = JSON.parse(text) as [
      number,
      string,
      string | null,
      string,
      string | null,
    ]
    return { system, operation, attribute, rule, pattern }
  } catch {
    return undefined
  }
}

/** The SQL condition of a filter over `change`, and its values. */
export function changeConditions(db: Db, filter: ChangeFilter): { where: string; values: unknown[] } {
  const parts: string[] = []
  const values: unknown[] = []
  const among = (column: string, list: readonly unknown[] | undefined): void => {
    if (list === undefined || list.length === 0) return
    parts.push(`${column} in (${list.map(() => '?').join(', ')})`)
    values.push(...list)
  }
  if (filter.systems !== undefined && filter.systems.length > 0)
    among(
      'system',
      filter.systems.map(
        (name) => sql<{ id: number }>(db, 'select id from system where name = ?').get(name)?.id ?? -1,
      ),
    )
  among('operation', filter.operations)
  among('attribute', filter.attributes)
  among(
    'risk',
    filter.risks?.map((risk) => riskRank[risk]),
  )
  among('rule', filter.rules)
  among('decision', filter.decisions)
  among('state', filter.states)
  if (filter.returned === true) parts.push('returned is not null')
  if (filter.search !== undefined && filter.search.trim() !== '') {
    const wanted = filter.search.trim()
    const columns = ['name', 'key', 'attribute', 'old', 'new']
    // SQLite's own `like` is fast, and knows the case of ASCII letters only.
    if (/^[ -~]*$/.test(wanted)) {
      const like = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`
      parts.push(`(${columns.map((column) => `${column} like ? escape '\\'`).join(' or ')})`)
      values.push(...columns.map(() => like))
    } else {
      parts.push(`contains_folded(?, ${columns.join(', ')})`)
      values.push(foldCase(wanted))
    }
  }
  if (filter.failed !== undefined) {
    const cause = parseCause(filter.failed.cause)
    parts.push(failedFor)
    values.push(cause?.text ?? null, cause?.code ?? null)
    if (filter.failed.session !== undefined) {
      parts.push('export_run in (select id from run where session = ?)')
      values.push(filter.failed.session)
    }
    if (filter.failed.run !== undefined) {
      parts.push('export_run = ?')
      values.push(filter.failed.run)
    }
  }
  const pattern = filter.pattern === undefined ? undefined : parsePattern(filter.pattern)
  if (filter.pattern !== undefined && pattern === undefined) parts.push('0')
  if (pattern !== undefined) {
    parts.push('system = ? and operation = ? and attribute is ? and rule = ?')
    values.push(pattern.system, pattern.operation, pattern.attribute, pattern.rule)
    if (pattern.pattern !== null) {
      parts.push('pattern = ?')
      values.push(pattern.pattern)
    } else {
      parts.push(`(reference = 1 or pattern not in (
        select pattern from change where ${ownPattern}
        and system = ? and operation = ? and attribute is ? and rule = ? group by pattern having count(*) >= ${patternSize}))`)
      values.push(pattern.system, pattern.operation, pattern.attribute, pattern.rule)
    }
  }
  return { where: parts.length === 0 ? '1' : parts.join(' and '), values }
}
