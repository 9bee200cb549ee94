import type { DriftBook } from '../engine/drift.ts'
import { type DriftRow, type DriftVerdict, textOf } from '../engine/drift.ts'
import type { CsObject, DisconnectorState } from '../engine/model.ts'
import type { Db } from './database.ts'
import { replaceDriftFinding } from './drift-finding.ts'
import { sql } from './statement.ts'

interface StoredDrift {
  id: number
  system: number
  object: number
  mv: number | null
  type: string
  kind: DriftRow['kind']
  attribute: string | null
  target: number | null
  wanted: string | null
  state: DriftRow['state']
}

const none: DriftBook = { values: () => [], deleted: () => [] }

/** What was changed outside, of the objects and identities of a batch. */
export function driftBook(db: Db, mv: readonly number[], objects: readonly number[]): DriftBook {
  if (sql(db, 'select 1 from drift limit 1').get() === undefined) return none
  const ofObject = sql<StoredDrift>(
    db,
    `select * from drift where object = ? and kind not in ('deleted', 'created') order by id`,
  )
  const ofIdentity = sql<StoredDrift>(db, `select * from drift where mv = ? and kind = 'deleted' order by id`)
  const values = new Map(objects.map((id) => [id, ofObject.all(id)]))
  const deleted = new Map(mv.map((id) => [id, ofIdentity.all(id)]))
  return {
    values: (object) => (values.get(object) ?? []).map(toRow),
    deleted: (id, system, type) =>
      (deleted.get(id) ?? []).filter((row) => row.system === system && row.type === type).map(toRow),
  }
}

const toRow = (row: StoredDrift): DriftRow => ({
  id: row.id,
  object: row.object,
  kind: row.kind,
  attribute: row.attribute ?? undefined,
  target: row.target ?? undefined,
  state: row.state,
  wanted: row.wanted ?? undefined,
})

/** Keeps what became of each drift; what is settled is forgotten. */
export function saveDrift(
  db: Db,
  verdicts: readonly DriftVerdict[],
  about: { readonly run: number; readonly at: number },
): void {
  for (const verdict of verdicts) {
    if (verdict.state === 'settled') forgetDrift(db, verdict.id)
    else {
      sql(db, 'update drift set state = ?, now = ?, wanted = ?, rule = ?, name = ? where id = ?').run(
        verdict.state,
        textOf(verdict.now) ?? null,
        textOf(verdict.wanted) ?? null,
        verdict.rule,
        verdict.name,
        verdict.id,
      )
      replaceDriftFinding(db, verdict.id, about)
    }
  }
}

/** Of these objects, those that appeared in a system we write to after it had been read as a whole. */
export function createdOutside(db: Db, objects: readonly CsObject[]): ReadonlyMap<number, DriftRow['state']> {
  if (sql(db, `select 1 from drift where kind = 'created' limit 1`).get() === undefined) return new Map()
  const find = sql<{ state: DriftRow['state'] }>(
    db,
    `select state from drift where object = ? and kind = 'created'`,
  )
  return new Map(
    objects.flatMap(({ id }) => {
      const row = find.get(id)
      return row === undefined ? [] : [[id, row.state] as const]
    }),
  )
}

/** Objects that appeared in a system we write to: whoever belongs to nobody was made outside; the others are at home. */
export function judgeCreated(
  db: Db,
  objects: readonly CsObject[],
  disconnectors: ReadonlyMap<number, DisconnectorState>,
  about: { readonly run: number; readonly at: number },
): void {
  if (sql(db, `select 1 from drift where kind = 'created' limit 1`).get() === undefined) return
  const find = sql<{ id: number; state: string }>(
    db,
    `select id, state from drift where object = ? and kind = 'created'`,
  )
  for (const object of objects) {
    const row = find.get(object.id)
    if (row === undefined) continue
    const state = disconnectors.get(object.id)
    if (object.deleted || (state !== 'unmatched' && state !== 'ambiguous')) forgetDrift(db, row.id)
    else if (row.state === 'seen') {
      sql(db, `update drift set state = 'open' where id = ?`).run(row.id)
      replaceDriftFinding(db, row.id, about)
    }
  }
}

/** An object or identity that is gone takes what was said of it along. */
export function forgetDriftOf(db: Db, by: 'object' | 'mv', id: number): void {
  if (sql(db, 'select 1 from drift limit 1').get() === undefined) return
  const rows = sql<{ id: number }>(
    db,
    by === 'object'
      ? `select id from drift where object = ? and kind <> 'deleted'`
      : 'select id from drift where mv = ?',
  ).all(id)
  for (const row of rows) forgetDrift(db, row.id)
}

/** A drift that is none any more, and what was told of it. */
export function forgetDrift(db: Db, id: number): void {
  replaceDriftFinding(db, id, undefined)
  sql(db, 'delete from drift where id = ?').run(id)
}
