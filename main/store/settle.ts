import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import { sameValue } from '../engine/same-value.ts'
import { ConfirmationLog } from './confirmation-log.ts'
import type { Db } from './database.ts'
import { addFinding } from './findings.ts'
import { unfinished } from './pending.ts'
import { sql } from './statement.ts'

export interface Settled {
  readonly confirmed: number
  readonly unconfirmed: number
}

/** What was written to a system and waits to be read back. */
export class ConfirmState {
  readonly db: Db
  readonly run: number
  readonly at: number
  readonly system: number
  readonly log: ConfirmationLog
  readonly #objects: Set<number>
  /** By object and attribute, the last one first. */
  readonly #references = new Map<string, WrittenReferences[]>()

  constructor(db: Db, system: number, run: number, at: number) {
    this.db = db
    this.run = run
    this.at = at
    this.system = system
    this.log = new ConfirmationLog(db, { run, system, at })
    this.#objects = new Set(
      sql<{ object: number }>(
        db,
        // Told by name: without it a whole table is read for the sake of being distinct.
        `select object from change indexed by change_unfinished
         where ${unfinished} and state = 'exported' and system = ?`,
      )
        .all(system)
        .map((row) => row.object),
    )
  }

  has(object: number): boolean {
    return this.#objects.has(object)
  }

  /** The waiting change that wrote this reference value. */
  writtenBy(object: number, attribute: string, target: number): WrittenReferences | undefined {
    const key = `${object} ${attribute}`
    let waiting = this.#references.get(key)
    if (waiting === undefined) {
      waiting = sql<ExportedChange & { old: string | null }>(
        this.db,
        `select id, operation, attribute, name, old, new from change
         where object = ? and attribute = ? and state = 'exported' and reference = 1 order by id desc`,
      )
        .all(object, attribute)
        .map((row) => ({ ...row, targets: new Set([...list(row.old), ...list(row.new)]), told: false }))
      this.#references.set(key, waiting)
    }
    return waiting.find((change) => change.targets.has(target))
  }

  /** The object is not in its system: what deleted it is confirmed, everything else written to it was lost. */
  gone(object: number): Settled {
    const deletions = sql<{ id: number }>(
      this.db,
      `update change set state = 'confirmed' where object = ? and state = 'exported' and operation = 'delete' returning id`,
    ).all(object)
    for (const { id } of deletions) this.log.confirmed(id)
    const lost = sql<ExportedChange>(this.db, exportedChanges).all(object)
    for (const change of lost) report(this, object, change, 'the object is not there')
    sql(this.db, 'delete from cs_unconfirmed where object = ?').run(object)
    return { confirmed: deletions.length > 0 ? 1 : 0, unconfirmed: lost.length }
  }
}

interface ExportedChange {
  id: number
  operation: string
  attribute: string | null
  name: string
  new: string | null
}

interface WrittenReferences extends ExportedChange {
  readonly targets: ReadonlySet<number>
  told: boolean
}

const list = (text: string | null): number[] => (text === null ? [] : (JSON.parse(text) as number[]))

const exportedChanges = `select id, operation, attribute, name, new from change where object = ? and state = 'exported' and reference = 0`

/** Compares what was written with what was read; every exported value is confirmed or reported. */
export function settleAttributes(
  state: ConfirmState,
  object: number,
  read: Attributes,
  dn: string | undefined,
): Settled {
  let confirmed = 0
  let unconfirmed = 0
  const tell = (change: ExportedChange, ok: boolean, why: string): void => {
    if (ok) {
      confirmed++
      sql(state.db, `update change set state = 'confirmed', error = null where id = ?`).run(change.id)
      state.log.confirmed(change.id)
    } else {
      unconfirmed++
      report(state, object, change, why)
    }
  }
  for (const change of sql<ExportedChange>(state.db, exportedChanges).all(object)) {
    if (change.operation === 'delete') tell(change, false, 'the object is still there')
    else if (change.operation === 'move') {
      const wanted = JSON.parse(change.new as string) as string
      tell(change, dn !== undefined && dnKey(dn) === dnKey(wanted), `its DN is ${dn ?? 'not known'}`)
    } else if (change.operation === 'add') {
      const image = JSON.parse(change.new as string) as { attributes: Attributes }
      const wrong = Object.keys(image.attributes).filter(
        (name) => !sameValue(image.attributes[name], read[name]),
      )
      tell(
        change,
        wrong.length === 0,
        wrong.map((name) => told(name, image.attributes[name], read[name])).join('; '),
      )
    } else {
      const wanted = change.new === null ? undefined : (JSON.parse(change.new) as Value)
      const name = change.attribute as string
      tell(change, sameValue(wanted, read[name]), told(name, wanted, read[name]))
    }
  }
  sql(state.db, 'delete from cs_unconfirmed where object = ?').run(object)
  return { confirmed, unconfirmed }
}

/**
 * One reference value that was written: confirmed when it was found (or found gone), reported when not.
 * @returns whether this settled the change: one change may carry many values
 */
export function settleReferences(
  state: ConfirmState,
  object: number,
  attribute: string,
  ok: boolean,
  target: number,
): boolean {
  const change = state.writtenBy(object, attribute, target)
  if (change === undefined) return false
  if (ok) {
    const { changes } = sql(
      state.db,
      `update change set state = 'confirmed' where id = ? and state = 'exported'`,
    ).run(change.id)
    if (changes > 0) state.log.confirmed(change.id)
    return changes > 0
  }
  const key = sql<{ key: string }>(
    state.db,
    'select coalesce(dn, anchor) as key from cs_object where id = ?',
  ).get(target)
  report(state, object, change, `${attribute} does not show ${key?.key ?? target} as written`)
  const first = !change.told
  change.told = true
  return first
}

const told = (name: string, wanted: Value | undefined, found: Value | undefined): string =>
  `${name} was written as ${wanted === undefined ? 'empty' : JSON.stringify(wanted)} and read as ${found === undefined ? 'empty' : JSON.stringify(found)}`

function report(state: ConfirmState, object: number, change: ExportedChange, why: string): void {
  sql(state.db, `update change set state = 'unconfirmed', error = ? where id = ?`).run(why, change.id)
  state.log.unconfirmed(change.id, object, change.attribute, why)
  addFinding(state.db, {
    code: 'exported-change-not-reimported',
    severity: 'warning',
    system: state.system,
    object,
    attribute: change.attribute ?? undefined,
    message: `${change.name}: ${change.operation}${change.attribute === null ? '' : ` of ${change.attribute}`} was written and not found on reading back: ${why}`,
    advice:
      'See whether the system normalises the value or something else writes it; adapt the flow or tell the other writer',
    run: state.run,
    at: state.at,
  })
}
