import { parentOf, parseDn } from '../../connectors/kit/dn.ts'
import type { Value } from '../../connectors/spi/value.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { CsObject } from '../engine/model.ts'
import { sameValue } from '../engine/same-value.ts'
import type { Db } from './database.ts'
import type { ChangeRow, ExportRequest } from './export-request.ts'
import type { NameInTheWay, Names } from './names-in-the-way.ts'
import { sql } from './statement.ts'

export interface AsideRow {
  object: number
  attribute: string
  was: string
  aside: string
  change: number
  state: 'intended' | 'done'
}

/**
 * Of objects that each wait for a name of the next, round in a circle, the one that gives way, and the names it gives up; undefined where
 * there is no circle: whoever waits then waits for somebody to be deleted.
 */
export function whoGivesWay(
  waiting: ReadonlyMap<number, readonly NameInTheWay[]>,
): { object: number; attributes: readonly string[] } | undefined {
  const circle = circleIn(waiting)
  if (circle === undefined) return undefined
  const object = Math.min(...circle)
  const behind = circle.at(circle.indexOf(object) - 1) as number
  const names = (waiting.get(behind) ?? []).filter(({ holder }) => holder === object)
  return { object, attributes: names.map(({ attribute }) => attribute) }
}

function circleIn(waiting: ReadonlyMap<number, readonly NameInTheWay[]>): readonly number[] | undefined {
  const seen = new Set<number>()
  for (const start of waiting.keys()) {
    const path: number[] = []
    let at = start
    for (let next = waiting.get(at)?.[0]; next !== undefined && !seen.has(at); next = waiting.get(at)?.[0]) {
      seen.add(at)
      path.push(at)
      at = next.holder
    }
    const where = path.indexOf(at)
    if (where >= 0) return path.slice(where)
  }
  return undefined
}

/** Of the names an object is to give up, a new one that it need not wait for: written alone, it frees the old one without a detour. */
export function readyName(
  rows: readonly ChangeRow[],
  attributes: readonly string[],
  names: Names,
): ChangeRow | undefined {
  return rows.find((row) => attributes.includes(nameOf(row)) && names.inTheWay([row]).length === 0)
}

/** Whether any object of a system has a name for a moment, or is about to get one. */
export const anyAside = (db: Db, system: number): boolean =>
  sql(db, 'select 1 from step_aside where system = ? limit 1').get(system) !== undefined

/**
 * What an object in or around a circle writes first: one name, then the next, then the rest. Written together, a value that the system
 * refuses would keep its name from whoever stepped aside for it.
 */
export function nameByName(rows: ChangeRow[], names: Names): ChangeRow[] {
  const named = rows.find((row) => row.operation === 'move' || names.isUnique(row))
  return named === undefined ? rows : [named]
}

/** Records the intent that an object gives up names for a moment, and asks the connector for it. */
export function stepAside(db: Db, rows: readonly ChangeRow[], attributes: readonly string[]): ExportRequest {
  const [first] = rows as [ChangeRow]
  const concerned = rows.filter((row) => attributes.includes(nameOf(row)))
  for (const row of concerned) {
    const was = JSON.parse(
      row.operation === 'move' ? JSON.stringify(first.dn) : (row.old as string),
    ) as string
    const aside = row.operation === 'move' ? dnAside(was, row.id) : valueAside(was, row.id)
    sql(
      db,
      `insert or replace into step_aside (object, attribute, system, was, aside, change) values (?, ?, ?, ?, ?, ?)`,
    ).run(row.object, nameOf(row), row.system, JSON.stringify(was), JSON.stringify(aside), row.id)
  }
  return asideRequest(first, asides(db, first.object))
}

/** Steps aside of which nobody knows whether they happened. */
export function uncertainAsides(db: Db, system: number): ExportRequest[] {
  const objects = sql<ChangeRow>(
    db,
    `select c.*, o.anchor, o.dn from change c join cs_object o on o.id = c.object
     where c.id in (select min(change) from step_aside where system = ? and state = 'intended' group by object)`,
  ).all(system)
  return objects.map((first) =>
    asideRequest(
      first,
      asides(db, first.object).filter(({ state }) => state === 'intended'),
    ),
  )
}

