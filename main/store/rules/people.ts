import type { Attributes } from '../../../connectors/spi/value.ts'
import { identityName } from '../../engine/display.ts'
import { lookupValue } from '../../engine/model.ts'
import type { Db } from '../database.ts'
import { foldCase } from '../fold-case.ts'
import { sql } from '../statement.ts'
import { type RulesInput, storedRules } from '../stored-rules.ts'
import { lookedAtWhole } from './probes.ts'

interface Row {
  id: number
  type: string
  attributes: string
}

export interface PersonFound {
  readonly id: number
  readonly name: string
  readonly key: string | undefined
}

/**
 * Identities of a type whose name or an indexed value begins with, or where there are few contains, what somebody typed. Without a text:
 * some to begin with.
 */
export function findPeople(
  db: Db,
  { text, type, limit, ...input }: RulesInput & { text: string; type: string; limit: number },
): PersonFound[] {
  const rules = storedRules(db, input)
  const mvType = rules.types.get(type)
  if (mvType === undefined) return []
  const rows = new Map<number, Row>()
  const add = (found: Iterable<Row>): void => {
    for (const row of found) if (rows.size < limit) rows.set(row.id, row)
  }
  const wanted = lookupValue(text)
  if (wanted === '')
    add(
      sql<Row>(db, 'select id, type, attributes from mv_object where type = ? order by id limit ?').all(
        type,
        limit,
      ),
    )
  else {
    for (const [, space] of mvType.indexed)
      add(
        sql<Row>(
          db,
          `select m.id, m.type, m.attributes from mv_lookup l join mv_object m on m.id = l.object
           where l.space = ? and l.value >= ? and l.value < ? order by l.value limit ?`,
        ).all(space, wanted, `${wanted}\u{10ffff}`, limit),
      )
    const last = sql<{ last: number | null }>(db, 'select max(id) as last from mv_object').get()?.last ?? 0
    // The whole document of each identity is looked at.
    if (last < lookedAtWhole)
      for (const name of mvType.display)
        add(
          sql<Row>(
            db,
            `select id, type, attributes from mv_object
             where type = ? and contains_folded(?, cast(attributes ->> ('$.' || json_quote(?)) as text)) order by id limit ?`,
          ).all(type, foldCase(text.trim()), name, limit),
        )
  }
  return [...rows.values()].map((row) => {
    const attributes = JSON.parse(row.attributes) as Attributes
    const key = mvType.indexed[0]?.[0]
    const held = key === undefined ? undefined : attributes[key]
    return {
      id: row.id,
      name: identityName({ ...row, attributes }, rules),
      key: held === undefined ? undefined : String(held),
    }
  })
}
