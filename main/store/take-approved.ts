import { approvedContent } from './approved-content.ts'
import { type Db, durably } from './database.ts'
import { beforeOf, type ChangeRow, type ExportRequest, referenceKeyOf, toRequest } from './export-request.ts'
import { Policing } from './policing.ts'
import { auditReturned, returnToReview } from './returned-changes.ts'
import { sql } from './statement.ts'

type ExportPhase = 'add' | 'update' | 'delete'

const phaseCondition = {
  add: `c.operation = 'add'`,
  update: `c.operation in ('update', 'move', 'disable') and o.anchor is not null`,
  delete: `c.operation = 'delete' and o.anchor is not null`,
} as const

/**
 * Takes the next approved changes off the plan, whole objects at a time, and records the intent to write them: from here on, a crash leaves
 * them `exporting` and the next export finds out whether they were written. Only approved changes are ever taken, and only as they were
 * approved: one that differs goes back into review with the reason. `done` is true when there is nothing more to take.
 */
export function takeApproved(
  db: Db,
  input: {
    system: number
    phase: ExportPhase
    limit: number
    run: number
    referenceKey: 'anchor' | 'dn'
    author: string
    at: number
  },
): { requests: ExportRequest[]; returned: number; done: boolean } {
  return durably(db, () => {
    const returned: { id: number; reason: string }[] = []
    const deviation = approvedContent(db)
    const policing = Policing.of(db, 'few')
    const objects = sql<{ object: number }>(
      db,
      `select distinct c.object from change c join cs_object o on o.id = c.object
       where c.system = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[input.phase]}
       and coalesce(c.export_run, 0) <> ?
       order by ${input.phase === 'add' ? 'length(o.dn), c.object' : 'c.object'} limit ?`,
    ).all(input.system, input.run, input.limit)
    const taken = objects.map(({ object }) =>
      sql<ChangeRow>(
        db,
        `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
         where c.object = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[input.phase]} order by c.id`,
      ).all(object),
    )
    const all = taken.flat()
    // Asked at the last moment: the object may have become privileged since it was planned.
    const verdicts = policing?.judge(all)
    all.forEach((row, index) => {
      const reason = deviation(row, verdicts?.[index])
      if (reason === undefined) return
      returnToReview(db, row.id, reason)
      returned.push({ id: row.id, reason })
    })
    const differing = new Set(returned.map(({ id }) => id))
    const moving = new Set(taken.flat().flatMap((row) => (row.operation === 'move' ? row.object : [])))
    const requests: ExportRequest[] = []
    for (const rowsOfObject of taken) {
      const approved = rowsOfObject.filter((row) => !differing.has(row.id))
      // A reference by DN to what moves in this very batch waits for the next, when the new DN is known.
      const rows =
        input.referenceKey === 'dn' && moving.size > 0
          ? approved.filter((row) => !namesAny(row, moving))
          : approved
      const ready = rows.filter((row) => row.reference === 0 || targetsExist(db, row, input.referenceKey))
      for (const row of rows)
        if (!ready.includes(row))
          sql(db, 'update change set export_run = ? where id = ?').run(input.run, row.id)
      if (ready.length === 0) continue
      for (const row of ready)
        sql(db, `update change set state = 'exporting', export_run = ? where id = ?`).run(input.run, row.id)
      requests.push({
        request: toRequest(db, ready, input),
        changes: ready.map((row) => row.id),
        ...beforeOf(db, ready),
      })
    }
    auditReturned(db, { at: input.at, author: input.author, changes: returned })
    return { requests, returned: returned.length, done: objects.length === 0 }
  })
}

const namesAny = (row: ChangeRow, objects: ReadonlySet<number>): boolean =>
  row.reference === 1 &&
  [row.old, row.new].some(
    (text) => text !== null && (JSON.parse(text) as number[]).some((target) => objects.has(target)),
  )

/** A reference can be written once its target is there. */
function targetsExist(db: Db, row: ChangeRow, referenceKey: 'anchor' | 'dn'): boolean {
  const added = row.new === null ? [] : (JSON.parse(row.new) as number[])
  return added.every((target) => referenceKeyOf(db, target, referenceKey) !== undefined)
}
