import type { Attributes } from '../../connectors/spi/value.ts'
import type { SpaceAttribute } from '../../preload/contract/space.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import { identityName } from '../engine/display.ts'
import { type ChangeView, changesOnTheWay, objectTitle } from './change-queries.ts'
import type { Db } from './database.ts'
import { type SpaceRow, spaceRows } from './space-list.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'

export interface SpaceObjectView extends SpaceRow {
  readonly origin: string | null
  readonly attributes: readonly SpaceAttribute[]
  readonly link: {
    readonly identity: number
    readonly name: string
    readonly kind: 'projected' | 'joined' | 'provisioned'
    readonly rule: string
    readonly at: number | null
  } | null
  readonly changes: readonly ChangeView[]
  readonly findings: readonly string[]
}

/** Of more references than this the others are counted. */
const namedReferences = 50

/** One object of a connector space with its holograms: what was read, what was written and not read back, what is on the plan. */
export function spaceObject(
  db: Db,
  input: RulesInput & { readonly system: number; readonly id: number },
): SpaceObjectView | undefined {
  const [row] = spaceRows(db, [input.id], input)
  if (row === undefined) return undefined
  const stored = sql<{ observed: string | null; origin: string | null; unconfirmed: string | null }>(
    db,
    `select o.observed, o.origin, u.attributes as unconfirmed from cs_object o
     left join cs_unconfirmed u on u.object = o.id where o.id = ? and o.system = ?`,
  ).get(input.id, input.system)
  if (stored === undefined) return undefined
  const changes = changesOnTheWay(db, input.id)
  return {
    ...row,
    origin: stored.origin ?? null,
    attributes: holograms(
      parsed(stored.observed),
      parsed(stored.unconfirmed),
      referencesOf(db, input.id),
      changes,
    ),
    link: linkOf(db, input),
    changes,
    findings: sql<{ message: string }>(
      db,
      'select message from finding where object = ? order by id limit 20',
    )
      .all(input.id)
      .map(({ message }) => message),
  }
}

const parsed = (text: string | null | undefined): Record<string, WireValue> =>
  text == null ? {} : (JSON.parse(text) as Record<string, WireValue>)

/** All attributes that some hologram has, in the order of names. */
function holograms(
  observed: Record<string, WireValue>,
  unconfirmed: Record<string, WireValue>,
  references: ReadonlyMap<string, { names: WireValue; count: number }>,
  changes: readonly ChangeView[],
): SpaceAttribute[] {
  const planned = new Map(
    changes.flatMap((change) =>
      change.attribute === null || change.added !== null ? [] : [[change.attribute, change.new] as const],
    ),
  )
  const names = new Set([
    ...Object.keys(observed),
    ...Object.keys(unconfirmed),
    ...references.keys(),
    ...planned.keys(),
  ])
  return [...names].toSorted().map((attribute) => ({
    attribute,
    observed: references.get(attribute)?.names ?? observed[attribute] ?? null,
    ...(attribute in unconfirmed ? { unconfirmed: unconfirmed[attribute] ?? null } : {}),
    ...(planned.has(attribute) ? { pending: planned.get(attribute) ?? null } : {}),
    count: references.get(attribute)?.count ?? null,
  }))
}

function referencesOf(db: Db, id: number): ReadonlyMap<string, { names: WireValue; count: number }> {
  const counts = sql<{ attribute: string; n: number }>(
    db,
    'select attribute, count(*) as n from cs_reference where source = ? and state <> 1 group by attribute',
  ).all(id)
  const first = sql<{ target: number }>(
    db,
    `select target from cs_reference where source = ? and attribute = ? and state <> 1 limit ${namedReferences}`,
  )
  return new Map(
    counts.map(({ attribute, n }) => {
      const names = first.all(id, attribute).map(({ target }) => objectTitle(db, target))
      return [attribute, { names: names.length === 1 ? (names[0] as string) : names, count: n }]
    }),
  )
}

function linkOf(db: Db, input: RulesInput & { readonly id: number }): SpaceObjectView['link'] {
  const row = sql<{
    mv: number
    kind: 'projected' | 'joined' | 'provisioned'
    rule: string
    at: number | null
    type: string | null
    attributes: string | null
  }>(
    db,
    `select c.mv, c.kind, c.rule, coalesce(r.ended, r.started) as at, m.type, m.attributes from cs_connection c
     left join run r on r.id = c.run left join mv_object m on m.id = c.mv where c.object = ?`,
  ).get(input.id)
  if (row === undefined) return null
  const name =
    row.type === null || row.attributes === null
      ? `#${row.mv}`
      : identityName(
          { id: row.mv, type: row.type, attributes: JSON.parse(row.attributes) as Attributes },
          storedRules(db, input),
        )
  return { identity: row.mv, name, kind: row.kind, rule: row.rule, at: row.at }
}
