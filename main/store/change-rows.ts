import { hash } from 'node:crypto'
import { parentOf } from '../../connectors/kit/dn.ts'
import type { PlannedChange } from '../engine/model.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

export const riskRank = { low: 0, medium: 1, high: 2 } as const

interface OpenChange {
  id: number
  operation: string
  attribute: string | null
  hash: Buffer
  state: string
}

/** The 16 bytes an approval names: what is done to which object, from which value to which. */
export function changeHash(change: PlannedChange, old: string | null, next: string | null): Buffer {
  const content = `${change.system}\0${change.object}\0${change.operation}\0${change.attribute ?? ''}\0${old ?? ''}\0${next ?? ''}`
  return hash('sha256', content, 'buffer').subarray(0, 16)
}

/**
 * Makes the pending changes of an object those that are wanted now. A change whose content is the same keeps its row and its decision; one
 * whose content differs is a new change and undecided. What is being written or waits to be read back is left alone, and what is in doubt
 * is not planned again.
 */
export function replaceChanges(
  db: Db,
  object: number,
  reference: boolean,
  wanted: readonly PlannedChange[],
  run: number,
  known: 'new' | 'maybe',
): void {
  const open =
    known === 'new'
      ? []
      : sql<OpenChange>(
          db,
          `select id, operation, attribute, hash, state from change
           where object = ? and reference = ? and state in ('planned', 'failed', 'exporting')`,
        ).all(object, reference ? 1 : 0)
  exchange(db, object, reference, open, wanted, run)
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
    `select id, operation, attribute, hash, state from change
     where object = ? and attribute = ? and reference = 1 and state in ('planned', 'failed', 'exporting')`,
  ).all(object, attribute)
  exchange(db, object, true, open, wanted === undefined ? [] : [wanted], run)
}

function exchange(
  db: Db,
  object: number,
  reference: boolean,
  open: OpenChange[],
  wanted: readonly PlannedChange[],
  run: number,
): void {
  for (const change of wanted) {
    const old = change.old === undefined ? null : JSON.stringify(change.old)
    const next = change.new === undefined ? null : JSON.stringify(change.new)
    const hash = changeHash(change, old, next)
    const at = open.findIndex((row) => row.hash.equals(hash))
    if (at >= 0) {
      const [same] = open.splice(at, 1) as [OpenChange]
      if (same.state === 'failed') sql(db, `update change set state = 'planned' where id = ?`).run(same.id)
      continue
    }
    sql(
      db,
      `insert into change (system, object, mv, type, operation, attribute, old, new, reference, rule, source, risk, hash, pattern, run, name, key)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
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
    )
  }
  for (const row of open)
    if (row.state !== 'exporting') sql(db, 'delete from change where id = ?').run(row.id)
}

/** Withdraws what rules planned that are not there any more, or speak of another system or type now. */
export function withdrawRules(
  db: Db,
  rules: readonly { readonly name: string; readonly system: number; readonly csType: string }[],
): void {
  sql(
    db,
    `delete from change where state in ('planned', 'failed') and not exists (
       select 1 from json_each(?) r
       where r.value ->> 0 = change.rule and r.value ->> 1 = change.system and r.value ->> 2 = change.type)`,
  ).run(JSON.stringify(rules.map((rule) => [rule.name, rule.system, rule.csType])))
}

/** Drops everything planned for an object, references too. */
export function dropChanges(db: Db, object: number): void {
  sql(db, `delete from change where object = ? and state in ('planned', 'failed')`).run(object)
}

const longest = 120

/** What changes that do the same have in common besides operation, attribute and rule. */
function patternOf(change: PlannedChange, old: string | null, next: string | null): string {
  if (change.operation === 'add' || change.operation === 'delete') return ''
  if (change.operation === 'move') return `${place(change.old)} → ${place(change.new)}`
  const text = `${old ?? ''} → ${next ?? ''}`
  return text.length <= longest ? text : hash('sha256', text, 'base64')
}

const place = (dn: PlannedChange['old']): string => (typeof dn === 'string' ? (parentOf(dn) ?? '') : '')
