import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { Db } from './database.ts'
import { sql } from './statement.ts'

const parsed = new WeakMap<Db, Map<number, { readonly text: string; readonly schema: SystemSchema }>>()

/** What a system said it looks like when it was last read; undefined before. A directory's is large and asked for again and again: it is parsed once. */
export function storedSchema(db: Db, system: number): SystemSchema | undefined {
  const text = sql<{ schema: string | null }>(db, 'select schema from system where id = ?').get(
    system,
  )?.schema
  if (text == null) return undefined
  let known = parsed.get(db)
  if (known === undefined) {
    known = new Map()
    parsed.set(db, known)
  }
  const held = known.get(system)
  if (held?.text === text) return held.schema
  const schema = JSON.parse(text) as SystemSchema
  known.set(system, { text, schema })
  return schema
}
