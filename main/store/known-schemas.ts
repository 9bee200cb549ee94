import { existsSync } from 'node:fs'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import { openReader } from './database.ts'
import { registeredSystems } from './registry.ts'

/** What the systems of a workspace looked like when they were last read, by name; nothing of a workspace that was never opened. */
export function knownSchemas(path: string): ReadonlyMap<string, SystemSchema> {
  if (!existsSync(path)) return new Map()
  const db = openReader(path)
  try {
    return new Map(
      registeredSystems(db).flatMap(({ name, schema }) =>
        schema === undefined ? [] : [[name, schema] as const],
      ),
    )
  } finally {
    db.close()
  }
}
