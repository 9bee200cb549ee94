import type { Attributes, Value } from '../../connectors/spi/value.ts'
import type { ObjectImage, Operation, Risk } from '../engine/model.ts'
import { compilePolicies, type Judge, type Verdict } from '../policy/judge.ts'
import { BuiltInProtection } from './built-in-protection.ts'
import { activeConfiguration } from './configuration-versions.ts'
import type { Db } from './database.ts'
import { heldValues } from './held-values.ts'
import { membershipsOf } from './memberships.ts'
import { sql } from './statement.ts'

/** A pending change, as far as policies look at it. */
export interface PolicedRow {
  readonly id: number
  readonly system: number
  readonly object: number
  readonly type: string
  readonly operation: Operation
  readonly attribute: string | null
  readonly new: string | null
  readonly risk: number
}

const risks: readonly Risk[] = ['low', 'medium', 'high']

/** What stands in the connector space of one object. */
interface Held {
  readonly dn: string | undefined
  readonly attributes: Attributes
}

/** Asks the policies that are active, and the built-in protections, about pending changes, with what is known of their objects now. */
export class Policing {
  /** What its verdicts rest on besides the objects: another text, and they may be others. */
  readonly basis: string
  readonly #db: Db
  readonly #judge: Judge
  readonly #builtIn: BuiltInProtection
  readonly #names: ReadonlyMap<number, string>

  /** For many changes, who is in privileged groups is looked up beforehand. Undefined when there is nothing to ask. */
  static of(db: Db, changes: 'few' | 'many'): Policing | undefined {
    const active = activeConfiguration(db)
    if (active === undefined) return undefined
    const { workspace, policies = [] } = active.configuration
    const builtIn = new BuiltInProtection(db, workspace?.protections, changes)
    if (policies.length === 0 && !builtIn.any) return undefined
    return new Policing(db, `${active.id} ${builtIn.basis}`, compilePolicies(policies), builtIn)
  }

  private constructor(db: Db, basis: string, judge: Judge, builtIn: BuiltInProtection) {
    this.#db = db
    this.basis = basis
    this.#judge = judge
    this.#builtIn = builtIn
    this.#names = new Map(
      sql<{ id: number; name: string }>(db, 'select id, name from system')
        .all()
        .map(({ id, name }) => [id, name]),
    )
  }

  /** One verdict for each change, in order. */
  judge(rows: readonly PolicedRow[]): readonly Verdict[] {
    const memberships = this.#memberships(rows)
    const held = new Map<number, Held>()
    const heldOf = (object: number): Held => {
      let one = held.get(object)
      if (one === undefined) {
        one = heldObject(this.#db, object)
        held.set(object, one)
      }
      return one
    }
    return rows.map((row) => {
      const { dn, attributes } = row.operation === 'add' ? image(row) : heldOf(row.object)
      const read = (name: string): Value | undefined => attributes[name] ?? (name === 'dn' ? dn : undefined)
      return this.#judge({
        system: this.#names.get(row.system) ?? '',
        type: row.type,
        operation: row.operation,
        attribute: row.attribute ?? undefined,
        risk: risks[row.risk] as Risk,
        dn,
        read,
        memberships: memberships.get(row.object) ?? new Set(),
        builtIn: this.#builtIn.of(row, dn, read),
      })
    })
  }

  #memberships(rows: readonly PolicedRow[]): ReadonlyMap<number, ReadonlySet<string>> {
    const all = new Map<number, ReadonlySet<string>>()
    if (this.#judge.questions.length === 0) return all
    for (const system of new Set(rows.map((row) => row.system))) {
      const objects = [...new Set(rows.flatMap((row) => (row.system === system ? row.object : [])))]
      const found = membershipsOf(this.#db, 'connector-space', objects, this.#judge.questions, system)
      for (const [object, groups] of found) all.set(object, groups)
    }
    return all
  }
}

function image(row: PolicedRow): Held {
  const { dn, attributes } = JSON.parse(row.new as string) as ObjectImage
  return { dn, attributes }
}

/** What its system holds of an object, with what was written and is not yet read back. */
export function heldObject(db: Db, object: number): Held {
  const row = sql<{ dn: string | null; observed: string | null; unconfirmed: string | null }>(
    db,
    `select o.dn, o.observed, u.attributes as unconfirmed from cs_object o
     left join cs_unconfirmed u on u.object = o.id where o.id = ?`,
  ).get(object)
  const attributes = heldValues(row?.observed ?? null, row?.unconfirmed ?? null)
  return { dn: row?.dn ?? undefined, attributes }
}
