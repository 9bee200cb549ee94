import { createHash } from 'node:crypto'
import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { Value } from '../../connectors/spi/value.ts'
import type { WorkspaceSource } from '../config/workspace-schema.ts'
import type { Read } from '../engine/scope.ts'
import { compileMarks, isOwnAccount } from '../policy/built-in.ts'
import type { Db } from './database.ts'
import { ownAccountsSetting, registeredSystems } from './registry.ts'
import { getSetting } from './setting.ts'
import { sql } from './statement.ts'

interface SystemMarks {
  readonly privileged: ReadonlyMap<string, (read: Read) => string | undefined>
  /** Reference attributes with which groups name their members. */
  readonly membership: readonly string[]
  readonly groupTypes: readonly string[]
  readonly account: string | undefined
}

/** What is protected without a policy: privileged objects and members of privileged groups, and the accounts that we sign in with. */
export class BuiltInProtection {
  readonly #db: Db
  readonly #systems = new Map<number, SystemMarks>()
  readonly #basis: unknown[] = []
  /** Reasons of objects that were looked at as groups. */
  readonly #groups = new Map<number, string | undefined>()

  /** Of each system, who is in a privileged group, and in which; only when many are asked about. */
  readonly #members: Map<number, ReadonlyMap<number, number>> | undefined

  constructor(db: Db, protections: WorkspaceSource['protections'] | undefined, changes: 'few' | 'many') {
    this.#db = db
    this.#members = changes === 'many' ? new Map() : undefined
    const accounts =
      protections?.ownAccount === false
        ? {}
        : (JSON.parse(getSetting(db, ownAccountsSetting) ?? '{}') as Record<string, string>)
    for (const { id, name, schema } of registeredSystems(db)) {
      const marked =
        protections?.privileged === false
          ? []
          : (schema?.types ?? []).filter(({ privileged = [] }) => privileged.length > 0)
      if (marked.length === 0 && accounts[name] === undefined) continue
      this.#basis.push([id, accounts[name], marked])
      this.#systems.set(id, {
        privileged: new Map(marked.map((type) => [type.type, compileMarks(type.privileged ?? [])])),
        membership: [...new Set(marked.flatMap(memberAttributes))],
        groupTypes: marked.filter((type) => memberAttributes(type).length > 0).map(({ type }) => type),
        account: accounts[name],
      })
    }
  }

  /** A digest of what systems mark as privileged, and of the accounts. */
  get basis(): string {
    return createHash('sha256').update(JSON.stringify(this.#basis)).digest('hex')
  }

  get any(): boolean {
    return this.#systems.size > 0
  }

  /** Why an object is protected; undefined when it is not. */
  of(
    row: { readonly system: number; readonly object: number; readonly type: string },
    dn: string | undefined,
    read: Read,
  ): string | undefined {
    const marks = this.#systems.get(row.system)
    if (marks === undefined) return undefined
    if (isOwnAccount(marks.account, dn, read)) return 'it is the account that Joinery signs in with'
    return marks.privileged.get(row.type)?.(read) ?? this.#privilegedGroup(row, marks)
  }

  #privilegedGroup(row: { system: number; object: number }, marks: SystemMarks): string | undefined {
    if (marks.membership.length === 0) return undefined
    if (this.#members !== undefined) {
      const group = this.#membersOf(row.system, marks, this.#members).get(row.object)
      return group === undefined ? undefined : this.#groupReason(group, marks)
    }
    const above = sql<{ id: number }>(
      this.#db,
      `with recursive above (id) as (
         select source from cs_reference where target = :member and state <> 2 and attribute in (select value from json_each(:attributes))
         union select r.source from above a join cs_reference r on r.target = a.id
           where r.state <> 2 and r.attribute in (select value from json_each(:attributes)))
       select id from above`,
    ).all({ member: row.object, attributes: JSON.stringify(marks.membership) })
    for (const { id } of above) {
      const reason = this.#groupReason(id, marks)
      if (reason !== undefined) return reason
    }
    return undefined
  }

  /** Everybody in a privileged group of a system, from the groups downwards. */
  #membersOf(
    system: number,
    marks: SystemMarks,
    known: Map<number, ReadonlyMap<number, number>>,
  ): ReadonlyMap<number, number> {
    let members = known.get(system)
    if (members === undefined) {
      const attributes = JSON.stringify(marks.membership)
      const groups = sql<{ id: number }>(
        this.#db,
        `select id from cs_object where system = ? and deleted = 0 and observed is not null
         and type in (select value from json_each(?))`,
      ).all(system, JSON.stringify([...marks.groupTypes]))
      const found = new Map<number, number>()
      const below = sql<{ id: number }>(
        this.#db,
        `with recursive below (id) as (
           select target from cs_reference where source = :group and state <> 2 and attribute in (select value from json_each(:attributes))
           union select r.target from below b join cs_reference r on r.source = b.id
             where r.state <> 2 and r.attribute in (select value from json_each(:attributes)))
         select id from below`,
      )
      for (const { id: group } of groups)
        if (this.#groupReason(group, marks) !== undefined)
          for (const { id } of below.all({ group, attributes })) if (!found.has(id)) found.set(id, group)
      members = found
      known.set(system, members)
    }
    return members
  }

  #groupReason(group: number, marks: SystemMarks): string | undefined {
    if (!this.#groups.has(group)) {
      const row = sql<{ type: string; dn: string | null; anchor: string | null; observed: string | null }>(
        this.#db,
        'select type, dn, anchor, observed from cs_object where id = ? and deleted = 0',
      ).get(group)
      const attributes = row?.observed == null ? {} : (JSON.parse(row.observed) as Record<string, Value>)
      const why = row === undefined ? undefined : marks.privileged.get(row.type)?.((name) => attributes[name])
      this.#groups.set(
        group,
        why === undefined ? undefined : `it is a member of ${row?.dn ?? row?.anchor}: ${why}`,
      )
    }
    return this.#groups.get(group)
  }
}

function memberAttributes({ attributes }: ObjectSchema): string[] {
  return Object.entries(attributes)
    .filter(
      ([, schema]) => schema.type === 'reference' && schema.multi === true && schema.writable !== 'never',
    )
    .map(([name]) => name)
}
