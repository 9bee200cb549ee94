import { type Db, durably } from './database.ts'
import { type ChangeRow, type ExportRequest, type StepAside, toRequest } from './export-request.ts'
import { orderAnew } from './objects-in-order.ts'
import { unfinished } from './pending.ts'
import { sql } from './statement.ts'
import { forgetAside, uncertainAsides } from './step-aside.ts'

/** References that were part of an add are in doubt with it. */
const doubtfulKind = `case when c.operation = 'delete' then 'delete'
  when c.operation = 'add' or exists (
    select 1 from change a where a.object = c.object and a.operation = 'add' and a.state = 'exporting') then 'add'
  else 'update' end`

/** Writes whose outcome nobody knows: the program ended between intent and result. */
export function uncertainExports(
  db: Db,
  input: { system: number; referenceKey: 'anchor' | 'dn' },
): ExportRequest[] {
  const objects = sql<{ object: number; kind: string }>(
    db,
    `select distinct c.object, ${doubtfulKind} as kind
     from change c join cs_object o on o.id = c.object where c.${unfinished} and c.state = 'exporting' and c.system = ? order by c.object`,
  ).all(input.system)
  const written = objects.map(({ object, kind }) => {
    const rows = sql<ChangeRow>(
      db,
      `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object where c.object = ? and c.state = 'exporting'
       and ${doubtfulKind} = ? order by c.operation <> 'add', c.id`,
    ).all(object, kind)
    return { request: toRequest(db, rows, { run: 0, ...input }), changes: rows.map((row) => row.id) }
  })
  return [...uncertainAsides(db, input.system), ...written]
}

/** Puts changes that turned out not to be written back on the plan, still approved. */
export function returnToPlan(
  db: Db,
  input: { changes: readonly number[]; aside?: StepAside | undefined },
): void {
  durably(db, () => {
    if (input.aside !== undefined) {
      forgetAside(db, input.aside.object, 'intended')
      return
    }
    orderAnew(db)
    for (const id of input.changes)
      sql(
        db,
        `update change set state = 'planned', export_run = null where id = ? and state = 'exporting'`,
      ).run(id)
  })
}

/** Objects that were written to and not read back yet. */
export function unconfirmedObjects(
  db: Db,
  input: { system: number; after: number; limit: number },
): { object: number; type: string; anchor: string }[] {
  return sql<{ object: number; type: string; anchor: string }>(
    db,
    `select distinct c.object, o.type, o.anchor from change c join cs_object o on o.id = c.object
     where c.${unfinished} and c.state = 'exported' and c.system = ? and o.anchor is not null and c.object > ? order by c.object limit ?`,
  ).all(input.system, input.after, input.limit)
}
