import type { Attributes } from '../../../connectors/spi/value.ts'
import type { Configuration } from '../../config/load.ts'
import { displayName } from '../../engine/display.ts'
import type { Db } from '../database.ts'

export interface IdentityEffects {
  /** Identities whose values would be others, by attribute. */
  readonly changed: number
  readonly attributes: readonly { readonly attribute: string; readonly count: number }[]
  readonly projected: number
  readonly removed: number
  readonly joined: number
  readonly disconnected: number
  /** Objects that would belong to somebody else. */
  readonly moved: number
  /** Names that several identities would have, and at least one of them only by this edit. */
  readonly sameNames: readonly { readonly name: string; readonly identities: number }[]
  /** What would be told that is not told now. */
  readonly findings: readonly {
    readonly code: string
    readonly severity: string
    readonly count: number
    readonly message: string
  }[]
}

/** Beyond this many identities, names are not compared. */
const namesCompared = 200_000
const listed = 5

/** Compares metaverse, links and findings within the transaction with what was there before it. */
export function identityEffects(db: Db, configuration: Configuration): IdentityEffects {
  const { changed, attributes, names } = valueEffects(db, configuration)
  return {
    changed,
    attributes,
    projected: count(
      db,
      'select count(*) as n from main.mv_object where id not in (select id from base.mv_object)',
    ),
    removed: count(
      db,
      'select count(*) as n from base.mv_object where id not in (select id from main.mv_object)',
    ),
    ...linkEffects(db),
    sameNames: sharedNames(db, configuration, names),
    findings: newFindings(db),
  }
}

interface Changed {
  id: number
  type: string
  was: string | null
  now: string
}

function valueEffects(db: Db, { workspace }: Configuration) {
  const counts = new Map<string, number>()
  const names = new Map<string, Set<string>>()
  let changed = 0
  const rows = db.prepare<[], Changed>(
    `select n.id, n.type, o.attributes as was, n.attributes as now from main.mv_object n
     left join base.mv_object o on o.id = n.id where o.attributes is not n.attributes`,
  )
  for (const { type, was, now } of rows.iterate()) {
    const [old, next] = [was === null ? {} : (JSON.parse(was) as Attributes), JSON.parse(now) as Attributes]
    if (was !== null) {
      changed++
      for (const name of new Set([...Object.keys(old), ...Object.keys(next)]))
        if (JSON.stringify(old[name]) !== JSON.stringify(next[name]))
          counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    const display = workspace.metaverse.types[type]?.display
    const name = displayName(next, display)
    if (name === undefined || name === displayName(old, display)) continue
    const known = names.get(type)
    if (known === undefined) names.set(type, new Set([name]))
    else known.add(name)
  }
  const attributes = [...counts]
    .map(([attribute, n]) => ({ attribute, count: n }))
    .sort((a, b) => b.count - a.count)
  return { changed, attributes, names }
}

/** Provisioned accounts are adds of the plan, and not links of what is there. */
function linkEffects(db: Db): Pick<IdentityEffects, 'joined' | 'disconnected' | 'moved'> {
  return {
    joined: count(
      db,
      `select count(*) as n from main.cs_connection n left join base.cs_connection o on o.object = n.object
       where o.object is null and n.kind <> 'provisioned' and n.kind <> 'projected'`,
    ),
    disconnected: count(
      db,
      `select count(*) as n from base.cs_connection o join base.cs_object c on c.id = o.object
       left join main.cs_connection n on n.object = o.object
       where n.object is null and (c.anchor is not null or c.observed is not null)`,
    ),
    moved: count(
      db,
      'select count(*) as n from main.cs_connection n join base.cs_connection o on o.object = n.object where o.mv <> n.mv',
    ),
  }
}

function sharedNames(
  db: Db,
  { workspace }: Configuration,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): IdentityEffects['sameNames'] {
  if (names.size === 0 || count(db, 'select max(id) as n from main.mv_object') > namesCompared) return []
  const shared: { name: string; identities: number }[] = []
  const all = db.prepare<[string], { attributes: string }>(
    'select attributes from main.mv_object where type = ?',
  )
  for (const [type, wanted] of names) {
    const held = new Map<string, number>()
    for (const { attributes } of all.iterate(type)) {
      const name = displayName(JSON.parse(attributes) as Attributes, workspace.metaverse.types[type]?.display)
      if (name !== undefined && wanted.has(name)) held.set(name, (held.get(name) ?? 0) + 1)
    }
    for (const [name, identities] of held) if (identities > 1) shared.push({ name, identities })
  }
  return shared.sort((a, b) => b.identities - a.identities || (a.name < b.name ? -1 : 1)).slice(0, listed)
}

/** The latest finding of each code stands for all of them. */
const newFindings = (db: Db): IdentityEffects['findings'] =>
  db
    .prepare<[], IdentityEffects['findings'][number]>(
      `select code, severity, count(*) as count, max(message) as message from main.finding n
       where not exists (select 1 from base.finding o where o.id = n.id)
         and not exists (select 1 from base.finding o where o.code = n.code and o.message = n.message)
       group by code, severity order by count(*) desc limit ${listed}`,
    )
    .all()

const count = (db: Db, text: string): number =>
  (db.prepare<[], { n: number | null }>(text).get()?.n ?? 0) as number
