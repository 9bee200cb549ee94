import type { Configuration } from '../config/load.ts'
import { compileRules } from '../engine/compile.ts'
import type { CompiledRules, EngineSystem } from '../engine/compiled-rules.ts'
import type { Db } from './database.ts'
import { registeredSystems } from './registry.ts'
import { removedSourceNames } from './removed-sources.ts'

/** What a question needs that is answered by the rules: the host knows them, the store the systems' ids and schemas. */
export interface RulesInput {
  readonly configuration: Configuration
  /** By system name. */
  readonly capabilities: Readonly<Record<string, EngineSystem['capabilities']>>
}

/** The rules, compiled for the systems this store knows. */
export function storedRules(db: Db, { configuration, capabilities }: RulesInput): CompiledRules {
  const systems = new Map(
    registeredSystems(db).map((system) => [
      system.name,
      {
        id: system.id,
        capabilities: capabilities[system.name] ?? { hierarchical: false, delete: false, write: false },
        schema: system.schema,
      },
    ]),
  )
  const rules = compileRules(configuration.workspace, configuration.rules, systems, configuration.memberships)
  const removed = removedSourceNames(db).flatMap((name) => {
    const configured = configuration.workspace.systems.some((system) => system.name === name)
    const id = systems.get(name)?.id
    return configured || id === undefined ? [] : [id]
  })
  return { ...rules, removedSources: new Set(removed) }
}
