import { AddsThatWait } from './adds-that-wait.ts'
import { type AddReferences, addReferencesOf, addsInTurn, tellWaitingAdds } from './adds-with-references.ts'
import { approvedContent } from './approved-content.ts'
import { appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import {
  beforeOf,
  type ChangeRow,
  type ExportRequest,
  referenceKeyOf,
  targetsExist,
  toRequest,
} from './export-request.ts'
import { idRanges } from './id-ranges.ts'
import { type NameInTheWay, Names } from './names-in-the-way.ts'
import { nextInOrder } from './objects-in-order.ts'
import { Policing } from './policing.ts'
import { auditReturned, returnToReview } from './returned-changes.ts'
import { sql } from './statement.ts'
import { anyAside, nameByName, readyName, stepAside, whoGivesWay } from './step-aside.ts'

/** `late add`: adds that waited for what the other changes of the same export give up. */
type ExportPhase = 'add' | 'update' | 'delete' | 'late add'

const phaseCondition = {
  add: `c.operation = 'add'`,
  'late add': `c.operation = 'add'`,
  update: `c.operation in ('update', 'move', 'disable') and o.anchor is not null`,
  delete: `c.operation = 'delete' and o.anchor is not null`,
} as const

export interface TakeInput {
  readonly system: number
  readonly phase: ExportPhase
  readonly limit: number
  readonly run: number
  readonly referenceKey: 'anchor' | 'dn'
  readonly referencesInAdd: boolean
  readonly author: string
  readonly at: number
}

/** What an export is to write next; `done`: there is nothing more to take in this phase. */
export interface Taken {
  readonly requests: readonly ExportRequest[]
  /** How many changes went back into review instead. */
  readonly returned: number
  readonly done: boolean
}

/**
 * Takes the next approved changes off the plan, whole objects at a time, and records the intent to write them: from here on, a crash leaves
 * them `exporting` and the next export finds out whether they were written. Only approved changes are ever taken, and only as they were
 * approved: one that differs goes back into review with the reason. An object whose new name another one is about to give up waits for it;
 * where all wait, one of them steps aside.
 */
export function takeApproved(db: Db, input: TakeInput): Taken {
  return durably(db, () => {
    const withAdd =
      isAdd(input.phase) && input.referencesInAdd ? addReferencesOf(db, input.system) : noReferences
    const first = free(db, input, withAdd, input.limit)
    const { waiting } = first
    let { taken } = first
    if (input.phase === 'late add' && taken.length > 0) lookAgainAtReferences(db, input.run)
    if (taken.length === 0 && waiting.size >= input.limit) {
      // None of the first may go yet: somebody behind them may.
      const all = free(db, input, withAdd, -1)
      taken.push(...all.taken.slice(0, input.limit))
      for (const [object, names] of all.waiting) waiting.set(object, names)
    }
    const gives = taken.length === 0 ? whoGivesWay(waiting) : undefined
    if (gives !== undefined) {
      const rows = approvedOf(db, gives.object, input.phase, withAdd)
      const returned = returnDiffering(db, rows, input)
      // Who is not approved any more gives up nothing; the others look again at whom they wait for.
      if (returned.size > 0) return { requests: [], returned: returned.size, done: false }
      const ready = readyName(rows, gives.attributes, new Names(db, input.system))
      if (ready === undefined)
        return { requests: [stepAside(db, rows, gives.attributes)], returned: 0, done: false }
      taken.push([ready])
    } else if (input.phase === 'update' && anyAside(db, input.system)) {
      const names = new Names(db, input.system)
      taken = taken.map((rows) => nameByName(rows, names))
    }
    const returned = returnDiffering(db, taken.flat(), input)
    const moving = new Set(taken.flat().flatMap((row) => (row.operation === 'move' ? row.object : [])))
    const requests: ExportRequest[] = []
    for (const rowsOfObject of taken) {
      const approved = rowsOfObject.filter((row) => !returned.has(row.id))
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
    auditIntent(db, input, requests)
    return { requests, returned: returned.size, done: taken.length === 0 }
  })
}

/** An entry for each batch: what a crash leaves in doubt was begun by somebody, at some time. */
function auditIntent(db: Db, { run, system, author, at }: TakeInput, requests: readonly ExportRequest[]) {
  if (requests.length === 0) return
  const changes = idRanges(requests.flatMap((request) => request.changes))
  appendAudit(db, [{ at, author, event: 'write-begun', details: { run, system, changes } }])
}

/** Puts what is not what was approved back into review. @returns the changes concerned */
function returnDiffering(
  db: Db,
  rows: readonly ChangeRow[],
  { at, author }: Pick<TakeInput, 'at' | 'author'>,
): ReadonlySet<number> {
  const deviation = approvedContent(db)
  // Asked at the last moment: the object may have become privileged since it was planned.
  const verdicts = Policing.of(db, 'few')?.judge(rows)
  const changes = rows.flatMap((row, index) => {
    const reason = deviation(row, verdicts?.[index])
    return reason === undefined ? [] : [{ id: row.id, reason }]
  })
  for (const { id, reason } of changes) returnToReview(db, id, reason)
  auditReturned(db, { at, author, changes })
  return new Set(changes.map(({ id }) => id))
}

/** Of the first objects with approved changes, those that may be written now, and those that wait for a name another one still has. */
function free(
  db: Db,
  input: TakeInput,
  withAdd: AddReferences,
  limit: number,
): { taken: ChangeRow[][]; waiting: Map<number, readonly NameInTheWay[]> } {
  if (input.phase === 'add') return { taken: freeAdds(db, input, withAdd, limit), waiting: new Map() }
  const names = input.phase === 'update' ? new Names(db, input.system) : undefined
  const waiting = new Map<number, readonly NameInTheWay[]>()
  const taken: ChangeRow[][] = []
  for (const object of nextObjects(db, input, withAdd, limit)) {
    const rows = approvedOf(db, object, input.phase, withAdd)
    const inTheWay = names?.inTheWay(rows) ?? []
    if (inTheWay.length > 0) waiting.set(object, inTheWay)
    else taken.push(rows)
  }
  return { taken, waiting }
}

/** The next adds that need not wait for the other changes of the export. */
function freeAdds(db: Db, input: TakeInput, withAdd: AddReferences, limit: number): ChangeRow[][] {
  const adds = AddsThatWait.of(db, input)
  const ready = (objects: readonly number[]): ChangeRow[][] =>
    objects.map((object) => approvedOf(db, object, input.phase, withAdd)).filter((rows) => !adds.waits(rows))
  for (;;) {
    const objects = nextInOrder(db, input, 'add', withAdd, limit)
    const taken = ready(objects)
    if (taken.length > 0) return taken
    if (objects.length === 0) return withAdd.size === 0 ? [] : ready(inTurn(db, input, withAdd))
  }
}

/** References to what was made late are written after all, in this very run. */
const lookAgainAtReferences = (db: Db, run: number): void => {
  sql(
    db,
    `update change set export_run = null where export_run = ? and reference = 1 and state = 'planned'`,
  ).run(run)
}

const isAdd = (phase: ExportPhase): boolean => phase === 'add' || phase === 'late add'

/** Objects that need references from the start come after those that they may refer to, and each other in turn. */
function nextObjects(db: Db, input: TakeInput, withAdd: AddReferences, limit: number): readonly number[] {
  if (input.phase === 'update')
    return sql<{ object: number }>(
      db,
      `select distinct c.object from change c join cs_object o on o.id = c.object
       where c.system = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition.update}
       and coalesce(c.export_run, 0) <> ? order by c.object limit ?`,
    )
      .all(input.system, input.run, limit)
      .map(({ object }) => object)
  const objects = nextInOrder(db, input, input.phase === 'delete' ? 'delete' : 'add', withAdd, limit)
  return objects.length > 0 || withAdd.size === 0 ? objects : inTurn(db, input, withAdd)
}

const inTurn = (db: Db, input: TakeInput, withAdd: AddReferences): readonly number[] =>
  addsInTurn(db, input, withAdd, (target) => referenceKeyOf(db, target, input.referenceKey) !== undefined)

/** The approved changes of an object that a phase writes; of an add the references it needs as well. */
function approvedOf(db: Db, object: number, phase: ExportPhase, withAdd: AddReferences): ChangeRow[] {
  const rows = sql<ChangeRow>(
    db,
    `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
     where c.object = ? and c.state = 'planned' and c.decision = 'approved' and ${phaseCondition[phase]} order by c.id`,
  ).all(object)
  const [first] = rows
  const needed = first === undefined ? undefined : withAdd.get(first.type)
  if (needed === undefined) return rows
  return [
    ...rows,
    ...sql<ChangeRow>(
      db,
      `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
       where c.object = ? and c.state = 'planned' and c.decision = 'approved' and c.reference = 1
       and c.attribute in (select value from json_each(?)) order by c.id`,
    ).all(object, JSON.stringify(needed)),
  ]
}

const noReferences: AddReferences = new Map()

/** Says of the adds that a run could not begin what they wait for. */
export function noteWaitingAdds(
  db: Db,
  input: Pick<TakeInput, 'system' | 'run' | 'referenceKey' | 'referencesInAdd'> & { readonly at: number },
): void {
  const withAdd = input.referencesInAdd ? addReferencesOf(db, input.system) : noReferences
  db.transaction(() =>
    tellWaitingAdds(
      db,
      input,
      withAdd,
      (target) => referenceKeyOf(db, target, input.referenceKey) !== undefined,
    ),
  )()
}

const namesAny = (row: ChangeRow, objects: ReadonlySet<number>): boolean =>
  row.reference === 1 &&
  [row.old, row.new].some(
    (text) => text !== null && (JSON.parse(text) as number[]).some((target) => objects.has(target)),
  )
