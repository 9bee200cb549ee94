import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attributes, Value } from '../../../connectors/spi/value.ts'
import type { Configuration } from '../../../main/config/load.ts'
import { metaverseAttributeSchema } from '../../../main/config/workspace-schema.ts'
import { peopleConfiguration, type SystemName, systemNames } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, company, edits, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

/** What one rule says of the two attributes the rule sets differ in: one value, and a list that may be merged. */
interface Saying {
  readonly precedence: number | undefined
  readonly authoritativeNull: boolean
}
interface RuleSet {
  readonly merge: 'update' | 'replace' | 'merge' | 'merge-case-insensitive'
  readonly hr: Saying
  readonly contractors: Saying
  readonly ad: Saying
  /** Outbound: a second flow to the same attribute. */
  readonly second: {
    readonly precedence: number | undefined
    readonly null: 'ignore' | 'authoritative' | 'clear'
  }
}

const saying = fc.record<Saying>({
  precedence: fc.option(fc.integer({ min: 90, max: 210 }), { nil: undefined }),
  authoritativeNull: fc.boolean(),
})
const ruleSet = fc.record<RuleSet>({
  merge: fc.constantFrom('update', 'replace', 'merge', 'merge-case-insensitive'),
  hr: saying,
  contractors: saying,
  ad: saying,
  second: fc.record({
    precedence: fc.option(fc.constantFrom(90, 110), { nil: undefined }),
    null: fc.constantFrom('ignore', 'authoritative', 'clear'),
  }),
})

const sources = ['hr', 'contractors', 'ad'] as const
const ruleOf = { hr: 'In from HR', contractors: 'In from contractors', ad: 'In from AD' } as const
const phoneOf = { hr: 'phone', contractors: 'phone', ad: 'telephoneNumber' } as const
const own = { hr: 100, contractors: 110, ad: 200 } as const

function configured(set: RuleSet): Configuration {
  const { workspace, rules } = peopleConfiguration()
  const types = structuredClone(workspace.metaverse.types) as Record<
    string,
    { attributes: Record<string, unknown> }
  >
  const person = types.person as { attributes: Record<string, unknown> }
  person.attributes.tags = metaverseAttributeSchema.parse({ multi: true })
  const changed = rules.map((rule) => {
    const source = sources.find((name) => ruleOf[name] === rule.name)
    if (source !== undefined)
      return {
        ...rule,
        flows: [
          ...rule.flows.filter((flow) => flow.to !== 'phone'),
          flow({ to: 'phone', from: phoneOf[source], ...set[source] }),
          flow({ to: 'tags', from: phoneOf[source], merge: set.merge, ...set[source] }),
        ],
      }
    if (rule.name !== 'Out to the app') return rule
    return {
      ...rule,
      flows: [
        ...rule.flows,
        flow({ to: 'phone', from: 'phone', ignoreNull: set.second.null === 'ignore' }),
        flow({ to: 'tags', from: 'tags' }),
      ],
    }
  })
  const also = changed.find((rule) => rule.name === 'Out to the app') as (typeof changed)[number]
  return {
    workspace: { ...workspace, metaverse: { types: types as never } },
    rules: [
      ...changed,
      {
        ...also,
        name: 'Also out to the app',
        precedence: 105,
        join: [],
        link: 'none' as const,
        flows: [
          flow({
            to: 'phone',
            from: 'badge',
            precedence: set.second.precedence,
            authoritativeNull: set.second.null === 'authoritative',
          }),
        ],
      } as (typeof changed)[number],
    ].sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1)),
  }
}

type AnyRule = Configuration['rules'][number]
const flow = (fields: Partial<AnyRule['flows'][number]> & { to: string }): AnyRule['flows'][number] => ({
  from: undefined,
  constant: undefined,
  expression: undefined,
  once: false,
  ignoreNull: false,
  authoritativeNull: false,
  merge: 'update',
  unique: 'known',
  precedence: undefined,
  dialect: undefined,
  drift: undefined,
  ...fields,
})

