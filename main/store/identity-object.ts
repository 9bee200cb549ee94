import type { Value } from '../../connectors/spi/value.ts'
import { candidatesOf } from '../engine/attributes.ts'
import { type Contribution, contributionsOf } from '../engine/contributions.ts'
import { identityName, objectName } from '../engine/display.ts'
import { linkedWithMemberships } from '../engine/load-memberships.ts'
import type { CsObject } from '../engine/model.ts'
import { type ChangeView, changesOnTheWay } from './change-queries.ts'
import type { Db } from './database.ts'
import { identityTitle } from './identity-title.ts'
import { joinedHow } from './joined-how.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { environmentOn } from './sync-environment.ts'
import { SyncReader } from './sync-reader.ts'

/** Who gave a value, or offered one. */
export interface Giver {
  readonly system: number
  readonly object: number
  readonly rule: string
  readonly precedence: number
}

export interface IdentityValue {
  readonly attribute: string
  readonly value: Value | null
  /** Of references: the first identities, and how many there are. */
  readonly references: {
    readonly count: number
    readonly first: readonly { id: number; name: string }[]
  } | null
  readonly from: readonly Giver[]
  readonly losers: readonly (Giver & { readonly value: Value })[]
}

export interface IdentityRecord {
  readonly object: number
  readonly system: number
  readonly type: string
  readonly name: string
  readonly anchor: string | null
  readonly dn: string | null
  readonly kind: 'projected' | 'joined' | 'provisioned'
  readonly rule: string
  /** The first group of join conditions that holds now: `mail equals email`; which of how many. */
  readonly match: { readonly words: string; readonly group: number; readonly groups: number } | null
  readonly run: number | null
  readonly session: number | null
  readonly at: number | null
  /** Planned and never written; gone from its system. */
  readonly unborn: boolean
  readonly gone: boolean
  readonly pending: number
}

export interface IdentityView {
  readonly id: number
  readonly type: string
  readonly name: string
  /** Of the same type, in the order in which they came. */
  readonly previous: number | null
  readonly next: number | null
  readonly values: readonly IdentityValue[]
  readonly records: readonly IdentityRecord[]
  readonly changes: readonly ChangeView[]
  readonly findings: readonly string[]
}

/** Of more references than these the others are counted. */
const namedReferences = 3

/** An identity with where each value comes from, who lost, what is linked to it, and what waits to be written. */
export function identityObject(
  db: Db,
  input: RulesInput & { readonly id: number; readonly today: string },
): IdentityView | undefined {
  const { id } = input
  const rules = storedRules(db, input)
  const reader = new SyncReader(db)
  const row = reader.mvObjects([id]).get(id)
  if (row === undefined) return undefined
  const linked = linkedWithMemberships(reader, rules, [id]).get(id) ?? []
  const environment = environmentOn(db, input.today)
  const systemOf = new Map(linked.map((object) => [object.id, object.system]))
  const givers = winnersOf(row.provenance, systemOf, rules.precedence)
  const candidates = candidatesOf(linked, row.type, rules, environment)
  const contributions = contributionsOf(linked, row.type, rules, environment.today)
  const names = (rules.types.get(row.type)?.attributes ?? []).map(([name]) => name)
  const references = referencesFrom(db, id)
  const changes = linked
    .flatMap((object) => changesOnTheWay(db, object.id))
    .filter(({ state }) => state !== 'exported')
  return {
    id,
    type: row.type,
    name: identityName(row, rules),
    ...neighboursOf(db, row.type, id),
    values: [...new Set([...names, ...Object.keys(row.attributes), ...references.keys()])].flatMap(
      (attribute): IdentityValue[] => {
        const refers = references.get(attribute)
        const value = row.attributes[attribute]
        const from = refers ? referenceGivers(db, attribute, contributions) : (givers.get(attribute) ?? [])
        const losers = candidates.filter(
          (one) =>
            one.attribute === attribute &&
            !from.some(({ object, rule }) => object === one.object && rule === one.rule),
        )
        if (value === undefined && refers === undefined && losers.length === 0) return []
        return [
          {
            attribute,
            value: value ?? null,
            references:
              refers === undefined ? null : { count: refers, first: namesOf(db, id, attribute, input) },
            from,
            losers,
          },
        ]
      },
    ),
    records: linked.map((object) => recordOf(db, object, row.attributes, rules)),
    changes,
    findings: sql<{ message: string }>(db, 'select message from finding where mv = ? order by id limit 20')
      .all(id)
      .map(({ message }) => message),
  }
}

