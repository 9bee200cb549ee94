import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules } from '../engine/compiled-rules.ts'
import { identityName } from '../engine/display.ts'
import type { Db } from './database.ts'
import { figure } from './figures.ts'
import { mostFound, searchIdentities } from './identity-search.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'

export interface IdentityRow {
  readonly id: number
  readonly type: string
  readonly name: string
  /** Values of indexed attributes: what it is known by. */
  readonly identifiers: readonly { readonly attribute: string; readonly value: string }[]
  /** Systems it has an account or a record in. */
  readonly systems: readonly number[]
  /** Changes of its accounts that wait to be written. */
  readonly pending: number
}

export interface IdentitiesInput extends RulesInput {
  readonly type: string | undefined
  readonly search: string | undefined
  readonly offset: number
  readonly limit: number
}

export interface IdentitiesPage {
  readonly total: number
  readonly rows: readonly IdentityRow[]
  readonly types: readonly { readonly type: string; readonly count: number }[]
  /** Of a search: identities whose names it could not look at yet. */
  readonly unread: number
  /** The search ends there: there may be more. */
  readonly cut: boolean
  readonly order: 'name' | 'age'
}

/** Of more identities than this the list is not put in the order of names: they would all have to be read. */
const sortWhole = 20_000

/** A page of the metaverse: everything there is, or what a search finds. */
export function identityPage(db: Db, input: IdentitiesInput): IdentitiesPage {
  const rules = storedRules(db, input)
  const types = figure(db, 'space', 'types', () =>
    sql<{ type: string; count: number }>(
      db,
      'select type, count(*) as count from mv_object group by type order by count(*) desc, type',
    ).all(),
  )
  const all = types
    .filter(({ type }) => input.type === undefined || type === input.type)
    .reduce((sum, { count }) => sum + count, 0)
  if (input.search !== undefined) {
    const found = searchIdentities(db, { text: input.search, type: input.type, rules })
    const rows = byName(found.ids.map((id) => identityRow(db, id, rules)))
    return {
      total: rows.length,
      rows: rows.slice(input.offset, input.offset + input.limit).map((row) => withAccounts(db, row)),
      types,
      unread: found.unread,
      cut: found.ids.length >= mostFound,
      order: 'name',
    }
  }
  const order = all <= sortWhole ? 'name' : 'age'
  const ids = order === 'name' ? inNameOrder(db, input, rules) : inOrderOfAge(db, input)
  return {
    total: all,
    rows: ids.flatMap((id) => {
      const row = identityRow(db, id, rules)
      return row === undefined ? [] : [withAccounts(db, row)]
    }),
    types,
    unread: 0,
    cut: false,
    order,
  }
}

type Named = Pick<IdentityRow, 'id' | 'type' | 'name' | 'identifiers'>

function identityRow(db: Db, id: number, rules: CompiledRules): Named | undefined {
  const row = sql<{ type: string; attributes: string }>(
    db,
    'select type, attributes from mv_object where id = ?',
  ).get(id)
  if (row === undefined) return undefined
  const attributes = JSON.parse(row.attributes) as Attributes
  return {
    id,
    type: row.type,
    name: identityName({ id, type: row.type, attributes }, rules),
    identifiers: [...identifiersOf(row.type, rules)].flatMap((attribute) => {
      const value = [attributes[attribute]].flat()[0]
      return value === undefined ? [] : [{ attribute, value: String(value) }]
    }),
  }
}

/** Indexed attributes but for those that make the name. */
function identifiersOf(type: string, rules: CompiledRules): ReadonlySet<string> {
  const known = rules.types.get(type)
  return new Set(
    (known?.indexed ?? [])
      .map(([attribute]) => attribute)
      .filter((attribute) => attribute !== known?.display[0]),
  )
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

const byName = (rows: readonly (Named | undefined)[]): Named[] =>
  rows.filter((row) => row !== undefined).toSorted((a, b) => collator.compare(a.name, b.name) || a.id - b.id)

function withAccounts(db: Db, row: Named): IdentityRow {
  const held = sql<{ system: number; pending: number }>(
    db,
    `select o.system, (select count(*) from change x where x.object = o.id and x.state in ('planned', 'exporting', 'failed')) as pending
     from cs_connection c join cs_object o on o.id = c.object where c.mv = ? order by o.system limit 20`,
  ).all(row.id)
  return {
    ...row,
    systems: [...new Set(held.map(({ system }) => system))],
    pending: held.reduce((sum, { pending }) => sum + pending, 0),
  }
}

/** Reads the names of all, and nothing else of them. */
function inNameOrder(db: Db, input: IdentitiesInput, rules: CompiledRules): number[] {
  const names = [...rules.types.values()]
    .filter(({ name }) => input.type === undefined || name === input.type)
    .flatMap(({ name, display }) => {
      const first = display.map((attribute) => `attributes ->> ${pathOf(attribute)}`)
      return sql<{ id: number; name: string | number | null }>(
        db,
        `select id, coalesce(${[...first, 'null', 'null'].join(', ')}) as name from mv_object where type = ?`,
      ).all(name)
    })
  return names
    .map(({ id, name }) => ({ id, name: String(name ?? `#${id}`) }))
    .sort((a, b) => collator.compare(a.name, b.name) || a.id - b.id)
    .slice(input.offset, input.offset + input.limit)
    .map(({ id }) => id)
}

const pathOf = (attribute: string): string => `'$.${JSON.stringify(attribute).replaceAll("'", "''")}'`

/** As they came into the metaverse; read from the index of types. */
function inOrderOfAge(db: Db, { type, offset, limit }: IdentitiesInput): number[] {
  const where = type === undefined ? '' : 'where type = @type'
  return sql<{ id: number }>(
    db,
    `select id from mv_object indexed by mv_object_type ${where} order by ${type === undefined ? 'type, ' : ''}id limit @limit offset @offset`,
  )
    .all({ limit, offset, ...(type !== undefined && { type }) })
    .map((row) => row.id)
}
