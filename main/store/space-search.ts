import { dnSpace, lookupValue } from '../engine/model.ts'
import type { Db } from './database.ts'
import { foldCase } from './fold-case.ts'
import { sql } from './statement.ts'

export interface SpaceMatches {
  readonly ids: readonly number[]
  readonly searched: 'values' | 'identifiers'
}

/** More matches are not looked for: whoever sees so many types another letter. */
const most = 1000
/** In spaces of more objects than this, reading every value would take longer than typing. */
const readWhole = 20_000

/** What begins names in a DN, so that a person need not type it. */
export const namingAttributes = ['', 'cn=', 'ou=', 'uid=', 'dc=']

/**
 * Objects of a system that a text finds: anywhere in a value, in a small space; in a large one where an anchor, a DN or another indexed value
 * begins with it.
 */
export function searchSpace(db: Db, system: number, text: string, identifiers = false): SpaceMatches {
  if (identifiers) return { ids: beginning(db, system, text), searched: 'identifiers' }
  const size = sql<{ n: number }>(
    db,
    `select count(*) as n from (select 1 from cs_object where system = ? limit ${readWhole + 1})`,
  ).get(system) as { n: number }
  return size.n <= readWhole
    ? { ids: containing(db, system, text), searched: 'values' }
    : { ids: beginning(db, system, text), searched: 'identifiers' }
}

const containing = (db: Db, system: number, text: string): number[] =>
  sql<{ id: number }>(
    db,
    `select id from cs_object where system = ? and contains_folded(?, anchor, dn, observed) order by anchor limit ${most}`,
  )
    .all(system, foldCase(text))
    .map((row) => row.id)

function beginning(db: Db, system: number, text: string): number[] {
  const found = new Set<number>()
  const add = (rows: readonly { id: number }[]): void => {
    for (const { id } of rows) if (found.size < most) found.add(id)
  }
  add(
    sql<{ id: number }>(
      db,
      `select id from cs_object where system = ? and anchor >= ? and anchor < ? order by anchor limit ${most}`,
    ).all(system, text, after(text)),
  )
  const inSpace = sql<{ id: number }>(
    db,
    `select object as id from cs_lookup where space = ? and value >= ? and value < ? order by value limit ${most}`,
  )
  for (const space of spacesOf(db, system))
    for (const name of space.startsWith('dn:') ? namingAttributes : ['']) {
      const value = lookupValue(name + text)
      add(inSpace.all(space, value, after(value)))
    }
  return [...found]
}

/** The first text that does not begin with it. */
export const after = (text: string): string => `${text}\u{10ffff}`

/** The lookup spaces of a system. */
const spacesOf = (db: Db, system: number): string[] =>
  lookupSpaces(db, 'cs_lookup').filter((space) => space === dnSpace(system) || space.startsWith(`${system}:`))

/** All lookup spaces of a table, each found by one step through its index. */
export function lookupSpaces(db: Db, table: 'mv_lookup' | 'cs_lookup'): string[] {
  return sql<{ space: string }>(
    db,
    `with recursive step (space) as (
       select min(space) from ${table}
       union all
       select (select min(space) from ${table} where space > step.space) from step where step.space is not null)
     select space from step where space is not null`,
  )
    .all()
    .map((row) => row.space)
}
