import type { Operation } from '../engine/model.ts'
import type { NamedTarget } from '../engine/undo.ts'
import type { Db } from './database.ts'
import { deletedImage, type ReferenceTriple } from './deleted-image.ts'
import { type ObjectBelow, objectsBelow } from './objects-below.ts'
import type { PlannedUndo } from './plan-undo.ts'
import { referencesDisagree } from './references-disagree.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'

/** One thing to take back: an exported change, or a reference that went with what an exported change deleted. */
export interface UndoCandidate extends Omit<PlannedUndo, 'undoes'> {
  /** The exported change; several candidates of one deletion share it. */
  readonly change: number
  readonly removed: readonly NamedTarget[]
  readonly added: readonly NamedTarget[]
  readonly given: Readonly<Record<string, readonly string[]>>
  /** A reference that the deletion of one of its ends took along. */
  readonly wentWithDeletion: boolean
  /** Of an add: objects that were directly below it at the last import. */
  readonly below: readonly ObjectBelow[]
  /** By which the system is asked for the object; null when it was never known. */
  readonly anchor: string | null
  /** Why it cannot be planned now, whatever the system holds. */
  readonly obstacle: string | null
}

interface Row {
  id: number
  system: number
  object: number
  mv: number | null
  type: string
  operation: Operation
  attribute: string | null
  reference: number
  old: string | null
  new: string | null
  risk: number
  name: string
  key: string
  anchor: string | null
  space: string | null
}

const wasWritten = `c.state in ('exported', 'confirmed', 'unconfirmed')`

/**
 * What a run wrote, as far as it is asked for: all of it, these changes, or what belongs to one object (its DN, anchor or name).
 * @throws StoreError `store-missing` when the run wrote nothing of that
 */
export function undoCandidates(
  db: Db,
  input: {
    run: number
    changes?: readonly number[] | undefined
    /** Changes that are left as they are. */
    except?: readonly number[] | undefined
    object?: string | undefined
    /** Systems whose references name anchors; the others name DNs. */
    byAnchor: readonly number[]
  },
): UndoCandidate[] {
  const rows = sql<Row>(
    db,
    `select c.*, o.anchor, o.type as space from change c left join cs_object o on o.id = c.object
     where c.export_run = ? and ${wasWritten} order by c.id`,
  ).all(input.run)
  if (rows.length === 0)
    throw new StoreError(
      'store-missing',
      `run ${input.run} wrote nothing that could be undone`,
      'Name an export run: joinery undo lists them',
    )
  const wanted = input.changes === undefined ? undefined : new Set(input.changes)
  const except = new Set(input.except)
  const chosen = rows.filter(
    (row) =>
      (wanted === undefined || wanted.has(row.id)) &&
      !except.has(row.id) &&
      (input.object === undefined || [row.key, row.anchor, row.name].includes(input.object)),
  )
  const written = new Set(rows.map(({ id }) => id))
  const unknown = (input.changes ?? []).filter((id) => !written.has(id))
  if (unknown.length > 0 || chosen.length === 0)
    throw new StoreError(
      'store-missing',
      unknown.length > 0
        ? `run ${input.run} did not write change ${unknown.join(', ')}`
        : input.object === undefined
          ? `nothing that run ${input.run} wrote is left to undo`
          : `run ${input.run} wrote nothing to "${input.object}"`,
      'See what the run wrote with joinery undo and the number of the run',
    )
  const added = new Set(chosen.flatMap((row) => (row.operation === 'add' ? [row.object] : [])))
  const candidates = chosen.flatMap((row) => {
    // What an object was given after it was made goes with it.
    if (row.operation !== 'add' && added.has(row.object)) return []
    const keyOf = keysOf(db, input.byAnchor.includes(row.system))
    return row.operation === 'delete' ? deletion(db, row, keyOf) : [candidate(db, row, keyOf)]
  })
  return withBelow(db, withoutTwice(candidates))
}