function asideRequest(first: ChangeRow, rows: readonly AsideRow[]): ExportRequest {
  const dn = rows.find(({ attribute }) => attribute === '')
  const request: WriteRequest = {
    id: `${first.object}.aside.${rows.map(({ change }) => change).join('.')}`,
    operation: 'update',
    type: first.type,
    anchor: first.anchor as string,
    ...(first.dn === null ? {} : { dn: first.dn }),
    ...(dn === undefined ? {} : { newDn: JSON.parse(dn.aside) as string }),
    attributes: rows
      .filter(({ attribute }) => attribute !== '')
      .map(({ attribute, was, aside }) => ({
        attribute,
        old: JSON.parse(was) as Value,
        new: JSON.parse(aside) as Value,
      })),
    references: [],
  }
  return {
    request,
    changes: rows.map(({ change }) => change),
    aside: {
      object: first.object,
      name: first.name,
      names: rows.map(({ attribute, was, aside }) => ({
        attribute: attribute === '' ? 'dn' : attribute,
        was: JSON.parse(was) as string,
        aside: JSON.parse(aside) as string,
      })),
    },
  }
}

/** The names an object has for a moment. */
export function asides(db: Db, object: number): AsideRow[] {
  return sql<AsideRow>(
    db,
    'select object, attribute, was, aside, change, state from step_aside where object = ? order by attribute',
  ).all(object)
}

export function forgetAside(db: Db, object: number, state: AsideRow['state']): void {
  sql(db, 'delete from step_aside where object = ? and state = ?').run(object, state)
}

/** A name that was written takes the place of the one for a moment. */
export function nameTaken(db: Db, row: ChangeRow): void {
  sql(db, 'delete from step_aside where object = ? and attribute = ?').run(row.object, nameOf(row))
}

/** Whether a value is the one that an object was given for a moment: nobody outside made it. */
export function isAside(db: Db, object: number, attribute: string, value: Value | undefined): boolean {
  if (typeof value !== 'string') return false
  const row = sql<{ aside: string }>(
    db,
    'select aside from step_aside where object = ? and attribute = ?',
  ).get(object, attribute === 'dn' ? '' : attribute)
  if (row === undefined) return false
  const aside = JSON.parse(row.aside) as string
  return attribute === 'dn' ? dnKey(aside) === dnKey(value) : sameValue(aside, value)
}

/** Objects with the names they had before they stepped aside, as the plan and its approvals know them. */
export function asBefore(db: Db, linked: Map<number, CsObject[]>): Map<number, CsObject[]> {
  if (sql(db, 'select 1 from step_aside limit 1').get() === undefined) return linked
  return new Map([...linked].map(([mv, objects]) => [mv, objects.map((object) => beforeAside(db, object))]))
}

function beforeAside(db: Db, object: CsObject): CsObject {
  let { dn } = object
  const attributes: Record<string, Value> = { ...object.attributes }
  const aside: Record<string, Value> = {}
  for (const row of asides(db, object.id)) {
    const name = row.attribute === '' ? 'dn' : row.attribute
    const held = row.attribute === '' ? object.dn : object.attributes[row.attribute]
    if (held === undefined || !isAside(db, object.id, name, held)) continue
    aside[name] = held
    if (row.attribute === '') dn = JSON.parse(row.was) as string
    else attributes[row.attribute] = JSON.parse(row.was) as Value
  }
  return Object.keys(aside).length === 0 ? object : { ...object, dn, attributes, aside }
}

const nameOf = (row: Pick<ChangeRow, 'operation' | 'attribute'>): string =>
  row.operation === 'move' ? '' : (row.attribute as string)

/** Found again in any directory, and short enough for each: sAMAccountName takes 20 characters. */
const word = (change: number): string => `joinery-${change}`

function dnAside(dn: string, change: number): string {
  const naming = parseDn(dn)[0]?.[0]?.attribute ?? 'CN'
  const parent = parentOf(dn)
  return `${naming}=${word(change)}${parent === undefined ? '' : `,${parent}`}`
}

/** An address keeps its domain, which a system may check. */
function valueAside(value: string, change: number): string {
  const at = value.lastIndexOf('@')
  return at < 0 ? word(change) : `${word(change)}${value.slice(at)}`
}
