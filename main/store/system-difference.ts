import type { Configuration } from '../config/load.ts'
import type { SystemSource } from '../config/workspace-schema.ts'
import type { Db } from './database.ts'
import { noteSources } from './removed-sources.ts'
import { sql } from './statement.ts'

/** What became of the connected systems between two versions of the configuration, as the audit tells it; never a value of a setting. */
export interface SystemDifference {
  readonly systemsAdded?: readonly string[]
  readonly systemsRemoved?: readonly string[]
  /** By system, the settings that are not as they were. */
  readonly systemsChanged?: Readonly<Record<string, readonly string[]>>
}

export function systemDifference(before: Configuration | undefined, now: Configuration): SystemDifference {
  if (before === undefined) return {}
  const [old, next] = [byName(before), byName(now)]
  const added = [...next.keys()].filter((name) => !old.has(name))
  const removed = [...old.keys()].filter((name) => !next.has(name))
  const changed = [...next].flatMap(([name, system]) => {
    const was = old.get(name)
    const settings = was === undefined ? [] : changedSettings(was, system)
    return settings.length === 0 ? [] : [[name, settings] as const]
  })
  return {
    ...(added.length === 0 ? {} : { systemsAdded: added }),
    ...(removed.length === 0 ? {} : { systemsRemoved: removed }),
    ...(changed.length === 0 ? {} : { systemsChanged: Object.fromEntries(changed) }),
  }
}

const byName = ({ workspace }: Configuration): ReadonlyMap<string, SystemSource> =>
  new Map(workspace.systems.map((system) => [system.name, system]))

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function changedSettings(was: SystemSource, is: SystemSource): string[] {
  const names = new Set([...Object.keys(was.config), ...Object.keys(is.config)])
  return [
    ...(['title', 'letters', 'hue', 'connector', 'plausibility'] as const).filter(
      (name) => !same(was[name], is[name]),
    ),
    ...[...names].filter((name) => !same(was.config[name], is.config[name])),
  ]
}

/**
 * After a change of the configuration: what was read with other settings may leave out what these would bring, so the next import reads
 * everything; and of a system that is gone nothing waits for anybody any more.
 * @param access settings that say how a system is reached and not what it holds, by system
 */
export function settleSystems(
  db: Db,
  { systemsAdded = [], systemsRemoved = [], systemsChanged = {} }: SystemDifference,
  access: Readonly<Record<string, readonly string[]>>,
): void {
  if (systemsAdded.length + systemsRemoved.length > 0)
    noteSources(db, { added: systemsAdded, removed: systemsRemoved })
  const looks = ['title', 'letters', 'hue', 'plausibility']
  for (const [name, settings] of Object.entries(systemsChanged))
    if (settings.some((setting) => !looks.includes(setting) && !access[name]?.includes(setting)))
      sql(db, 'update system set watermark = null where name = ?').run(name)
  for (const name of systemsRemoved) layToRest(db, name)
}

/**
 * Its objects and links stay, so that nobody loses a source because it is not asked any more, and a system of this name that is added again
 * goes on with them. What was planned for it can never be written, and what waited for a person over it is not asked any more.
 */
function layToRest(db: Db, name: string): void {
  const system = sql<{ id: number }>(db, 'select id from system where name = ?').get(name)?.id
  if (system === undefined) return
  for (const text of [
    'update system set watermark = null where id = @system',
    `delete from change where system = @system and state in ('planned', 'failed')`,
    `delete from drift where system = @system and state = 'open'`,
    'delete from finding where system = @system',
    // When it is added again they are looked at anew.
    `insert or ignore into cs_work (system, object) select o.system, o.id from cs_disconnector d join cs_object o on o.id = d.object
     where o.system = @system and d.state in ('unmatched', 'ambiguous')`,
    `delete from cs_disconnector where state in ('unmatched', 'ambiguous')
     and object in (select id from cs_object where system = @system)`,
  ])
    sql(db, text).run({ system })
}
