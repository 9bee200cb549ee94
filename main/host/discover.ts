import type { Connection } from '../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import type { Discovery } from '../../preload/contract/workspace.ts'
import type { Workspace } from './workspace.ts'

const sampleSize = 5

/** Asks a system for its schema, which is kept, and its first objects; reads, stages nothing. */
export function discover(workspace: Workspace, name: string): Promise<Discovery> {
  const system = workspace.system(name)
  return discoverOn(
    (signal) => workspace.connect(system, signal),
    (schema) => workspace.store.call('saveSchema', { system: system.id, schema }),
  )
}

/** The same over any connection; the read ends with the first objects. */
export async function discoverOn(
  open: (signal: AbortSignal) => Promise<Connection>,
  keep: (schema: SystemSchema) => Promise<void> = async () => undefined,
): Promise<Discovery> {
  const stop = new AbortController()
  const connection = await open(stop.signal)
  try {
    const schema = await connection.schema()
    await keep(schema)
    const sample: ObjectItem[] = []
    for await (const batch of connection.read({ mode: 'full' })) {
      for (const item of batch.items)
        if (item.kind === 'object' && sample.length < sampleSize) sample.push(item)
      if (sample.length >= sampleSize) break
    }
    return {
      types: schema.types.map(({ type, attributes }) => ({
        type,
        attributes: Object.entries(attributes).map(([attribute, a]) => ({
          name: attribute,
          type: a.type,
          multi: a.multi ?? false,
          required: a.required ?? false,
          unique: a.unique ?? false,
          writable: a.writable ?? 'always',
        })),
      })),
      sample: sample.map(({ type, anchor, dn, attributes }) => ({
        type,
        anchor,
        dn: dn ?? null,
        attributes: attributes as Record<string, WireValue>,
      })),
    }
  } finally {
    stop.abort()
    await connection.close()
  }
}
