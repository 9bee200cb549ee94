import type { CompiledRules } from '../engine/compiled-rules.ts'
import { lookupValue } from '../engine/model.ts'
import type { Db } from './database.ts'
import { namedLike } from './name-index.ts'
import { wordsOf } from './name-words.ts'
import { after, lookupSpaces, namingAttributes } from './space-search.ts'
import { sql } from './statement.ts'

export interface IdentityMatches {
  readonly ids: readonly number[]
  /** Identities whose names could not be looked at: the index of names does not have them yet. */
  readonly unread: number
}

/** More matches are not looked for: whoever sees so many types another letter. */
export const mostFound = 1000

interface Identifier {
  readonly table: 'mv_lookup' | 'cs_lookup'
  readonly space: string
}

/**
 * Identities a text finds, through indexes alone: by their number, by how an indexed value of theirs begins, or the name, DN or anchor of an
 * account, and by the words of their name.
 */
export function searchIdentities(
  db: Db,
  { text, type, rules }: { text: string; type: string | undefined; rules: CompiledRules },
): IdentityMatches {
  const found = new Set<number>()
  const typeOf = sql<{ type: string }>(db, 'select type from mv_object where id = ?')
  const add = (id: number): void => {
    if (found.size >= mostFound || found.has(id)) return
    const own = typeOf.get(id)?.type
    if (own !== undefined && (type === undefined || own === type)) found.add(id)
  }
  if (/^#?\d{1,15}$/.test(text)) add(Number(text.replace('#', '')))
  for (const id of byIdentifier(db, text)) add(id)
  const named = namedLike(db, wordsOf(text), { rules, type, limit: mostFound })
  for (const id of named.ids) add(id)
  return { ids: [...found], unread: named.unread }
}

function* byIdentifier(db: Db, text: string): Generator<number> {
  const identifiers: Identifier[] = [
    ...lookupSpaces(db, 'mv_lookup').map((space) => ({ table: 'mv_lookup' as const, space })),
    ...lookupSpaces(db, 'cs_lookup').map((space) => ({ table: 'cs_lookup' as const, space })),
  ]
  for (const { table, space } of identifiers)
    for (const name of space.startsWith('dn:') ? namingAttributes : ['']) {
      const value = lookupValue(name + text)
      for (const { id } of beginning[table](db).all(space, value, after(value))) yield id
    }
  const anchors = sql<{ id: number }>(
    db,
    `select c.mv as id from (select id from cs_object where system = ? and anchor >= ? and anchor < ? order by anchor limit ${mostFound}) o
     join cs_connection c on c.object = o.id`,
  )
  for (const { id: system } of sql<{ id: number }>(db, 'select id from system').all())
    for (const { id } of anchors.all(system, text, after(text))) yield id
}

const beginning = {
  mv_lookup: (db: Db) =>
    sql<{ id: number }>(
      db,
      `select object as id from mv_lookup where space = ? and value >= ? and value < ? order by value limit ${mostFound}`,
    ),
  cs_lookup: (db: Db) =>
    sql<{ id: number }>(
      db,
      `select c.mv as id from (select object from cs_lookup where space = ? and value >= ? and value < ? order by value limit ${mostFound}) l
       join cs_connection c on c.object = l.object`,
    ),
} as const
