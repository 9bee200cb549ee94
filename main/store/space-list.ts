import type { SpaceFilter, SpaceState } from '../../preload/contract/space.ts'
import { objectName } from '../engine/display.ts'
import type { CsObject, DisconnectorState } from '../engine/model.ts'
import type { Db } from './database.ts'
import { pending, unfinished } from './pending.ts'
import { searchSpace } from './space-search.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { SyncReader } from './sync-reader.ts'

export interface SpaceRow {
  readonly id: number
  readonly type: string
  readonly name: string
  readonly anchor: string | null
  readonly dn: string | null
  readonly state: SpaceState
  readonly unsynchronized: boolean
  readonly pending: number
  readonly unconfirmed: number
}

export interface SpaceInput extends RulesInput {
  readonly system: number
  readonly filter: SpaceFilter | undefined
  readonly search: string | undefined
  /** The search looks at identifiers only, however small the space is. */
  readonly identifiers?: boolean
  readonly offset: number
  readonly limit: number
}

export interface SpacePage {
  readonly total: number
  readonly rows: readonly SpaceRow[]
  readonly searched: 'values' | 'identifiers' | null
}

/** What waits to be written, as indexes over changes say it. */

/** A page of a connector space; each list is read from the smallest table that knows it. */
export function spacePage(db: Db, input: SpaceInput): SpacePage {
  const found =
    input.search === undefined ? undefined : searchSpace(db, input.system, input.search, input.identifiers)
  const ids = found === undefined ? listed(db, input) : narrowed(db, found.ids, input)
  return {
    total: ids.total,
    rows: spaceRows(db, ids.page, input),
    searched: found?.searched ?? null,
  }
}

/** Objects with what a list shows of each, in the order of their ids given. */
export function spaceRows(db: Db, ids: readonly number[], input: RulesInput): SpaceRow[] {
  const rules = storedRules(db, input)
  const objects = new SyncReader(db).csObjects(ids)
  const facts = sql<{ read: number; work: number; pending: number; unconfirmed: number }>(
    db,
    `select observed is not null as read,
       exists (select 1 from cs_work w where w.system = o.system and w.object = o.id) as work,
       (select count(*) from change c where c.object = o.id and c.${pending}) as pending,
       (select count(*) from change c where c.object = o.id and c.state = 'exported') as unconfirmed
     from cs_object o where o.id = ?`,
  )
  return ids.flatMap((id) => {
    const known = objects.get(id)
    const fact = facts.get(id)
    if (known === undefined || fact === undefined) return []
    const { object, state } = known
    return [
      {
        id,
        type: object.type,
        name: objectName(object, rules),
        anchor: object.anchor ?? null,
        dn: object.dn ?? null,
        state: stateOf(object, state, fact.read === 1),
        unsynchronized: fact.work === 1,
        pending: fact.pending,
        unconfirmed: fact.unconfirmed,
      },
    ]
  })
}

export function stateOf(object: CsObject, state: DisconnectorState | undefined, read: boolean): SpaceState {
  if (object.deleted) return 'gone'
  if (object.type === '') return 'placeholder'
  if (object.link !== undefined) return read || !object.unborn ? 'joined' : 'unborn'
  return state ?? 'new'
}

interface Listed {
  readonly total: number
  readonly page: number[]
}

/** From where a list's objects come, `id` being the object. All are indexed by what they ask for. */
const lists: Readonly<Record<SpaceFilter, string>> = {
  joined: `select o.id from cs_object o where o.system = @system and o.anchor is not null
           and exists (select 1 from cs_connection c where c.object = o.id) order by o.anchor`,
  unmatched: disconnected('unmatched'),
  ambiguous: disconnected('ambiguous'),
  filtered: disconnected('filtered'),
  explicit: disconnected('explicit'),
  new: `select w.object as id from cs_work w where w.system = @system
        and not exists (select 1 from cs_connection c where c.object = w.object)
        and not exists (select 1 from cs_disconnector d where d.object = w.object) order by w.object`,
  placeholder: `select id from cs_object where system = @system and type = '' order by id`,
  pending: `select distinct object as id from change where system = @system and ${pending} order by object`,
  unconfirmed: `select distinct object as id from change where ${unfinished} and system = @system and state = 'exported' order by object`,
}

function disconnected(state: DisconnectorState): string {
  return `select d.object as id from cs_disconnector d cross join cs_object o on o.id = d.object
          where d.state = '${state}' and o.system = @system order by d.object`
}

/** Everything the system holds, by anchor: the order of the index. */
const all = `select id from cs_object where system = @system and anchor is not null order by anchor`

function listed(db: Db, { system, filter, offset, limit }: SpaceInput): Listed {
  const list = filter === undefined ? all : lists[filter]
  return {
    total: (sql<{ n: number }>(db, `select count(*) as n from (${list})`).get({ system }) as { n: number }).n,
    page: sql<{ id: number }>(db, `${list} limit @limit offset @offset`)
      .all({ system, limit, offset })
      .map((row) => row.id),
  }
}

/** What was found and is on the list as well. */
function narrowed(db: Db, found: readonly number[], { system, filter, offset, limit }: SpaceInput): Listed {
  const ids =
    filter === undefined
      ? found
      : sql<{ id: number }>(
          db,
          `select value as id from json_each(@found) where value in (${lists[filter]}) order by key`,
        )
          .all({ system, found: JSON.stringify(found) })
          .map((row) => row.id)
  return { total: ids.length, page: ids.slice(offset, offset + limit) }
}