function neighboursOf(db: Db, type: string, id: number): Pick<IdentityView, 'previous' | 'next'> {
  const one = (text: string): number | null => sql<{ id: number | null }>(db, text).get(type, id)?.id ?? null
  return {
    previous: one('select max(id) as id from mv_object indexed by mv_object_type where type = ? and id < ?'),
    next: one('select min(id) as id from mv_object indexed by mv_object_type where type = ? and id > ?'),
  }
}

/** By attribute, what the stored provenance says. */
function winnersOf(
  provenance: string,
  systemOf: ReadonlyMap<number, number>,
  precedence: ReadonlyMap<string, number>,
): ReadonlyMap<string, Giver[]> {
  const winners = new Map<string, Giver[]>()
  for (const [rule, object, , attributes] of JSON.parse(provenance) as [string, number, number, string[]][])
    for (const attribute of attributes) {
      const system = systemOf.get(object)
      if (system === undefined) continue
      const giver = { system, object, rule, precedence: precedence.get(rule) ?? 0 }
      winners.set(attribute, [...(winners.get(attribute) ?? []), giver])
    }
  return winners
}

function referencesFrom(db: Db, id: number): ReadonlyMap<string, number> {
  return new Map(
    sql<{ attribute: string; n: number }>(
      db,
      'select attribute, count(*) as n from mv_reference where source = ? group by attribute',
    )
      .all(id)
      .map(({ attribute, n }) => [attribute, n]),
  )
}

const namesOf = (db: Db, id: number, attribute: string, input: RulesInput): { id: number; name: string }[] =>
  sql<{ target: number }>(
    db,
    `select target from mv_reference where source = ? and attribute = ? order by target limit ${namedReferences}`,
  )
    .all(id, attribute)
    .map(({ target }) => ({ id: target, name: identityTitle(db, target, storedRules(db, input)) }))

/** References come from the first record in the order of precedence that has some. */
function referenceGivers(db: Db, attribute: string, contributions: readonly Contribution[]): Giver[] {
  const has = sql(db, 'select 1 from cs_reference where source = ? and attribute = ? and state <> 2 limit 1')
  for (const { rule, object } of contributions)
    for (const flow of rule.references)
      if (flow.to === attribute && flow.from !== undefined && has.get(object.id, flow.from) !== undefined)
        return [{ system: object.system, object: object.id, rule: rule.name, precedence: flow.precedence }]
  return []
}

function recordOf(
  db: Db,
  object: CsObject,
  attributes: Parameters<typeof joinedHow>[1],
  rules: ReturnType<typeof storedRules>,
): IdentityRecord {
  const link = sql<{
    kind: IdentityRecord['kind']
    rule: string
    run: number | null
    session: number | null
    at: number | null
    pending: number
  }>(
    db,
    `select c.kind, c.rule, c.run, r.session, coalesce(r.ended, r.started) as at,
       (select count(*) from change x where x.object = c.object and x.state in ('planned', 'exporting', 'failed')) as pending
     from cs_connection c left join run r on r.id = c.run where c.object = ?`,
  ).get(object.id)
  return {
    object: object.id,
    system: object.system,
    type: object.type,
    name: objectName(object, rules),
    anchor: object.anchor ?? null,
    dn: object.dn ?? null,
    kind: link?.kind ?? 'joined',
    rule: link?.rule ?? '',
    match: link?.kind === 'joined' ? joinedHow(object, attributes, rules, link.rule) : null,
    run: link?.run ?? null,
    session: link?.session ?? null,
    at: link?.at ?? null,
    unborn: object.unborn,
    gone: object.deleted,
    pending: link?.pending ?? 0,
  }
}