/** The objects below what was added, of each system looked for once. */
function withBelow(db: Db, candidates: readonly UndoCandidate[]): UndoCandidate[] {
  const added = candidates.filter(({ operation }) => operation === 'add')
  const below = new Map<number, readonly ObjectBelow[]>()
  for (const [system, own] of Map.groupBy(added, (one) => one.system))
    for (const [parent, objects] of objectsBelow(db, system, new Set(own.map(({ object }) => object))))
      below.set(parent, objects)
  return candidates.map((one) =>
    one.operation === 'add' ? { ...one, below: below.get(one.object) ?? [] } : one,
  )
}

/** A reference that went with a deletion and that a change of the same run took or gave, too, is for the undo of that change. */
function withoutTwice(candidates: readonly UndoCandidate[]): UndoCandidate[] {
  const changed = new Set(
    candidates
      .filter((one) => one.reference && !one.wentWithDeletion)
      .flatMap((one) =>
        [...one.removed, ...one.added].map(({ id }) => `${one.object} ${one.attribute} ${id}`),
      ),
  )
  return candidates.flatMap((one) => {
    if (!one.wentWithDeletion) return [one]
    const removed = one.removed.filter(({ id }) => !changed.has(`${one.object} ${one.attribute} ${id}`))
    return removed.length === 0 ? [] : [{ ...one, removed }]
  })
}

function candidate(db: Db, row: Row, keyOf: KeyOf): UndoCandidate {
  const reference = row.reference === 1
  return {
    ...commonOf(row),
    change: row.id,
    wentWithDeletion: false,
    below: [],
    reference,
    removed: reference ? targets(row.old, keyOf) : [],
    added: reference ? targets(row.new, keyOf) : [],
    given: row.operation === 'add' ? givenTo(db, row.object, keyOf) : {},
    obstacle: rulePlans(db, { ...row, old: row.new, new: row.old }),
  }
}

/** The object itself, and the references that it took along. */
function deletion(db: Db, row: Row, keyOf: KeyOf): UndoCandidate[] {
  const image = deletedImage(db, row.id)
  const object: UndoCandidate = {
    ...candidate(db, row, keyOf),
    anchor: image?.anchor ?? row.anchor,
    obstacle: notGoneYet(row) ?? otherAccount(db, row),
  }
  const own = new Map<string, ReferenceTriple[]>()
  for (const triple of image?.references ?? []) {
    // What it names and what names it are each one change of one object.
    const key = `${triple[0]} ${triple[1]}`
    own.set(key, [...(own.get(key) ?? []), triple])
  }
  return [
    object,
    ...[...own.values()].flatMap((triples) => lostReference(db, row, object.anchor, triples, keyOf)),
  ]
}

function lostReference(
  db: Db,
  row: Row,
  anchor: string | null,
  triples: readonly ReferenceTriple[],
  keyOf: KeyOf,
): UndoCandidate[] {
  const [source, attribute] = triples[0] as ReferenceTriple
  const holder =
    source === row.object ? { type: row.type, anchor, dn: row.key, name: row.name } : holderOf(db, source)
  if (holder === undefined) return []
  const targets = triples.map(([, , target]) => target)
  const about = { object: source, type: holder.type, operation: 'update', attribute, reference: 1 } as const
  return [
    {
      ...commonOf(row),
      change: row.id,
      wentWithDeletion: true,
      below: [],
      operation: 'update',
      object: source,
      mv: source === row.object ? row.mv : mvOf(db, source),
      type: holder.type,
      name: holder.name,
      key: holder.dn ?? holder.anchor ?? row.key,
      anchor: holder.anchor,
      attribute,
      reference: true,
      old: null,
      new: null,
      removed: targets.map((id) => ({ id, key: keyOf(id) })),
      added: [],
      given: {},
      obstacle: rulePlans(db, { ...about, system: row.system, old: null, new: JSON.stringify(targets) }),
    },
  ]
}

