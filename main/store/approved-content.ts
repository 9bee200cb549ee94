import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import { sameValue } from '../engine/same-value.ts'
import type { Verdict } from '../policy/judge.ts'
import { approvalNames } from './approved-hashes.ts'
import { changeHash } from './change-rows.ts'
import type { Db } from './database.ts'
import { heldValues } from './held-values.ts'
import { referencesDisagree } from './references-disagree.ts'
import { differentPeople } from './second-person.ts'
import { sql } from './statement.ts'
import { isAside } from './step-aside.ts'

/** A change that is about to be written. */
export interface ApprovedChange {
  readonly system: number
  readonly type: string
  readonly object: number
  readonly operation: 'add' | 'update' | 'move' | 'disable' | 'delete'
  readonly attribute: string | null
  readonly old: string | null
  readonly new: string | null
  readonly reference: number
  readonly approval: number | null
  readonly first_approval: number | null
  readonly hash: Buffer
  readonly dn: string | null
  readonly undoes: number | null
}

const heldElse = 'the system holds something else than when this was approved; synchronize'

/**
 * Answers for a change why it is not what was approved, or undefined when it is: its content has the hash that the approval names, and its
 * system holds what it held then, as far as the last import can tell.
 */
export function approvedContent(
  db: Db,
): (change: ApprovedChange, verdict: Verdict | undefined) => string | undefined {
  const names = (approval: number | null, hash: Buffer): boolean =>
    approval !== null && approvalNames(db, approval, hash)
  const byTwo = ({ approval, first_approval: first }: ApprovedChange, hash: Buffer): boolean =>
    first !== null && approval !== null && names(first, hash) && differentPeople(db, first, approval)
  return (change, verdict) => {
    const hash = changeHash(change, change.old, change.new)
    if (!hash.equals(change.hash)) return 'its content is not what its hash says'
    if (!names(change.approval, hash)) return 'no approval names this change'
    if (verdict?.protected !== undefined) return `it is protected: ${verdict.protected}`
    if (verdict?.twoPeople !== undefined && !byTwo(change, hash))
      return `policy "${verdict.twoPeople}" wants a second person to approve it`
    return wantedOtherwise(db, change) ?? staleBefore(db, change)
  }
}

/** What takes back an export gives way to what the rules want of the same value, where that is approved, too. */
function wantedOtherwise(db: Db, change: ApprovedChange): string | undefined {
  if (change.undoes === null) return undefined
  const others = sql<{ rule: string; operation: string; old: string | null; new: string | null }>(
    db,
    `select rule, operation, old, new from change where object = ? and undoes is null and state = 'planned' and decision = 'approved'
     and (operation = 'delete' or operation = ? and attribute is ?)`,
  ).all(change.object, change.operation, change.attribute)
  const other = others.find(
    (one) => one.operation === 'delete' || change.reference === 0 || referencesDisagree(db, change, one),
  )
  return other === undefined
    ? undefined
    : `a change by "${other.rule}" is approved for the same value; decide which of them is to be written`
}

/** What an import has found since the plan was made, and no synchronization has looked at yet. */
function staleBefore(db: Db, change: ApprovedChange): string | undefined {
  if (change.operation === 'add') return undefined
  const row = sql<{ observed: string | null; unconfirmed: string | null; deleted: number }>(
    db,
    `select o.observed, u.attributes as unconfirmed, o.deleted from cs_object o
     join cs_work w on w.system = o.system and w.object = o.id left join cs_unconfirmed u on u.object = o.id where o.id = ?`,
  ).get(change.object)
  if (row === undefined) return undefined
  if (row.deleted > 0)
    return change.operation === 'delete'
      ? undefined
      : 'the system does not hold the object any more; synchronize'
  if (row.observed === null || change.reference === 1) return undefined
  const held = heldValues(row.observed, row.unconfirmed)
  if (steppedAside(db, change, held)) return undefined
  const same =
    change.operation === 'delete'
      ? sameImage(JSON.parse(change.old as string) as ObjectImage, held)
      : change.operation === 'move'
        ? change.dn !== null && dnKey(JSON.parse(change.old as string) as string) === dnKey(change.dn)
        : sameValue(
            change.old === null ? undefined : (JSON.parse(change.old) as Value),
            held[change.attribute as string],
          )
  return same ? undefined : heldElse
}

/** The object has the name that it was given for a moment, until this very change is written. */
const steppedAside = (
  db: Db,
  { object, attribute, operation, dn }: ApprovedChange,
  held: Attributes,
): boolean =>
  operation === 'move'
    ? isAside(db, object, 'dn', dn ?? undefined)
    : attribute !== null && isAside(db, object, attribute, held[attribute])

function sameImage(image: ObjectImage, held: Attributes): boolean {
  const names = new Set([...Object.keys(image.attributes), ...Object.keys(held)])
  return [...names].every((name) => sameValue(image.attributes[name], held[name]))
}
