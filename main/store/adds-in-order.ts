import type { AddReferences } from './adds-with-references.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** The approved adds of one system, in the order in which an export makes them, and how far it has come. */
interface Order {
  readonly run: number
  readonly system: number
  readonly objects: readonly number[]
  next: number
}

const orders = new WeakMap<Db, Order>()

/**
 * The next objects an export may make, parents before what is below them, those left out that need references from the start. They are put in
 * order once for a run: a million of them are not sorted for each two hundred. What is approved meanwhile is for the next export.
 */
export function nextAdds(
  db: Db,
  { system, run }: { readonly system: number; readonly run: number },
  withAdd: AddReferences,
  limit: number,
): readonly number[] {
  let order = orders.get(db)
  if (order === undefined || order.run !== run || order.system !== system) {
    order = { run, system, objects: inOrder(db, system, run, withAdd), next: 0 }
    orders.set(db, order)
  }
  const taken = order.objects.slice(order.next, limit < 0 ? undefined : order.next + limit)
  order.next += taken.length
  return taken
}

const inOrder = (db: Db, system: number, run: number, withAdd: AddReferences): readonly number[] =>
  sql<{ object: number }>(
    db,
    `select c.object from change c join cs_object o on o.id = c.object
     where c.system = ? and c.state = 'planned' and c.decision = 'approved' and c.operation = 'add'
     and coalesce(c.export_run, 0) <> ? and o.type not in (select value from json_each(?))
     order by length(o.dn), c.object`,
  )
    .all(system, run, JSON.stringify([...withAdd.keys()]))
    .map(({ object }) => object)

/** What goes back on the plan has its turn in this very run. */
export const orderAnew = (db: Db): boolean => orders.delete(db)
