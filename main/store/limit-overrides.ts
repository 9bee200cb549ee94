import { appendAudit } from './audit.ts'
import { type Db, durably } from './database.ts'
import type { Counted } from './limit-use.ts'
import { planHash } from './plan-hash.ts'
import { sql } from './statement.ts'

/** Somebody's leave to go beyond a limit, for the changes that it counted then. */
export interface Override {
  readonly id: number
  readonly author: string
  readonly at: number
  readonly reason: string
}

/** The override under which all of these changes stand; a change that came later is under none. */
export function overrideFor(
  db: Db,
  limit: string,
  system: number,
  counted: readonly Counted[],
): Override | undefined {
  const rows = sql<Override & { hashes: Buffer }>(
    db,
    'select id, author, at, reason, hashes from limit_override where limit_id = ? and system = ? order by id desc limit 10',
  ).all(limit, system)
  return rows.find(({ hashes }) => {
    const named = new Set<string>()
    for (let at = 0; at < hashes.length; at += 16) named.add(hashes.toString('latin1', at, at + 16))
    return counted.every(({ hash }) => named.has(hash.toString('latin1')))
  })
}

/** Records that somebody lets these changes be written although there are too many of them. */
export function recordOverride(
  db: Db,
  input: {
    readonly limit: string
    readonly system: number
    readonly counted: readonly Counted[]
    readonly count: number
    readonly allowed: number
    readonly author: string
    readonly at: number
    readonly reason: string
  },
): void {
  durably(db, () => {
    const plan = planHash(db)
    const { limit, system, author, at, reason, count, allowed } = input
    const id = sql(
      db,
      'insert into limit_override (limit_id, system, author, at, reason, plan, hashes) values (?, ?, ?, ?, ?, ?, ?)',
    ).run(
      limit,
      system,
      author,
      at,
      reason,
      plan,
      Buffer.concat(input.counted.map(({ hash }) => hash)),
    ).lastInsertRowid
    appendAudit(db, [
      {
        at,
        author,
        event: 'limit-overridden',
        details: { override: Number(id), limit, system, count, allowed, reason, plan },
      },
    ])
  })
}

/** What is written under an override does not count along with what is written later. */
export function excuse(db: Db, override: number, counted: readonly Counted[]): void {
  const update = sql(db, 'update change set excused = ? where id = ?')
  db.transaction(() => {
    for (const { id } of counted) update.run(override, id)
  })()
}
