import type { CompiledRules } from '../engine/compiled-rules.ts'
import { uniqueKey } from '../engine/identity.ts'
import type { ObjectImage } from '../engine/model.ts'
import type { Db } from './database.ts'
import { addFinding } from './findings.ts'
import { sql } from './statement.ts'

/** A value that a planned account is to have, and that no object of its live system may have. */
export interface LiveValue {
  readonly system: number
  readonly type: string
  /** `dn` for the DN. */
  readonly attribute: string
  readonly value: string
  /** Whose account it is. */
  readonly mv: number
}

/** In the index of values this stands for an object that only the system knows. It is nobody's id. */
const strangersObject = -1

/** The unique values of planned accounts whose rules ask the live system. */
export function plannedLiveValues(db: Db, rules: CompiledRules): LiveValue[] {
  const found: LiveValue[] = []
  for (const { system, type, attributes } of rules.liveUnique) {
    const adds = sql<{ mv: number; image: string }>(
      db,
      `select c.mv, c.new as image from change c join cs_object o on o.id = c.object
       where c.system = ? and o.type = ? and c.operation = 'add' and c.state = 'planned' and c.mv is not null`,
    )
    for (const { mv, image } of adds.iterate(system, type)) {
      const planned = JSON.parse(image) as ObjectImage
      for (const attribute of attributes) {
        const value = attribute === 'dn' ? planned.dn : planned.attributes[attribute]
        if (typeof value === 'string') found.push({ system, type, attribute, value, mv })
      }
    }
  }
  return found
}

/** What the systems were found to hold: nobody gets it, and those who were to get it are looked at again. */
export function takeLiveValues(db: Db, taken: readonly LiveValue[]): void {
  db.transaction(() => {
    const take = sql(db, 'insert or ignore into cs_lookup (space, value, object) values (?, ?, ?)')
    const again = sql(db, 'insert or ignore into mv_work (stage, object) values (0, ?)')
    for (const { system, type, attribute, value, mv } of taken) {
      const key = uniqueKey(system, type, attribute, value)
      take.run(key.space, key.value, strangersObject)
      again.run(mv)
    }
  })()
}

/** What was taken once may be free now: it is asked for anew. */
export function forgetLiveValues(db: Db): void {
  sql(db, 'delete from cs_lookup where object = ?').run(strangersObject)
}

const code = 'unique-unchecked'

/** The systems that could not be asked, in place of those that could not be asked before. */
export function noteUnasked(
  db: Db,
  {
    unasked,
    run,
    at,
  }: {
    unasked: readonly { system: number; message: string; advice: string }[]
    run: number
    at: number
  },
): void {
  db.transaction(() => {
    sql(db, 'delete from finding where code = ?').run(code)
    for (const one of unasked) addFinding(db, { code, severity: 'warning', ...one, run, at })
  })()
}
