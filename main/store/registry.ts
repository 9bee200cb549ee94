import { createHash } from 'node:crypto'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import { computedSystem } from '../config/computed-schema.ts'
import type { Configuration } from '../config/load.ts'
import { schemaChange } from '../engine/schema-change.ts'
import { protectionChanges, sameRules } from '../policy/configuration-difference.ts'
import { appendAudit } from './audit.ts'
import { activeConfiguration } from './configuration-versions.ts'
import type { Db } from './database.ts'
import { watchMemberships } from './memberships.ts'
import { getSetting, setSetting } from './setting.ts'
import { sql } from './statement.ts'
import { storedSchema } from './stored-schema.ts'
import { settleSystems, systemDifference } from './system-difference.ts'

/** The setting that says why what is planned is out of date until the next synchronization. */
export const fullSynchronizationDue = 'full-synchronization-due'

/** The setting in which the host notes with which account each system is signed in to, by name. */
export const ownAccountsSetting = 'own-accounts'

export interface RegisteredSystem {
  readonly id: number
  readonly name: string
  /** As the configuration called it last. */
  readonly title: string | null
  readonly watermark: string | null
  readonly schema: SystemSchema | undefined
}

/** Whether a configuration is the one that is active, to the letter. */
export const isActive = (db: Db, configuration: Configuration): boolean =>
  sql<{ content: string }>(db, 'select content from configuration order by id desc limit 1').get()
    ?.content === JSON.stringify(configuration)

/** Gives every system of the configuration an id, and keeps the configuration as a version when it differs from the last. */
export function activate(
  db: Db,
  input: {
    configuration: Configuration
    author: string
    at: number
    /** With which account each system is signed in to, by name, where its connector can tell. */
    ownAccounts?: Readonly<Record<string, string>>
    /** Settings that say how a system is reached and not what it holds, by system. */
    access?: Readonly<Record<string, readonly string[]>>
  },
): { systems: RegisteredSystem[]; version: number } {
  watchMemberships(db, input.configuration)
  return db.transaction(() => {
    for (const { name, title } of input.configuration.workspace.systems)
      sql(
        db,
        'insert into system (name, title) values (?, ?) on conflict (name) do update set title = excluded.title',
      ).run(name, title)
    if (input.configuration.memberships !== undefined)
      sql(db, 'insert or ignore into system (name) values (?)').run(computedSystem)
    setSetting(db, ownAccountsSetting, JSON.stringify(input.ownAccounts ?? {}))
    const content = JSON.stringify(input.configuration)
    const hash = createHash('sha256').update(content).digest('hex')
    const last = sql<{ id: number; hash: string; content: string }>(
      db,
      'select id, hash, content from configuration order by id desc limit 1',
    ).get()
    const before = last === undefined ? undefined : (JSON.parse(last.content) as Configuration)
    let version = last?.id ?? 0
    if (last?.hash !== hash) {
      const systems = systemDifference(before, input.configuration)
      settleSystems(db, systems, input.access ?? {})
      version = Number(
        sql(db, 'insert into configuration (at, author, hash, content) values (?, ?, ?, ?)').run(
          input.at,
          input.author,
          hash,
          content,
        ).lastInsertRowid,
      )
      appendAudit(db, [
        {
          at: input.at,
          author: input.author,
          event: 'configuration-activated',
          details: {
            version,
            hash,
            rules: input.configuration.rules.length,
            ...systems,
            ...protectionChanges(before, input.configuration),
          },
        },
      ])
      // Other rules may decide otherwise over everything that is there; policies decide over what is planned.
      if (before !== undefined && !sameRules(before, input.configuration))
        setSetting(db, fullSynchronizationDue, 'the rules have changed')
    }
    return { systems: registeredSystems(db), version }
  })()
}

export function registeredSystems(db: Db): RegisteredSystem[] {
  return sql<{
    id: number
    name: string
    title: string | null
    watermark: string | null
    schema: string | null
  }>(db, 'select * from system order by id')
    .all()
    .map((row) => ({
      ...row,
      schema: row.schema === null ? undefined : (JSON.parse(row.schema) as SystemSchema),
    }))
}

/** As persons call the system. */
export const systemTitle = (db: Db, system: number): string =>
  sql<{ title: string }>(db, 'select coalesce(title, name) as title from system where id = ?').get(system)
    ?.title ?? `system ${system}`

/** The setting that says why everything must be looked at: what a system looks like has changed. */
export const schemaChanged = 'schema-changed'

/** Keeps what a system looks like. Where rules speak of what has changed in it, everything is to be looked at again. */
export function saveSchema(db: Db, input: { system: number; schema: SystemSchema }): void {
  db.transaction(() => {
    const before = storedSchema(db, input.system)
    sql(db, 'update system set schema = ? where id = ?').run(JSON.stringify(input.schema), input.system)
    const rules = activeConfiguration(db)?.configuration.rules
    const name = sql<{ name: string }>(db, 'select name from system where id = ?').get(input.system)?.name
    if (before === undefined || rules === undefined || name === undefined) return
    const why = schemaChange(name, rules, before, input.schema)
    if (why === undefined) return
    if (getSetting(db, schemaChanged) === undefined) setSetting(db, schemaChanged, why)
    if (getSetting(db, fullSynchronizationDue) === undefined) setSetting(db, fullSynchronizationDue, why)
  })()
}
