import type { AddReferences } from './adds-with-references.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

type Phase = 'add' | 'delete'

/** Approved adds or deletions of one system, in the order in which an export writes them, and how far it has come. */
interface Order {
  readonly run: number
  readonly system: number
  readonly phase: Phase
  readonly objects: readonly number[]
  next: number
}

const orders = new WeakMap<Db, Order>()

/**
 * The next objects an export may make or delete: parents are made before what is below them and deleted after it; those that need references
 * from the start are left out. They are put in order once for a run: a million of them are not sorted for each two hundred. What is
 * approved meanwhile is for the next export.
 */
export function nextInOrder(
  db: Db,
  { system, run }: { readonly system: number; readonly run: number },
  phase: Phase,
  withAdd: AddReferences,
  limit: number,
): readonly number[] {
  let order = orders.get(db)
  if (order?.run !== run || order.system !== system || order.phase !== phase) {
    order = { run, system, phase, objects: inOrder(db, system, run, phase, withAdd), next: 0 }
    orders.set(db, order)
  }
  const taken = order.objects.slice(order.next, limit < 0 ? undefined : order.next + limit)
  order.next += taken.length
  return taken
}

/** What goes back on the plan has its turn in this very run. */
export const orderAnew = (db: Db): boolean => orders.delete(db)

const inOrder = (
  db: Db,
  system: number,
  run: number,
  phase: Phase,
  withAdd: AddReferences,
): readonly number[] =>
  sql<{ object: number }>(
    db,
    `select c.object from change c join cs_object o on o.id = c.object
     where c.system = ? and c.state = 'planned' and c.decision = 'approved' and coalesce(c.export_run, 0) <> ?
     and ${phase === 'add' ? `c.operation = 'add'` : `c.operation = 'delete' and o.anchor is not null`}
     and c.type not in (select value from json_each(?))
     order by length(o.dn) ${phase === 'add' ? '' : 'desc'}, c.object`,
  )
    .all(system, run, JSON.stringify([...withAdd.keys()]))
    .map(({ object }) => object)