const worldOf = (set: RuleSet): World => new World(configured(set))

describe('with any rules', () => {
  test('a second cycle plans nothing', () => {
    fc.assert(
      fc.property(plainCompany, ruleSet, (people, set) =>
        over(found(people, worldOf(set)), (world) => {
          world.cycle()
          world.importAll()
          world.synchronize('full')
          expect(snapshot(world.db).changes).toEqual([])
        }),
      ),
      runs(40),
    )
  })

  test('the order of imports does not matter, and a delta decides what a full synchronization would', () => {
    const orders = fc.shuffledSubarray<SystemName>([...systemNames], { minLength: 4 })
    fc.assert(
      fc.property(company, edits, orders, ruleSet, (people, changes, order, set) =>
        over(found(people, worldOf(set)), (full) =>
          over(found(people, worldOf(set)), (other) => {
            full.importAll()
            full.synchronize('full')
            other.importAll(order)
            other.synchronize()
            expect(snapshot(other.db)).toEqual(snapshot(full.db))
            other.synchronize('full')
            expect(snapshot(other.db)).toEqual(snapshot(full.db))
            for (const one of changes) apply(other, people, one)
            other.importAll(order)
            other.synchronize()
            const delta = snapshot(other.db)
            other.synchronize('full')
            expect(snapshot(other.db)).toEqual(delta)
          }),
        ),
      ),
      runs(40),
    )
  })

  test('precedence is a total order, and the provenance names the true winner, or everybody whose values were merged', () => {
    fc.assert(
      fc.property(company, ruleSet, (people, set) =>
        over(found(people, worldOf(set)), (world) => {
          world.importAll()
          world.synchronize()
          const linked = world.db
            .prepare<unknown[], { mv: number; id: number; anchor: string; system: string; observed: string }>(
              `select c.mv, o.id, o.anchor, s.name as system, o.observed from cs_connection c
               join cs_object o on o.id = c.object join system s on s.id = o.system
               where o.observed is not null and o.type in ('employee', 'contractor', 'user')`,
            )
            .all()
          for (const mv of world.db
            .prepare<unknown[], { id: number; attributes: string; provenance: string }>(
              `select id, attributes, provenance from mv_object where type = 'person'`,
            )
            .all()) {
            const held = JSON.parse(mv.attributes) as Attributes
            const provenance = JSON.parse(mv.provenance) as [string, number, number, string[]][]
            const offers = linked
              .filter((object) => object.mv === mv.id)
              .map((object) => {
                const source = object.system as (typeof sources)[number]
                return {
                  rule: ruleOf[source],
                  object: object.id,
                  anchor: object.anchor,
                  rank: set[source].precedence ?? own[source],
                  value: (JSON.parse(object.observed) as Attributes)[phoneOf[source]] as Value | undefined,
                  final: set[source].authoritativeNull,
                }
              })
              .sort(
                (a, b) =>
                  a.rank - b.rank ||
                  (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.anchor < b.anchor ? -1 : 1),
              )
            const end = offers.findIndex(({ value, final }) => value === undefined && final)
            const speaking = offers
              .slice(0, end < 0 ? undefined : end)
              .filter(({ value }) => value !== undefined)
            const named = (attribute: string): unknown[] =>
              provenance
                .filter(([, , , names]) => names.includes(attribute))
                .map(([rule, object]) => `${rule} ${object}`)
                .sort()
            const first = speaking.slice(0, 1)
            expect(held.phone).toEqual(first[0]?.value)
            expect(named('phone')).toEqual(first.map(({ rule, object }) => `${rule} ${object}`))
            const merged = set.merge.startsWith('merge') ? speaking : first
            const union = [...new Set(merged.map(({ value }) => value))]
            expect(held.tags).toEqual(union.length === 0 ? undefined : union)
            expect(named('tags')).toEqual(merged.map(({ rule, object }) => `${rule} ${object}`).sort())
          }
        }),
      ),
      runs(80),
    )
  })
})
