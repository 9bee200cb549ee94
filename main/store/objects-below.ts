import { parentOf } from '../../connectors/kit/dn.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** An object that lives in another one. */
export interface ObjectBelow {
  readonly anchor: string
  readonly dn: string
}

/** What a system held directly below some of its objects at the last import; one walk over its DNs, however many objects are asked for. */
export function objectsBelow(
  db: Db,
  system: number,
  parents: ReadonlySet<number>,
): ReadonlyMap<number, readonly ObjectBelow[]> {
  const space = `dn:${system}`
  const byKey = new Map<string, number>()
  for (const parent of parents) {
    const key = sql<{ value: string }>(db, 'select value from cs_lookup where object = ? and space = ?').get(
      parent,
      space,
    )
    if (key !== undefined) byKey.set(key.value, parent)
  }
  const below = new Map<number, ObjectBelow[]>()
  if (byKey.size === 0) return below
  const all = sql<{ value: string; anchor: string; dn: string }>(
    db,
    `select l.value, o.anchor, o.dn from cs_lookup l join cs_object o on o.id = l.object
     where l.space = ? and o.anchor is not null and o.dn is not null and o.deleted = 0 and o.type <> ''`,
  )
  for (const { value, anchor, dn } of all.iterate(space)) {
    const parent = byKey.get(parentOf(value) ?? '')
    if (parent === undefined) continue
    const objects = below.get(parent) ?? []
    objects.push({ anchor, dn })
    below.set(parent, objects)
  }
  return below
}
