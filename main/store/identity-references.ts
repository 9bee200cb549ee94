import type { Db } from './database.ts'
import { identityTitle } from './identity-title.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'

interface ReferencesInput extends RulesInput {
  readonly id: number
  readonly attribute: string
  readonly offset: number
  readonly limit: number
}

interface Referred {
  readonly id: number
  readonly type: string
  readonly name: string
}

/** A page of those an identity refers to by an attribute: members of a group. */
export function identityReferences(db: Db, input: ReferencesInput): { total: number; rows: Referred[] } {
  const { id, attribute, offset, limit } = input
  const rules = storedRules(db, input)
  const { total } = sql<{ total: number }>(
    db,
    'select count(*) as total from mv_reference where source = ? and attribute = ?',
  ).get(id, attribute) as { total: number }
  const rows = sql<{ id: number; type: string }>(
    db,
    `select r.target as id, m.type from (select target from mv_reference where source = ? and attribute = ? order by target limit ? offset ?) r
     join mv_object m on m.id = r.target order by r.target`,
  ).all(id, attribute, limit, offset)
  return { total, rows: rows.map((row) => ({ ...row, name: identityTitle(db, row.id, rules) })) }
}

/** Who refers to an identity, by attribute: how many, and the first of them. */
export function identityReferrers(
  db: Db,
  input: RulesInput & { readonly id: number },
): { attribute: string; type: string; count: number; first: { id: number; name: string }[] }[] {
  const rules = storedRules(db, input)
  const first = sql<{ source: number }>(
    db,
    'select source from mv_reference where target = ? and attribute = ? order by source limit 5',
  )
  return sql<{ attribute: string; count: number }>(
    db,
    'select attribute, count(*) as count from mv_reference where target = ? group by attribute order by attribute',
  )
    .all(input.id)
    .map(({ attribute, count }) => {
      const sources = first.all(input.id, attribute)
      return {
        attribute,
        count,
        type:
          sql<{ type: string }>(db, 'select type from mv_object where id = ?').get(sources[0]?.source)
            ?.type ?? '',
        first: sources.map(({ source }) => ({ id: source, name: identityTitle(db, source, rules) })),
      }
    })
}
