import { objectTitle } from './change-queries.ts'
import type { Db } from './database.ts'
import { addFinding } from './findings.ts'
import { systemTitle } from './registry.ts'
import { sql } from './statement.ts'
import { storedSchema } from './stored-schema.ts'

/**
 * References are written after the objects, but for those that an object cannot be made without: a group that needs an owner, an entry whose
 * class demands a member. Such an object is made when all its targets are there, with these references.
 */

/** Reference attributes that are part of an add, by object type: the system refuses an object without them, or takes them only then. */
export type AddReferences = ReadonlyMap<string, readonly string[]>

export function addReferencesOf(db: Db, system: number): AddReferences {
  return new Map(
    (storedSchema(db, system)?.types ?? []).flatMap(({ type, attributes }) => {
      const needed = Object.entries(attributes).flatMap(([name, one]) =>
        one.type === 'reference' && (one.writable === 'create' || (one.required && one.writable !== 'never'))
          ? [name]
          : [],
      )
      return needed.length === 0 ? [] : [[type, needed] as const]
    }),
  )
}

interface WaitingAdd {
  readonly object: number
  readonly type: string
  readonly name: string
}

/** Approved adds of these types that this run has not tried, parents before what is below them. */
const waiting = (db: Db, system: number, run: number, types: AddReferences): WaitingAdd[] =>
  sql<WaitingAdd>(
    db,
    `select c.object, c.type, c.name from change c join cs_object o on o.id = c.object
     where c.system = ? and c.state = 'planned' and c.decision = 'approved' and c.operation = 'add'
     and coalesce(c.export_run, 0) <> ? and c.type in (select value from json_each(?)) order by length(o.dn), c.object`,
  ).all(system, run, JSON.stringify([...types.keys()]))

/** Those of them whose references can be written with them, at most `limit`. */
export function addsInTurn(
  db: Db,
  input: { system: number; run: number; limit: number },
  types: AddReferences,
  isThere: (object: number) => boolean,
): number[] {
  const ready: number[] = []
  for (const add of waiting(db, input.system, input.run, types)) {
    if (missing(db, add, types, isThere).length > 0) continue
    ready.push(add.object)
    if (ready.length === input.limit) break
  }
  return ready
}

interface Missing {
  readonly attribute: string
  /** Undefined: the reference itself is not approved. */
  readonly target: number | undefined
}

/** What an add waits for. An attribute for which nothing is planned is not waited for: the system says what it thinks of that. */
function missing(
  db: Db,
  { object, type }: WaitingAdd,
  types: AddReferences,
  isThere: (object: number) => boolean,
): Missing[] {
  const planned = sql<{ new: string | null; decision: string }>(
    db,
    `select new, decision from change where object = ? and attribute = ? and reference = 1 and state in ('planned', 'failed')`,
  )
  return (types.get(type) ?? []).flatMap((attribute): Missing[] =>
    planned.all(object, attribute).flatMap((row): Missing[] => {
      if (row.decision !== 'approved') return [{ attribute, target: undefined }]
      const targets = row.new === null ? [] : (JSON.parse(row.new) as number[])
      return targets.filter((target) => !isThere(target)).map((target) => ({ attribute, target }))
    }),
  )
}

const code = 'export-waits'

/** After the adds of a run: says of those that still wait for others why they do, in place of what was said before. */
export function tellWaitingAdds(
  db: Db,
  input: { system: number; run: number; at: number },
  types: AddReferences,
  isThere: (object: number) => boolean,
): void {
  sql(db, 'delete from finding where system = ? and code = ?').run(input.system, code)
  if (types.size === 0) return
  const title = systemTitle(db, input.system)
  const adds = waiting(db, input.system, input.run, types).map((add) => ({
    ...add,
    needs: missing(db, add, types, isThere),
  }))
  const needs = new Map(
    adds.map((add) => [add.object, add.needs.flatMap(({ target }) => target ?? [])] as const),
  )
  for (const add of adds) {
    const [first] = add.needs
    if (first === undefined) continue
    const inTurn = add.needs.find(({ target }) => target !== undefined && reaches(target, add.object, needs))
    addFinding(db, {
      code,
      severity: 'warning',
      system: input.system,
      object: add.object,
      attribute: (inTurn ?? first).attribute,
      run: input.run,
      at: input.at,
      ...(inTurn?.target === undefined
        ? said(db, title, add, first)
        : saidOfCycle(db, title, add, inTurn.attribute, inTurn.target)),
    })
  }
}

function said(
  db: Db,
  title: string,
  add: WaitingAdd,
  { attribute, target }: Missing,
): { message: string; advice: string } {
  const message = `${add.name} is not made yet: ${title} wants ${attribute} from the start, and`
  if (target === undefined)
    return {
      message: `${message} that change is not approved`,
      advice: `Approve the change of ${attribute} as well; the next export makes both`,
    }
  const name = objectTitle(db, target)
  return {
    message: `${message} ${name} is not there`,
    advice: `Approve ${name} as well, or see why it was not written; the next export goes on with it`,
  }
}

const saidOfCycle = (
  db: Db,
  title: string,
  add: WaitingAdd,
  attribute: string,
  target: number,
): { message: string; advice: string } => ({
  message: `${add.name} cannot be made: ${title} wants ${attribute} from the start, and ${objectTitle(db, target)} needs it in turn`,
  advice: `Make one of them in ${title} itself, with somebody else as ${attribute}; after the next import the rest is written`,
})

/** Whether what `from` needs, and what that needs, leads to `to`. */
function reaches(from: number, to: number, needs: ReadonlyMap<number, readonly number[]>): boolean {
  const seen = new Set<number>()
  const open = [from]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(needs.get(next) ?? []))
  }
  return false
}
