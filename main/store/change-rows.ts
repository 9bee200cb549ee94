import { hash } from 'node:crypto'
import { parentOf } from '../../connectors/kit/dn.ts'
import type { PlannedChange } from '../engine/model.ts'
import type { Db } from './database.ts'
import { insertRows } from './insert-rows.ts'
import { sql } from './statement.ts'

export const riskRank = { low: 0, medium: 1, high: 2 } as const

interface OpenChange {
  id: number
  operation: string
  attribute: string | null
  hash: Buffer
  state: string
  decision: string
  rule: string
  source: string | null
  old: string | null
  new: string | null
}

const openColumns = 'id, operation, attribute, hash, state, decision, rule, source, old, new'

/** The 16 bytes an approval names: what is done to which object, from which value to which. */
export function changeHash(
  change: { system: number; object: number; operation: string; attribute?: string | null | undefined },
  old: string | null,
  next: string | null,
): Buffer {
  const content = `${change.system}\0${change.object}\0${change.operation}\0${change.attribute ?? ''}\0${old ?? ''}\0${next ?? ''}`
  return hash('sha256', content, 'buffer').subarray(0, 16)
}

/** What is wanted of an object: the whole of its values, or of its references. */
export interface Wanted {
  readonly object: number
  readonly changes: readonly PlannedChange[]
  /** Nothing can be pending of an object that was made a moment ago. */
  readonly isNew?: boolean
}

/**
 * Makes the pending changes of objects those that rules want now; what takes back an export is a person's, and stays. A change whose content
 * is the same keeps its row and its decision; one whose content differs is a new change and undecided. What is being written or waits to be
 * read back is left alone, and what is in doubt is not planned again.
 */
export function replaceChanges(db: Db, reference: boolean, wanted: Iterable<Wanted>, run: number): void {
  const held = sql<OpenChange>(
    db,
    `select ${openColumns} from change
     where object = ? and reference = ? and state in ('planned', 'exporting', 'failed') and undoes is null`,
  )
  const added: unknown[] = []
  for (const { object, changes, isNew } of wanted) {
    const open = isNew === true ? [] : held.all(object, reference ? 1 : 0)
    exchange(db, object, reference, open, changes, run, added)
  }
  addRows(db, added)
}

/** The same for the references of one attribute. */
export function replaceReferenceChange(
  db: Db,
  object: number,
  attribute: string,
  wanted: PlannedChange | undefined,
  run: number,
): void {
  const open = sql<OpenChange>(
    db,
    `select ${openColumns} from change
     where object = ? and attribute = ? and reference = 1 and state in ('planned', 'exporting', 'failed') and undoes is null`,
  ).all(object, attribute)
  const added: unknown[] = []
  exchange(db, object, true, open, wanted === undefined ? [] : [wanted], run, added)
  addRows(db, added)
}

/** @param added the columns of what is new, one row after the other */
function exchange(
  db: Db,
  object: number,
  reference: boolean,
  open: OpenChange[],
  wanted: readonly PlannedChange[],
  run: number,
  added: unknown[],
): void {
  for (const change of wanted) {
    const old = change.old === undefined ? null : JSON.stringify(change.old)
    const next = change.new === undefined ? null : JSON.stringify(change.new)
    const hash = changeHash(change, old, next)
    const at = open.findIndex((row) => row.hash.equals(hash))
    if (at >= 0) {
      const [same] = open.splice(at, 1) as [OpenChange]
      if (same.state === 'failed') sql(db, `update change set state = 'planned' where id = ?`).run(same.id)
      // Another rule comes to the same: whoever approved it has to know, which the export looks after.
      if (same.rule !== change.rule || same.source !== (change.from ?? null))
        sql(db, 'update change set rule = ?, source = ? where id = ?').run(
          change.rule,
          change.from ?? null,
          same.id,
        )
      continue
    }
    const approved = open.find(
      (row) =>
        row.decision === 'approved' &&
        row.operation === change.operation &&
        row.attribute === (change.attribute ?? null),
    )
    added.push(
      change.system,
      object,
      change.mv ?? null,
      change.type,
      change.operation,
      change.attribute ?? null,
      old,
      next,
      reference ? 1 : 0,
      change.rule,
      change.from ?? null,
      riskRank[change.risk],
      hash,
      patternOf(change, old, next),
      run,
      change.name,
      change.key,
      approved === undefined ? null : differenceFrom(approved, old, next),
    )
  }
  for (const row of open)
    if (row.state !== 'exporting') sql(db, 'delete from change where id = ?').run(row.id)
}

const addRows = (db: Db, added: readonly unknown[]): number =>
  insertRows(
    db,
    `insert into change
       (system, object, mv, type, operation, attribute, old, new, reference, rule, source, risk, hash, pattern, run, name, key, returned)`,
    18,
    added,
  )

/** Why the approval of another change does not cover this one. */
function differenceFrom(approved: OpenChange, old: string | null, next: string | null): string {
  const both = approved.old !== old && approved.new !== next
  if (both) return 'what the system holds and what it should hold have changed since this was approved'
  return approved.old !== old
    ? 'the system holds something else than when this was approved'
    : 'it should become something else than when this was approved'
}

/** Withdraws what rules planned that are not there any more, or speak of another system or type now. */
export function withdrawRules(
  db: Db,
  rules: readonly { readonly name: string; readonly system: number; readonly csType: string }[],
): void {
  sql(
    db,
    `delete from change where state in ('planned', 'failed') and undoes is null and not exists (
       select 1 from json_each(?) r
       where r.value ->> 0 = change.rule and r.value ->> 1 = change.system and r.value ->> 2 = change.type)`,
  ).run(JSON.stringify(rules.map((rule) => [rule.name, rule.system, rule.csType])))
}

/** Drops everything that rules planned for an object, references too. What takes back an export stays: no rule wants it. */
export function dropChanges(db: Db, object: number): void {
  sql(db, `delete from change where object = ? and state in ('planned', 'failed') and undoes is null`).run(
    object,
  )
}

const longest = 120

/** What changes that do the same have in common besides operation, attribute and rule. */
export function patternOf(
  change: Pick<PlannedChange, 'operation' | 'old' | 'new'>,
  old: string | null,
  next: string | null,
): string {
  if (change.operation === 'add' || change.operation === 'delete') return ''
  if (change.operation === 'move') return `${place(change.old)} → ${place(change.new)}`
  const text = `${old ?? ''} → ${next ?? ''}`
  return text.length <= longest ? text : hash('sha256', text, 'base64')
}

const place = (dn: PlannedChange['old']): string => (typeof dn === 'string' ? (parentOf(dn) ?? '') : '')
