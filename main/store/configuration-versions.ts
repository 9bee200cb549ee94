import type { Configuration } from '../config/load.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

/** A configuration that was activated. */
export interface ConfigurationVersion {
  readonly id: number
  readonly configuration: Configuration
}

const parsed = new WeakMap<Db, ConfigurationVersion>()

/** The configuration that was activated last; undefined in a store that has never seen one. */
export function activeConfiguration(db: Db): ConfigurationVersion | undefined {
  const newest = sql<{ id: number }>(db, 'select max(id) as id from configuration').get()?.id
  if (newest == null) return undefined
  const known = parsed.get(db)
  if (known?.id === newest) return known
  const row = sql<{ content: string }>(db, 'select content from configuration where id = ?').get(newest)
  const version = {
    id: newest,
    configuration: JSON.parse((row as { content: string }).content) as Configuration,
  }
  parsed.set(db, version)
  return version
}

/** Which version is in use, since when and by whom. */
export const activeVersion = (db: Db): { version: number; at: number; author: string } | undefined =>
  sql<{ version: number; at: number; author: string }>(
    db,
    'select id as version, at, author from configuration order by id desc limit 1',
  ).get()
