import type { Attributes } from '../../connectors/spi/value.ts'
import { identityName } from '../engine/display.ts'
import { lookupValue, mvSpace } from '../engine/model.ts'
import type { Db } from './database.ts'
import { foldCase } from './fold-case.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'

interface IdentityRow {
  id: number
  type: string
  attributes: string
}

/**
 * The one identity a person means: by its number, or by an attribute and its value, `employeeID=100977`. An attribute that is not indexed is
 * looked for in every identity.
 * @throws StoreError `unknown-identity`, `several-identities`
 */
export function findIdentity(
  db: Db,
  input: RulesInput & { readonly text: string },
): { id: number; type: string; name: string } {
  const { text } = input
  const rules = storedRules(db, input)
  const [, attribute, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  const rows =
    attribute === undefined || value === undefined
      ? byNumber(db, text)
      : [...rules.types.values()].flatMap((type) => {
          if (!type.attributes.some(([name]) => name === attribute)) return []
          const indexed = type.indexed.some(([name]) => name === attribute)
          return byValue(db, type.name, attribute, lookupValue(value), indexed)
        })
  const [row] = rows
  if (row === undefined)
    throw new StoreError(
      'unknown-identity',
      `there is no identity ${text}`,
      'Name it by its number, as `joinery joins show` tells it, or as attribute=value',
    )
  const named = rows.map((one) => ({
    id: one.id,
    type: one.type,
    name: identityName({ ...one, attributes: JSON.parse(one.attributes) as Attributes }, rules),
  }))
  if (named.length > 1)
    throw new StoreError(
      'several-identities',
      `${text} names ${named.length === enough ? `${enough} identities or more` : `${named.length} identities`}: ${named.map((one) => `${one.name} (${one.id})`).join(', ')}`,
      'Name the one by its number',
    )
  return named[0] as { id: number; type: string; name: string }
}

/** Of more than these, more need not be told. */
const enough = 5

const byNumber = (db: Db, text: string): IdentityRow[] =>
  /^\d{1,15}$/.test(text)
    ? sql<IdentityRow>(db, 'select id, type, attributes from mv_object where id = ?').all(Number(text))
    : []

function byValue(db: Db, type: string, attribute: string, value: string, indexed: boolean): IdentityRow[] {
  if (indexed)
    return sql<IdentityRow>(
      db,
      `select m.id, m.type, m.attributes from mv_lookup l join mv_object m on m.id = l.object
       where l.space = ? and l.value = ? order by m.id limit ?`,
    ).all(mvSpace(type, attribute), value, enough)
  const found: IdentityRow[] = []
  const all = sql<IdentityRow>(
    db,
    `select id, type, attributes from mv_object
     where type = ? and contains_folded(?, cast(attributes ->> ('$.' || json_quote(?)) as text)) order by id`,
  )
  for (const row of all.iterate(type, foldCase(value), attribute)) {
    const held = (JSON.parse(row.attributes) as Attributes)[attribute]
    if ([held].flat().some((one) => one !== undefined && lookupValue(one) === value)) found.push(row)
    if (found.length === enough) break
  }
  return found
}
