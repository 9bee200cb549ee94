import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules } from '../engine/compiled-rules.ts'
import { identityName } from '../engine/display.ts'
import type { Db } from './database.ts'
import { insertRows } from './insert-rows.ts'
import { nameWords } from './name-words.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'

interface Indexed {
  readonly upto: number
  readonly display: string
}

interface Named {
  readonly id: number
  readonly type: string
  readonly attributes: string
}

/**
 * Takes the next names into the index; a part of them, so that the writer is never held up for long.
 * @param limit identities at the most
 * @returns whether there are more
 */
export function indexNames(db: Db, input: RulesInput & { readonly limit: number }): boolean {
  const rules = storedRules(db, input)
  return db.transaction(() => {
    beginAnew(db, displayOf(rules))
    const changed = sql<{ object: number }>(db, 'select object from name_work order by object limit ?')
      .all(input.limit)
      .map((row) => row.object)
    const one = sql<Named>(db, 'select id, type, attributes from mv_object where id = ?')
    for (const id of changed) {
      sql(db, 'delete from mv_name where rowid = ?').run(id)
      const row = one.get(id)
      if (row !== undefined) addName(db, row, rules)
      sql(db, 'delete from name_work where object = ?').run(id)
    }
    const left = input.limit - changed.length
    const rows = sql<Named>(
      db,
      `select id, type, attributes from mv_object where id > (select upto from name_index) order by id limit ?`,
    ).all(left)
    for (const row of rows) addName(db, row, rules)
    const last = rows.at(-1)
    if (last !== undefined) sql(db, 'update name_index set upto = ?').run(last.id)
    return rows.length === left
  })()
}

/** Notes identities whose values changed; a trigger on each would cost more than the change itself. */
export function noteRenamed(
  db: Db,
  saved: readonly { readonly id: number; readonly json: string | undefined }[],
): void {
  const { upto } = indexed(db)
  if (upto === 0) return
  const ids = saved.flatMap(({ id, json }) => (json === undefined || id > upto ? [] : [id]))
  insertRows(db, 'insert or ignore into name_work (object)', 1, ids)
}

/** Forgets all names when they were taken from other attributes. */
function beginAnew(db: Db, display: string): void {
  if (indexed(db).display === display) return
  sql(db, `insert into mv_name (mv_name) values ('delete-all')`).run()
  sql(db, 'delete from name_work').run()
  sql(db, 'update name_index set upto = 0, display = ?').run(display)
}

function addName(db: Db, row: Named, rules: CompiledRules): void {
  const words = nameWords(nameOf(row, rules))
  if (words.length > 0)
    sql(db, 'insert into mv_name (rowid, name) values (?, ?)').run(row.id, words.join(' '))
}

const nameOf = (row: Named, rules: CompiledRules): string =>
  identityName({ ...row, attributes: JSON.parse(row.attributes) as Attributes }, rules)

const indexed = (db: Db): Indexed => sql<Indexed>(db, 'select upto, display from name_index').get() as Indexed

const displayOf = (rules: CompiledRules): string =>
  JSON.stringify([...rules.types].map(([name, { display }]) => [name, display]))

/** Of identities whose names are not in the index, so many are read instead. */
const readDirectly = 2000

/**
 * Identities whose names have, for each word that is looked for, one that begins with it.
 * @returns their ids, at most `limit`, and how many identities were left out because their names are not in the index yet
 */
export function namedLike(
  db: Db,
  words: readonly string[],
  { rules, type, limit }: { rules: CompiledRules; type: string | undefined; limit: number },
): { ids: number[]; unread: number } {
  const waiting = waitingNames(db, rules)
  const ids =
    words.length === 0 || waiting.none
      ? []
      : sql<{ id: number }>(
          db,
          `select rowid as id from mv_name where mv_name match @match
           ${type === undefined ? '' : 'and exists (select 1 from mv_object m indexed by mv_object_type where m.type = @type and m.id = mv_name.rowid)'}
           limit @limit`,
        )
          .all({ match: words.map((word) => `"${word}"*`).join(' '), limit, ...(type && { type }) })
          .map((row) => row.id)
  const stale = new Set(waiting.rows.map((row) => row.id))
  const fresh = waiting.rows.filter(
    (row) => (type === undefined || row.type === type) && hasWords(nameWords(nameOf(row, rules)), words),
  )
  return {
    ids: [...ids.filter((id) => !stale.has(id)), ...fresh.map((row) => row.id)].slice(0, limit),
    unread: waiting.unread,
  }
}

const hasWords = (held: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((word) => held.some((one) => one.startsWith(word)))

interface Waiting {
  /** The index says nothing: its names were taken from other attributes. */
  readonly none: boolean
  readonly rows: readonly Named[]
  readonly unread: number
}

/** Identities whose names the index does not have as they are: the first of them, and how many there are besides. */
function waitingNames(db: Db, rules: CompiledRules): Waiting {
  const { upto, display } = indexed(db)
  const none = display !== displayOf(rules)
  const rows = sql<Named>(
    db,
    `select * from (select m.id, m.type, m.attributes from name_work w join mv_object m on m.id = w.object order by w.object limit @limit)
     union all
     select * from (select id, type, attributes from mv_object where id > @upto order by id limit @limit) limit @limit`,
  ).all({ upto: none ? 0 : upto, limit: readDirectly })
  if (rows.length < readDirectly) return { none, rows, unread: 0 }
  const { n } = sql<{ n: number }>(
    db,
    `select (select count(*) from name_work) + (select count(*) from mv_object indexed by mv_object_type where id > ?) as n`,
  ).get(none ? 0 : upto) as { n: number }
  return { none, rows, unread: Math.max(0, n - rows.length) }
}

/** Whether names wait to be taken into the index. */
export function namesWaiting(db: Db, input: RulesInput): boolean {
  const { upto, display } = indexed(db)
  return (
    display !== displayOf(storedRules(db, input)) ||
    sql(db, 'select 1 from name_work limit 1').get() !== undefined ||
    sql(db, 'select 1 from mv_object where id > ? limit 1').get(upto) !== undefined
  )
}
