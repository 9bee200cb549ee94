import type { DriftRow } from '../engine/drift.ts'
import type { PairFacts, PairResult } from '../engine/reference-pairs.ts'
import type { LoadedPairs } from '../engine/sync-port.ts'
import { replaceReferenceChange } from './change-rows.ts'
import { groupsOf } from './computed-groups.ts'
import type { Db } from './database.ts'
import { driftBook, saveDrift } from './drift-rows.ts'
import { sql } from './statement.ts'

/** Single references of large sets that wait, at most `limit`, in order. */
export function nextPairs(db: Db, limit: number): LoadedPairs {
  const rows = sql<{ mv: number; object: number }>(
    db,
    'select mv, object from reference_work order by mv, object limit ?',
  ).all(limit)
  const pairs = new Map<number, number[]>()
  for (const { mv, object } of rows) {
    const list = pairs.get(mv)
    if (list === undefined) pairs.set(mv, [object])
    else list.push(object)
  }
  return { pairs, facts: factsOf(db) }
}

/** Keeps what was decided and takes the batch off the queue, in one transaction. */
export function savePairs(
  db: Db,
  pairs: LoadedPairs['pairs'],
  result: PairResult,
  about: { readonly run: number; readonly at: number },
): void {
  db.transaction(() => {
    const done = sql(db, 'delete from reference_work where mv = ? and object = ?')
    for (const [mv, objects] of pairs) for (const object of objects) done.run(mv, object)
    for (const mv of result.whole) {
      sql(db, 'insert or ignore into mv_work (stage, object) values (1, ?)').run(mv)
      // As a whole it says everything.
      sql(db, 'delete from reference_work where mv = ?').run(mv)
    }
    for (const { source, attribute, target, present } of result.references)
      sql(
        db,
        present
          ? 'insert or ignore into mv_reference (source, attribute, target) values (?, ?, ?)'
          : 'delete from mv_reference where source = ? and attribute = ? and target = ?',
      ).run(source, attribute, target)
    for (const { object, attribute, change } of result.changes)
      replaceReferenceChange(db, object, attribute, change, about.run)
    saveDrift(db, result.drift, about)
  })()
}

/** Answers by index, each once: nothing here reads a whole set. */
function factsOf(db: Db): PairFacts {
  const observed = once((object) =>
    grouped(
      object < 0
        ? groupsOf(db, -object)
        : sql<{ source: number; attribute: string }>(
            db,
            'select source, attribute from cs_reference where target = ? and state <> 2',
          ).all(object),
    ),
  )
  const held = once((mv) =>
    grouped(
      sql<{ source: number; attribute: string }>(
        db,
        'select source, attribute from mv_reference where target = ?',
      ).all(mv),
    ),
  )
  const mvOf = once(
    (object) => sql<{ mv: number }>(db, 'select mv from cs_connection where object = ?').get(object)?.mv,
  )
  const linked = once((mv) =>
    sql<{ object: number; system: number; deleted: number }>(
      db,
      `select c.object, o.system, o.deleted from cs_connection c join cs_object o on o.id = c.object where c.mv = ?`,
    ).all(mv),
  )
  const pending = new Map<string, { old: number[]; new: number[] }>()
  const drift = once((object) => driftBook(db, [], [object]).values(object) as readonly DriftRow[])
  return {
    observed,
    held,
    mvOf,
    linkedTo: (mv) => linked(mv).map((row) => row.object),
    accountsOf: (mv, system) =>
      linked(mv)
        .filter((row) => row.system === system && row.deleted === 0)
        .map((row) => row.object),
    pending: (object, attribute) => {
      const key = `${object} ${attribute}`
      let known = pending.get(key)
      if (known === undefined) {
        known = pendingValues(db, object, attribute)
        pending.set(key, known)
      }
      return known
    },
    drift: (object, attribute, target) =>
      drift(object).filter((row) => row.attribute === attribute && row.target === target),
  }
}

function pendingValues(db: Db, object: number, attribute: string): { old: number[]; new: number[] } {
  const row = sql<{ old: string | null; new: string | null }>(
    db,
    `select old, new from change where object = ? and attribute = ? and reference = 1 and state in ('planned', 'failed')`,
  ).get(object, attribute)
  const list = (text: string | null | undefined): number[] =>
    text == null ? [] : (JSON.parse(text) as number[])
  return { old: list(row?.old), new: list(row?.new) }
}

function grouped(
  rows: readonly { readonly source: number; readonly attribute: string }[],
): ReadonlyMap<number, readonly string[]> {
  const map = new Map<number, string[]>()
  for (const { source, attribute } of rows) {
    const list = map.get(source)
    if (list === undefined) map.set(source, [attribute])
    else list.push(attribute)
  }
  return map
}

function once<T>(ask: (id: number) => T): (id: number) => T {
  const known = new Map<number, T>()
  return (id) => {
    if (!known.has(id)) known.set(id, ask(id))
    return known.get(id) as T
  }
}
