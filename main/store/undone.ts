import type { Db } from './database.ts'
import { durably } from './database.ts'
import { addFinding } from './findings.ts'
import { type DecidedRow, decidedColumns, recordDecision } from './record-decision.ts'
import { sql } from './statement.ts'

/**
 * After an undo the rules want again what was taken back. It stays on the plan, rejected, so that nobody writes it again by accident: not a
 * person who approves everything, and not a policy.
 */
export const undoneReason = 'undone: it was exported and taken back; approve it to write it again'

const written = `state in ('exported', 'confirmed', 'unconfirmed')`

interface Undone {
  readonly id: number
  readonly object: number
  readonly mv: number | null
  readonly system: number
  readonly type: string
  readonly operation: string
  readonly attribute: string | null
  readonly reference: number
  /** The exported change that was taken back. */
  readonly was: string
  readonly wasNew: string | null
}

/**
 * Rejects planned changes that would write again what an exported undo took back, and holds those that would do so among other things. What
 * rules want otherwise since is decided on as everything is, and an approval given after the undo stands.
 */
export function rejectUndone(
  db: Db,
  input: { at: number; author: string; run: number },
): { rejected: number; held: number } {
  const undone = sql<Undone>(
    db,
    `select u.id, u.object, u.mv, u.system, u.type, u.operation, u.attribute, u.reference, w.operation as was, w.new as wasNew
     from change u join change w on w.id = u.undoes where u.undoes is not null and u.${written} order by u.id`,
  ).all()
  if (undone.length === 0) return { rejected: 0, held: 0 }
  return durably(db, () => {
    const again = new Set<number>()
    const unwanted = new Set<number>()
    for (const one of undone.filter(({ reference }) => reference === 0))
      for (const { id, object } of repeating(db, one)) {
        again.add(id)
        if (one.was === 'add') unwanted.add(object)
      }
    const { whole, part } = repeatedReferences(db, undone, unwanted)
    for (const id of whole) again.add(id)
    const rejected = record(db, [...again], 'rejected', undoneReason, input)
    const held = record(db, part, 'held', 'part of it was undone: it was exported and taken back', input)
    tell(db, input)
    return { rejected, held }
  })
}

/** An add is the same by its identity: the account that is planned is another object. */
export const addedAgain = `select id, object from change c where mv = @mv and system = @system and type = @type and operation = 'add'
  and new = @wasNew and state in ('planned', 'failed') and undoes is null and not exists
    (select 1 from change n where n.mv = @mv and n.system = @system and n.type = @type and n.operation = 'add' and n.id > @id and n.${written})`

/** Planned changes that do again what this undo took back, unless somebody has had it written since. */
function repeating(db: Db, one: Undone): readonly { id: number; object: number }[] {
  if (one.was === 'add') return sql<{ id: number; object: number }>(db, addedAgain).all(one)
  const wanted =
    one.was === 'delete'
      ? `operation = 'delete'`
      : one.was === 'move'
        ? `operation = 'move' and lower(new) = lower(@wasNew)`
        : `operation in ('update', 'disable') and attribute is @attribute and new is @wasNew`
  const since =
    one.was === 'delete'
      ? `n.operation = 'delete'`
      : one.was === 'move'
        ? `n.operation = 'move'`
        : "n.operation in ('update', 'disable') and n.attribute is @attribute"
  return db
    .prepare<unknown[], { id: number; object: number }>(
      `select id, object from change where object = @object and reference = 0 and ${wanted} and state in ('planned', 'failed')
       and undoes is null and not exists (select 1 from change n where n.object = @object and n.reference = 0 and ${since}
         and n.id > @id and n.${written})`,
    )
    .all(one)
}

/** References are undone by value: a change of which all values were taken back, and one of which some were. */
function repeatedReferences(
  db: Db,
  undone: readonly Undone[],
  unwanted: ReadonlySet<number>,
): { whole: number[]; part: number[] } {
  const whole: number[] = []
  const part: number[] = []
  const planned = sql<{
    id: number
    object: number
    attribute: string
    old: string | null
    new: string | null
  }>(
    db,
    `select id, object, attribute, old, new from change where reference = 1 and undoes is null and state in ('planned', 'failed')
     and (object in (select value from json_each(@undone)) or object in (select value from json_each(@unwanted))
       or exists (select 1 from json_each(change.new) where value in (select value from json_each(@unwanted))))`,
  ).all({
    undone: JSON.stringify([...new Set(undone.map(({ object }) => object))]),
    unwanted: JSON.stringify([...unwanted]),
  })
  for (const change of planned) {
    if (unwanted.has(change.object)) {
      whole.push(change.id)
      continue
    }
    const { taken, given } = undoneValues(db, change)
    const values = [
      ...list(change.new).map((target) => unwanted.has(target) || taken.has(target)),
      ...list(change.old).map((target) => given.has(target)),
    ]
    if (values.every(Boolean)) whole.push(change.id)
    else if (values.some(Boolean)) part.push(change.id)
  }
  return { whole, part }
}

/** Of one attribute of an object: the targets that undos took away and gave back, and nobody has had written otherwise since. */
function undoneValues(
  db: Db,
  { object, attribute }: { object: number; attribute: string },
): { taken: ReadonlySet<number>; given: ReadonlySet<number> } {
  const taken = new Set<number>()
  const given = new Set<number>()
  const history = sql<{ undoes: number | null; old: string | null; new: string | null }>(
    db,
    `select undoes, old, new from change where object = ? and attribute = ? and reference = 1 and ${written} order by id`,
  ).all(object, attribute)
  for (const row of history) {
    for (const target of list(row.new)) taken.delete(target)
    for (const target of list(row.old)) given.delete(target)
    if (row.undoes === null) continue
    for (const target of list(row.old)) taken.add(target)
    for (const target of list(row.new)) given.add(target)
  }
  return { taken, given }
}

const list = (text: string | null): number[] => (text === null ? [] : (JSON.parse(text) as number[]))

function record(
  db: Db,
  ids: readonly number[],
  decision: 'rejected' | 'held',
  reason: string,
  input: { at: number; author: string },
): number {
  const get = sql<DecidedRow>(
    db,
    `select ${decidedColumns} from change where id = ? and decision = 'undecided' and state in ('planned', 'failed')`,
  )
  const rows = ids.flatMap((id) => get.get(id) ?? [])
  if (rows.length > 0)
    recordDecision(db, rows, { ...input, decision, reason, scope: { ids: rows.map(({ id }) => id) } })
  return rows.length
}

const code = 'undone-still-wanted'

/** One finding for all of them, while there are any. */
function tell(db: Db, { at, run }: { at: number; run: number }): void {
  sql(db, 'delete from finding where code = ?').run(code)
  const { n } = sql<{ n: number }>(
    db,
    `select count(*) as n from change c join approval a on a.id = c.approval
     where c.decision = 'rejected' and c.state in ('planned', 'failed') and a.reason = ?`,
  ).get(undoneReason) as { n: number }
  if (n === 0) return
  addFinding(db, {
    code,
    severity: 'warning',
    message: `the rules still want ${n} ${n === 1 ? 'change' : 'changes'} that ${n === 1 ? 'was' : 'were'} exported and undone; rejected, so not written again by ${n === 1 ? 'itself' : 'themselves'}`,
    advice: 'Correct the rules or the source; or approve the changes, if they should be written after all',
    run,
    at,
  })
}
