import type { Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage, Operation } from '../engine/model.ts'
import { appendAudit } from './audit.ts'
import { changeHash, patternOf } from './change-rows.ts'
import { type Db, durably } from './database.ts'
import { sql } from './statement.ts'

/** A compensating change, as it goes on the plan. */
export interface PlannedUndo {
  /** The exported change it takes back. */
  readonly undoes: number
  readonly system: number
  readonly object: number
  readonly mv: number | null
  readonly type: string
  readonly operation: Operation
  readonly attribute: string | null
  readonly reference: boolean
  readonly old: string | null
  readonly new: string | null
  readonly risk: number
  readonly name: string
  readonly key: string
}

/** What a change is called that no rule planned, in the place of its rule. */
export const undoOf = (run: number): string => `undo of run ${run}`

/**
 * Puts compensating changes on the plan, undecided. What an earlier look at the same run planned and this one does not is taken off; what has
 * the same content keeps its row and its decision.
 * @param scope the exported changes that were looked at
 */
export function planUndo(
  db: Db,
  input: {
    run: number
    scope: readonly number[]
    changes: readonly PlannedUndo[]
    author: string
    at: number
  },
): { planned: readonly number[] } {
  return durably(db, () => {
    const wanted = input.changes.map((change) => ({
      ...change,
      hash: changeHash(change, change.old, change.new),
    }))
    const held = sql<{ id: number; hash: Buffer }>(
      db,
      `select id, hash from change where undoes in (select value from json_each(?)) and state in ('planned', 'failed')
       and undoes in (select w.id from change w where w.export_run = ?)`,
    ).all(JSON.stringify(input.scope), input.run)
    const keep = new Set(wanted.map(({ hash }) => hash.toString('hex')))
    const heldBy = new Map(held.map((row) => [row.hash.toString('hex'), row.id]))
    for (const row of held)
      if (!keep.has(row.hash.toString('hex'))) sql(db, 'delete from change where id = ?').run(row.id)
    const planned = wanted.map((change) => {
      if (change.operation === 'add') expectBack(db, change)
      return heldBy.get(change.hash.toString('hex')) ?? insert(db, change, change.hash, input.run)
    })
    appendAudit(db, [
      {
        at: input.at,
        author: input.author,
        event: 'undo-planned',
        details: {
          run: input.run,
          changes: planned.length,
          undoes: [...new Set(input.changes.map(({ undoes }) => undoes))].slice(0, 1000),
        },
      },
    ])
    return { planned }
  })
}

function insert(db: Db, change: PlannedUndo, hash: Buffer, run: number): number {
  return Number(
    sql(
      db,
      `insert into change (system, object, mv, type, operation, attribute, old, new, reference, rule, risk, hash, pattern, name, key, undoes)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      change.system,
      change.object,
      change.mv,
      change.type,
      change.operation,
      change.attribute,
      change.old,
      change.new,
      change.reference ? 1 : 0,
      undoOf(run),
      change.risk,
      hash,
      patternOf(
        { operation: change.operation, old: valueIn(change.old), new: valueIn(change.new) },
        change.old,
        change.new,
      ),
      change.name,
      change.key,
      change.undoes,
    ).lastInsertRowid,
  )
}

const valueIn = (text: string | null): Value | undefined =>
  text === null ? undefined : (JSON.parse(text) as Value)

/**
 * An object that is to come back has the place of one that is known by its name only, under the number it had: everything that was recorded
 * about it, and whoever refers to it, means it again.
 */
function expectBack(db: Db, { object, system, new: text }: PlannedUndo): void {
  const { dn } = JSON.parse(text as string) as ObjectImage
  sql(
    db,
    `insert into cs_object (id, system, type, dn) values (?, ?, '', ?)
     on conflict (id) do update set anchor = null, dn = excluded.dn where type = ''`,
  ).run(object, system, dn ?? null)
  if (dn !== undefined)
    sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)').run(
      `dn:${system}`,
      dnKey(dn),
      object,
    )
}
