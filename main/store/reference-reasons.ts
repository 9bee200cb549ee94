import { keyAttribute } from '../config/computed-schema.ts'
import type { CompiledRules } from '../engine/compiled-rules.ts'
import { contributionsOf } from '../engine/contributions.ts'
import { identityMemberships, linkedWithMemberships } from '../engine/load-memberships.ts'
import { type MembershipReason, membershipReason } from '../engine/membership-reason.ts'
import { type ChangeRow, objectTitle } from './change-queries.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { environmentOn } from './sync-environment.ts'
import { SyncReader } from './sync-reader.ts'

/** Where the references of a change come from. */
export interface ReferenceReasons {
  /** Rules that give references to the attribute from objects of systems. */
  readonly contributors: readonly { readonly rule: string; readonly system: number; readonly from: string }[]
  /** What membership rules say of those who come and go; the first of them. */
  readonly members: readonly {
    readonly name: string
    readonly added: boolean
    readonly rule: string
    /** Undefined: no system holds the identity any more. */
    readonly reason: MembershipReason | undefined
  }[]
}

/** A change of a large group would be a long story: of the first ones it is told. */
const told = 20

/** Undefined for a change that is not one of references. */
export function referenceReasons(
  db: Db,
  row: ChangeRow,
  input: RulesInput & { readonly today: string },
): ReferenceReasons | undefined {
  if (row.reference !== 1 || row.mv === null) return undefined
  const store = new SyncReader(db)
  const rules = storedRules(db, input)
  const type = store.mvObjects([row.mv]).get(row.mv)?.type
  const linked = linkedWithMemberships(store, rules, [row.mv]).get(row.mv) ?? []
  const contributors = contributionsOf(linked, type, rules, input.today).flatMap(({ rule, object }) =>
    object.system === rules.computed?.system
      ? []
      : rule.references.flatMap((flow) =>
          flow.to === row.source && flow.from !== undefined
            ? [{ rule: rule.name, system: object.system, from: flow.from }]
            : [],
        ),
  )
  const groups = linked.flatMap((object) =>
    object.system === rules.computed?.system
      ? [{ rule: object.type, key: String(object.attributes[keyAttribute] ?? '') }]
      : [],
  )
  return {
    contributors,
    members:
      groups.length === 0
        ? []
        : changedMembers(row).flatMap(({ object, added }) =>
            groups.flatMap(({ rule, key }) => {
              const reason = reasonOf(db, store, rules, input, rule, key, object)
              return reason === 'not-asked' ? [] : [{ name: objectTitle(db, object), added, rule, reason }]
            }),
          ),
  }
}

const changedMembers = (row: ChangeRow): { object: number; added: boolean }[] => {
  const ids = (text: string | null): number[] => (text === null ? [] : (JSON.parse(text) as number[]))
  return [
    ...ids(row.new).map((object) => ({ object, added: true })),
    ...ids(row.old).map((object) => ({ object, added: false })),
  ].slice(0, told)
}

function reasonOf(
  db: Db,
  store: SyncReader,
  rules: CompiledRules,
  { configuration, today }: RulesInput & { readonly today: string },
  name: string,
  key: string,
  object: number,
): MembershipReason | undefined | 'not-asked' {
  const rule = rules.computed?.rules.find((one) => one.name === name)
  const source = configuration.memberships?.find((one) => one.name === name)
  if (rule === undefined || source === undefined) return 'not-asked'
  const mv = sql<{ mv: number }>(db, 'select mv from cs_connection where object = ?').get(object)?.mv
  const row = mv === undefined ? undefined : store.mvObjects([mv]).get(mv)
  if (mv === undefined || row === undefined || store.leaving([mv], []).departed.has(mv)) return undefined
  if (row.type !== rule.from) return 'not-asked'
  const memberships = identityMemberships(store, rules, [mv]).get(mv)
  return membershipReason(
    rule,
    source,
    key,
    { id: mv, attributes: row.attributes, memberships },
    environmentOn(db, today),
  )
}