const commonOf = (row: Row) => ({
  system: row.system,
  object: row.object,
  mv: row.mv,
  type: row.type,
  operation: row.operation,
  attribute: row.attribute,
  old: row.old,
  new: row.new,
  risk: row.risk,
  name: row.name,
  key: row.key,
  anchor: row.anchor,
})

const mvOf = (db: Db, object: number): number | null =>
  sql<{ mv: number }>(db, 'select mv from cs_connection where object = ?').get(object)?.mv ?? null

function holderOf(
  db: Db,
  object: number,
): { type: string; anchor: string | null; dn: string | null; name: string } | undefined {
  const row = sql<{ type: string; anchor: string | null; dn: string | null; name: string | null }>(
    db,
    `select type, anchor, dn, json_extract(observed, '$.displayName') as name from cs_object where id = ? and type <> ''`,
  ).get(object)
  return row === undefined ? undefined : { ...row, name: row.name ?? row.dn ?? row.anchor ?? `#${object}` }
}

const targets = (text: string | null, keyOf: KeyOf): NamedTarget[] =>
  text === null ? [] : (JSON.parse(text) as number[]).map((id) => ({ id, key: keyOf(id) }))

type KeyOf = (object: number) => string | undefined

/** By what references name an object; undefined when it is not there, as far as is known. */
const keysOf =
  (db: Db, byAnchor: boolean): KeyOf =>
  (object) => {
    const row = sql<{ dn: string | null; anchor: string | null; gone: number }>(
      db,
      `select dn, anchor, deleted > 0 or type = '' and exists
         (select 1 from change c where c.object = cs_object.id and c.operation = 'delete' and ${wasWritten}) as gone
       from cs_object where id = ?`,
    ).get(object)
    if (row === undefined || row.gone === 1) return undefined
    return (byAnchor ? row.anchor : row.dn) ?? undefined
  }

/** The references an added object was given by us, then and since. */
function givenTo(db: Db, object: number, keyOf: KeyOf): Record<string, string[]> {
  const given: Record<string, string[]> = {}
  const rows = sql<{ attribute: string; new: string | null }>(
    db,
    `select c.attribute, c.new from change c where c.object = ? and c.reference = 1 and ${wasWritten}`,
  ).all(object)
  for (const row of rows) {
    given[row.attribute] ??= []
    given[row.attribute]?.push(...targets(row.new, keyOf).flatMap(({ key }) => key ?? []))
  }
  return given
}

const notGoneYet = (row: Row): string | null =>
  row.space === null || row.space === ''
    ? null
    : 'the deletion was not read back yet: confirm and synchronize first'

/** Rules that want an account again have planned one of their own. Rejected, it makes way for the one that comes back. */
function otherAccount(db: Db, row: Row): string | null {
  const other = sql<{ rule: string }>(
    db,
    `select rule from change where mv = ? and system = ? and type = ? and operation = 'add' and object <> ?
     and state in ('planned', 'failed') and undoes is null and decision <> 'rejected' limit 1`,
  ).get(row.mv, row.system, row.type, row.object)
  return other === undefined
    ? null
    : `"${other.rule}" plans another account in its place: approve that one instead`
}

interface Concerned {
  readonly system: number
  readonly type: string
  readonly object: number
  readonly operation: Operation
  readonly attribute: string | null
  readonly reference: number
  /** What the undo takes and gives: the other way round than it was written. */
  readonly old: string | null
  readonly new: string | null
}

/** A value for which rules have something else on the plan is decided there first. */
function rulePlans(db: Db, undo: Concerned): string | null {
  const others = sql<{ rule: string; old: string | null; new: string | null }>(
    db,
    `select rule, old, new from change where object = ? and operation = ? and attribute is ? and undoes is null
     and state in ('planned', 'failed') and decision = 'approved'`,
  ).all(undo.object, undo.operation, undo.attribute)
  const other = others.find((one) => undo.reference === 0 || referencesDisagree(db, undo, one))
  return other === undefined
    ? null
    : `a change by "${other.rule}" is approved for the same value: take the approval back or export it first`
}
