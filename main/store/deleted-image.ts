import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** One reference value between two objects of a connector space. */
export type ReferenceTriple = readonly [source: number, attribute: string, target: number]

/** Whose an object was, and how it came to be. */
export interface KeptLink {
  readonly mv: number
  readonly kind: string
  readonly rule: string
}

export interface DeletedImage {
  readonly anchor: string | undefined
  readonly dn: string | undefined
  /** Undefined where it was nobody's, and where it was deleted before this was kept. */
  readonly link: KeptLink | undefined
  readonly references: readonly ReferenceTriple[]
}

/** Keeps what a deletion takes along, while the connector space still knows it: an undo gives it back. */
export function keepDeleted(
  db: Db,
  row: { id: number; object: number; anchor: string | null; dn: string | null },
): void {
  const references = sql<{ source: number; attribute: string; target: number }>(
    db,
    `select source, attribute, target from cs_reference where source = @object and state <> 2
     union select source, attribute, target from cs_reference where target = @object and state <> 2`,
  ).all({ object: row.object })
  const link = sql<KeptLink>(db, 'select mv, kind, rule from cs_connection where object = ?').get(row.object)
  sql(db, 'insert or replace into deleted_image (change, anchor, dn, link, refs) values (?, ?, ?, ?, ?)').run(
    row.id,
    row.anchor,
    row.dn,
    link === undefined ? null : JSON.stringify([link.mv, link.kind, link.rule]),
    JSON.stringify(references.map(({ source, attribute, target }) => [source, attribute, target])),
  )
}

/** What a deletion took along; undefined when it was exported before this was kept. */
export function deletedImage(db: Db, change: number): DeletedImage | undefined {
  const row = sql<{ anchor: string | null; dn: string | null; link: string | null; refs: string }>(
    db,
    'select anchor, dn, link, refs from deleted_image where change = ?',
  ).get(change)
  if (row === undefined) return undefined
  return {
    anchor: row.anchor ?? undefined,
    dn: row.dn ?? undefined,
    link: row.link === null ? undefined : linkIn(row.link),
    references: JSON.parse(row.refs) as ReferenceTriple[],
  }
}

function linkIn(text: string): KeptLink {
  const [mv, kind, rule] = JSON.parse(text) as [number, string, string]
  return { mv, kind, rule }
}
