import type { Database } from 'better-sqlite3'
import { normalizeDn, parentOf } from '../kit/dn.ts'
import type { ObjectItem } from '../spi/entry.ts'
import type { ObjectSchema } from '../spi/schema.ts'
import type { Attributes } from '../spi/value.ts'
import { uniqueKey, valuesOf } from './rules.ts'

/** An object's row, its attributes parsed. */
export interface TwinObject {
  readonly id: number
  readonly anchor: string
  readonly type: string
  readonly dn: string
  readonly dnKey: string
  readonly attributes: Attributes
  readonly usn: number
}

interface Row {
  id: number
  anchor: string
  type: string
  dn: string
  dn_key: string
  attributes: string
  usn: number
}

function fromRow(row: Row): TwinObject {
  const { id, anchor, type, dn, dn_key: dnKey, usn } = row
  return { id, anchor, type, dn, dnKey, usn, attributes: JSON.parse(row.attributes) }
}

/** The tables of a twin as typed functions over prepared statements. Checks nothing; the callers do. */
export function openTable(db: Database) {
  const columns = 'id, anchor, type, dn, dn_key, attributes, usn'
  const sql = {
    byAnchor: db.prepare(`SELECT ${columns} FROM object WHERE anchor = ?`),
    byDn: db.prepare(`SELECT ${columns} FROM object WHERE dn_key = ?`),
    byId: db.prepare(`SELECT ${columns} FROM object WHERE id = ?`),
    byType: db.prepare(`SELECT ${columns} FROM object WHERE type = ? ORDER BY id`),
    after: db.prepare(`SELECT ${columns} FROM object WHERE id > ? ORDER BY id LIMIT ?`),
    changed: db.prepare(`SELECT ${columns} FROM object WHERE usn > ? AND usn <= ? ORDER BY usn LIMIT ?`),
    children: db.prepare(`SELECT ${columns} FROM object WHERE parent_key = ? ORDER BY id`),
    count: db.prepare('SELECT count(*) AS n FROM object'),
    links: db.prepare(
      `SELECT link.attribute, object.dn FROM link JOIN object ON object.id = link.target
       WHERE link.source = ? ORDER BY link.attribute, link.target`,
    ),
    targets: db.prepare('SELECT target FROM link WHERE source = ? AND attribute = ?').pluck(),
    sources: db.prepare('SELECT DISTINCT source FROM link WHERE target = ? AND source <> target').pluck(),
    link: db.prepare('INSERT OR IGNORE INTO link (source, attribute, target) VALUES (?, ?, ?)'),
    unlink: db.prepare('DELETE FROM link WHERE source = ? AND attribute = ? AND target = ?'),
    unlinkAll: db.prepare('DELETE FROM link WHERE source = ? AND attribute = ?'),
    nextUsn: db
      .prepare("UPDATE setting SET value = CAST(value AS INTEGER) + 1 WHERE name = 'usn' RETURNING value")
      .pluck(),
    insert: db.prepare(
      `INSERT INTO object (anchor, type, dn, dn_key, parent_key, attributes, usn) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    update: db.prepare(
      'UPDATE object SET dn = ?, dn_key = ?, parent_key = ?, attributes = ?, usn = ? WHERE id = ?',
    ),
    touch: db.prepare('UPDATE object SET usn = ? WHERE id = ?'),
    remove: db.prepare('DELETE FROM object WHERE id = ?'),
    holder: db.prepare('SELECT object FROM taken WHERE type = ? AND attribute = ? AND value = ?').pluck(),
    take: db.prepare('INSERT INTO taken (type, attribute, value, object) VALUES (?, ?, ?, ?)'),
    release: db.prepare('DELETE FROM taken WHERE object = ?'),
    bury: db.prepare('INSERT INTO tombstone (usn, anchor, dn_key) VALUES (?, ?, ?)'),
    buried: db.prepare('SELECT usn, anchor, dn_key FROM tombstone WHERE usn > ? AND usn <= ? ORDER BY usn'),
    journal: db.prepare(
      'INSERT INTO journal (time, operation, anchor, request, before, after) VALUES (?, ?, ?, ?, ?, ?)',
    ),
  }
  const one = (row: unknown) => (row === undefined ? undefined : fromRow(row as Row))
  const many = (rows: unknown[]) => (rows as Row[]).map(fromRow)
  const nextUsn = () => Number(sql.nextUsn.get())
  const key = (dn: string) => {
    const parent = parentOf(dn)
    return { dn: normalizeDn(dn), parent: parent === undefined ? '' : normalizeDn(parent) }
  }

  /** Enters the values of unique attributes. Run `holder` first: a clash throws a plain SQLite error. */
  function takeNames(id: number, type: ObjectSchema, attributes: Attributes): void {
    for (const [attribute, schema] of Object.entries(type.attributes)) {
      const value = attributes[attribute]
      if (!schema.unique || value === undefined) continue
      for (const name of new Set(valuesOf(value).map(uniqueKey))) sql.take.run(type.type, attribute, name, id)
    }
  }

  return {
    byAnchor: (anchor: string) => one(sql.byAnchor.get(anchor)),
    byDn: (dn: string) => one(sql.byDn.get(normalizeDn(dn))),
    byId: (id: number) => one(sql.byId.get(id)),
    byType: (type: string) => many(sql.byType.all(type)),
    after: (id: number, limit: number) => many(sql.after.all(id, limit)),
    changed: (above: number, upTo: number, limit: number) => many(sql.changed.all(above, upTo, limit)),
    children: (dnKey: string) => many(sql.children.all(dnKey)),
    count: () => (sql.count.get() as { n: number }).n,

    /** The id of the object of that type that has this value already. */
    holder: (type: string, attribute: string, value: string) =>
      sql.holder.get(type, attribute, value) as number | undefined,

    references(id: number): Record<string, string[]> {
      const found: Record<string, string[]> = {}
      for (const { attribute, dn } of sql.links.iterate(id) as Iterable<{ attribute: string; dn: string }>) {
        found[attribute] ??= []
        found[attribute].push(dn)
      }
      return found
    },
    targets: (id: number, attribute: string) => sql.targets.all(id, attribute) as number[],
    link: (source: number, attribute: string, target: number) =>
      sql.link.run(source, attribute, target).changes === 1,
    unlink: (source: number, attribute: string, target: number) =>
      sql.unlink.run(source, attribute, target).changes === 1,
    unlinkAll: (source: number, attribute: string) => sql.unlinkAll.run(source, attribute).changes,

    insert(anchor: string, type: ObjectSchema, dn: string, attributes: Attributes): number {
      const keys = key(dn)
      const row = [anchor, type.type, dn, keys.dn, keys.parent, JSON.stringify(attributes), nextUsn()]
      const id = Number(sql.insert.run(...row).lastInsertRowid)
      takeNames(id, type, attributes)
      return id
    },
    update(id: number, type: ObjectSchema, dn: string, attributes: Attributes): void {
      const keys = key(dn)
      sql.update.run(dn, keys.dn, keys.parent, JSON.stringify(attributes), nextUsn(), id)
      sql.release.run(id)
      takeNames(id, type, attributes)
    },
    /** Objects that lose a reference change too; the delta must say so. */
    remove(object: TwinObject): void {
      for (const source of sql.sources.all(object.id)) sql.touch.run(nextUsn(), source)
      sql.remove.run(object.id)
      sql.bury.run(nextUsn(), object.anchor, object.dnKey)
    },
    buried: (above: number, upTo: number) =>
      sql.buried.all(above, upTo) as { usn: number; anchor: string; dn_key: string }[],

    journal(entry: {
      operation: string
      anchor: string
      request: string
      before: unknown
      after: unknown
    }): void {
      const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
      const { operation, anchor, request, before, after } = entry
      sql.journal.run(new Date().toISOString(), operation, anchor, request, json(before), json(after))
    },
  }
}

export type TwinTable = ReturnType<typeof openTable>

/** The object as a read gives it. */
export function toItem(table: TwinTable, object: TwinObject): ObjectItem {
  const references = table.references(object.id)
  return {
    kind: 'object',
    type: object.type,
    anchor: object.anchor,
    dn: object.dn,
    attributes: object.attributes,
    ...(Object.keys(references).length > 0 ? { references } : {}),
  }
}
