import type { Db } from './database.ts'
import { deletedImage, type KeptLink } from './deleted-image.ts'
import { sql } from './statement.ts'

interface BroughtBack {
  readonly system: number
  readonly type: string
  readonly object: number
  /** The exported deletion that is taken back. */
  readonly undoes: number | null
}

/**
 * An object that an undo brought back is whose it was, by the rule it was linked by, as long as the identity is there and has no other
 * account of this kind. What a person decided over it stands, under the anchor it has now.
 */
export function relink(db: Db, row: BroughtBack, anchor: string | undefined): void {
  const image = row.undoes === null ? undefined : deletedImage(db, row.undoes)
  if (image === undefined) return
  if (image.anchor !== undefined && anchor !== undefined && image.anchor !== anchor)
    sql(db, 'update or ignore join_decision set anchor = ? where system = ? and anchor = ?').run(
      anchor,
      row.system,
      image.anchor,
    )
  if (image.link === undefined || !isFree(db, row, image.link)) return
  sql(db, 'insert or ignore into cs_connection (object, mv, kind, rule) values (?, ?, ?, ?)').run(
    row.object,
    image.link.mv,
    image.link.kind,
    image.link.rule,
  )
}

/** An account that is only planned for the identity makes way: the real one takes its place. */
const isFree = (db: Db, { system, type }: BroughtBack, { mv }: KeptLink): boolean =>
  sql(db, 'select 1 from mv_object where id = ?').get(mv) !== undefined &&
  sql(
    db,
    `select 1 from cs_connection c join cs_object o on o.id = c.object
     where c.mv = ? and o.system = ? and o.type = ? and o.deleted = 0
       and (o.anchor is not null or o.observed is not null)`,
  ).get(mv, system, type) === undefined
