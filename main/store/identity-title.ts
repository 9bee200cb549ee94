import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules } from '../engine/compiled-rules.ts'
import { identityName } from '../engine/display.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** The name of a stored identity; its number when it is gone. */
export function identityTitle(db: Db, id: number, rules: CompiledRules): string {
  const row = sql<{ type: string; attributes: string }>(
    db,
    'select type, attributes from mv_object where id = ?',
  ).get(id)
  return row === undefined
    ? `#${id}`
    : identityName({ id, type: row.type, attributes: JSON.parse(row.attributes) as Attributes }, rules)
}
