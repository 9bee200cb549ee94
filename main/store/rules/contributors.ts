import type { Attributes } from '../../../connectors/spi/value.ts'
import type { CompiledRules, OutboundRule } from '../../engine/compiled-rules.ts'
import {
  eachFlow,
  isOpen,
  outboundOutcome,
  schemaOf,
  type Wanted,
  withOutcome,
} from '../../engine/outbound-value.ts'
import type { SyncControl } from '../../engine/sync-run.ts'
import type { Db } from '../database.ts'
import { sql } from '../statement.ts'
import { type RulesInput, storedRules } from '../stored-rules.ts'
import { environmentOn } from '../sync-environment.ts'
import { SyncReader } from '../sync-reader.ts'
import { countOnce, probeIds } from './probes.ts'

export interface ContributorsInput extends RulesInput {
  readonly attribute: string
  /** Of the metaverse, or of accounts of a type in a system, by its number. */
  readonly of:
    | { readonly mvType: string }
    | { readonly mvType: string; readonly system: number; readonly type: string }
  readonly today: string
}

export interface Contributors {
  /** How many identities were looked at, and how many there are. */
  readonly looked: number
  readonly total: number
  /** How many values each rule decides. */
  readonly decided: ReadonlyMap<string, number>
}

/**
 * Which rules give an attribute its values, and how many each. Of the metaverse it is what the last synchronization noted; of accounts it is
 * worked out from the identities by the rules given.
 */
export function contributors(db: Db, input: ContributorsInput, control?: SyncControl): Contributors {
  const ids = probeIds(db, 'mv_object')
  const decided = new Map<string, number>()
  const rules = storedRules(db, input)
  const decide =
    'system' in input.of ? accountDecider(db, rules, input, input.of) : provenanceDecider(input.attribute)
  let looked = 0
  for (const row of rowsOf(db, input.of.mvType, ids)) {
    if (looked % 500 === 0 && control?.cancelled()) break
    looked++
    for (const rule of decide(row)) decided.set(rule, (decided.get(rule) ?? 0) + 1)
  }
  const total =
    ids === 'all'
      ? looked
      : countOnce(db, 'select count(*) as n from mv_object where type = ?', input.of.mvType)
  return { looked, total, decided }
}

interface Row {
  id: number
  attributes: string
  provenance: string
}

function* rowsOf(db: Db, type: string, ids: readonly number[] | 'all'): Iterable<Row> {
  const columns = 'select id, attributes, provenance from mv_object'
  if (ids === 'all') yield* sql<Row>(db, `${columns} where type = ?`).iterate(type)
  else {
    const one = sql<Row>(db, `${columns} where id = ? and type = ?`)
    for (const id of ids) {
      const row = one.get(id, type)
      if (row !== undefined) yield row
    }
  }
}

const provenanceDecider =
  (attribute: string) =>
  ({ provenance }: Row): readonly string[] =>
    (JSON.parse(provenance) as [rule: string, object: number, run: number, attributes: string[]][])
      .filter(([, , , attributes]) => attributes.includes(attribute))
      .map(([rule]) => rule)

function accountDecider(
  db: Db,
  rules: CompiledRules,
  { attribute, today }: ContributorsInput,
  of: { readonly mvType: string; readonly system: number; readonly type: string },
): (row: Row) => readonly string[] {
  const target = rules.targets
    .get(of.mvType)
    ?.find(({ system, csType }) => system.id === of.system && csType === of.type)
  if (target === undefined) return () => []
  const environment = environmentOn(db, today)
  const schema = schemaOf(target.system, target.csType)
  const reader = new SyncReader(db)
  const questions = rules.memberships.outbound
  return ({ id, attributes: text }) => {
    const attributes = JSON.parse(text) as Attributes
    const read = (name: string) => attributes[name]
    const held = questions.length === 0 ? undefined : reader.memberships('metaverse', [id], questions).get(id)
    const inScope: OutboundRule[] = target.rules.filter((rule) => rule.inScope(read, today, held))
    let wanted: Wanted | undefined
    eachFlow(inScope, (flow, rule) => {
      if (flow.to !== attribute || !isOpen(wanted)) return
      const about = { system: of.system, object: undefined, mv: id }
      // Of a value that must be free, the first one to try stands for whichever it becomes.
      const outcome =
        flow.candidates === undefined
          ? outboundOutcome(flow, read, environment, schema, about, [], () => undefined)
          : 'some value'
      wanted = withOutcome(wanted, outcome, flow, rule)
    })
    const decision = wanted as Wanted | undefined
    return decision?.value === undefined ? [] : [decision.rule.name]
  }
}
