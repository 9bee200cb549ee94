import type { Configuration } from '../config/load.ts'
import type { Db } from './database.ts'
import { getSetting, setSetting } from './setting.ts'
import { sql } from './statement.ts'
import { finishedBy } from './synchronized-version.ts'

/**
 * Systems that were taken out of the configuration while their rules still decided: what they brought in would be out of every scope because
 * nobody asks them any more, and not because somebody wanted it so.
 */
const removedSources = 'removed-sources'

export const removedSourceNames = (db: Db): readonly string[] =>
  JSON.parse(getSetting(db, removedSources) ?? '[]') as string[]

/** Notes who has gone and who is back. */
export function noteSources(
  db: Db,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): void {
  const names = new Set(removedSourceNames(db))
  for (const name of added) names.delete(name)
  for (const name of removed) if (bringsPeople(db, name)) names.add(name)
  setSetting(db, removedSources, names.size === 0 ? null : JSON.stringify([...names]))
}

/** Whether the last finished synchronization went by rules that take something from the system; where that is not known, it did. */
export function bringsPeople(db: Db, name: string): boolean {
  const version = getSetting(db, finishedBy)
  if (version === undefined) return true
  const content = sql<{ content: string }>(db, 'select content from configuration where id = ?').get(
    Number(version),
  )?.content
  if (content === undefined) return true
  const { rules } = JSON.parse(content) as Configuration
  return rules.some((rule) => rule.direction === 'inbound' && rule.system === name)
}
