import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Connection, ConnectorContext, FetchKey } from '../spi/connector.ts'
import { defineConnector } from '../spi/connector.ts'
import type { Batch, ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { WriteRequest, WriteResult } from '../spi/write.ts'
import { openFile, readSettings } from './file.ts'
import { readDelta, readFull } from './read.ts'
import { attributeOf, refusal, typeOf, uniqueKey, valuesOf } from './rules.ts'
import { openTable, type TwinObject, toItem } from './table.ts'
import { applyRequest } from './write.ts'

const configSchema = z
  .object({
    /** The twin's database, relative to the workspace. */
    file: z.string().min(1),
  })
  .strict()

export type TwinConfig = z.infer<typeof configSchema>

/** A connector over a local copy of a directory that refuses what the directory would refuse. */
export const twin = defineConnector<TwinConfig>({
  id: 'twin',
  version: '1.0.0',
  title: 'Directory twin',
  configSpec: {
    schema: configSchema,
    fields: {
      file: {
        label: 'Twin file',
        help: 'The SQLite file that stands for the directory, relative to the workspace.',
        placeholder: 'systems/ad.twin',
        path: 'twin',
        step: 1,
      },
    },
  },
  capabilities: {
    delta: true,
    write: true,
    delete: true,
    hierarchical: true,
    referenceKey: 'dn',
    referencesInAdd: true,
    valueLevelChanges: true,
    confirmByRead: true,
    comparesBeforeImage: true,
    writeBatch: 200,
  },
  async suggest(partial, context) {
    if (partial.file !== undefined) return []
    return twinsIn(resolve(context.workspaceDir, 'systems')).map((name) => ({
      field: 'file',
      value: `systems/${name}`,
      reason: 'A twin file in the folder "systems" of this workspace.',
    }))
  },
  async open(config, context) {
    return connect(resolve(context.workspaceDir, config.file), context)
  },
})

function twinsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.twin'))
  } catch {
    return []
  }
}

/** Errors of the file itself, such as a full disk, become the connector's own while pages are read. */
async function* guarded(batches: AsyncIterable<Batch>, file: string): AsyncIterable<Batch> {
  try {
    yield* batches
  } catch (error) {
    throw toConnectorError(error, file)
  }
}

/** What better-sqlite3 throws becomes the connector's own error; a ConnectorError stays as it is. */
function toConnectorError(error: unknown, file: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  const words = error instanceof Error ? error.message : String(error)
  return new ConnectorError('internal', `The twin ${file} failed: ${words}`, {
    advice: 'Close other programs that use the file, and check that its disk has space.',
    where: file,
    system: words,
    cause: error,
  })
}

function connect(file: string, context: ConnectorContext): Connection {
  const db = openFile(file)
  const settings = readSettings(db)
  const table = openTable(db)

  function proceed(): void {
    if (!context.signal.aborted) return
    throw new ConnectorError('connection', `The work on ${context.system} was cancelled`, {
      advice: 'Start it again; what was done stays done.',
      where: file,
    })
  }

  function find(key: FetchKey): TwinObject | undefined {
    if ('anchor' in key) return table.byAnchor(key.anchor)
    if ('dn' in key) return table.byDn(key.dn)
    const { attribute, value } = key.match
    const schema = attributeOf(typeOf(settings.schema, key.type, file), attribute, file)
    if (schema.unique) {
      const holder = table.holder(key.type, attribute, uniqueKey(value))
      return holder === undefined ? undefined : table.byId(holder)
    }
    const wanted = uniqueKey(value)
    const found = table.byType(key.type).filter((object) => {
      const live = object.attributes[attribute]
      return live !== undefined && valuesOf(live).some((one) => uniqueKey(one) === wanted)
    })
    if (found.length > 1) {
      throw refusal(
        `${found.length} objects have ${attribute} "${value}"`,
        file,
        'Match on an attribute that is unique.',
      )
    }
    return found[0]
  }

  function fetchOne(key: FetchKey): ObjectItem | undefined {
    const object = find(key)
    return object?.type === key.type ? toItem(table, object) : undefined
  }

  /** Each request in a savepoint of its own: it succeeds or fails alone. */
  const attempt = db.transaction((request: WriteRequest) => applyRequest(settings, table, request))
  const writeAll = db.transaction((requests: readonly WriteRequest[]) =>
    requests.map((request): WriteResult => {
      try {
        return attempt(request)
      } catch (error) {
        return { id: request.id, ok: false, error: toConnectorError(error, file) }
      }
    }),
  )

  function commit(requests: readonly WriteRequest[]): readonly WriteResult[] {
    try {
      return writeAll.immediate(requests)
    } catch (error) {
      throw toConnectorError(error, file)
    }
  }

  return {
    async check() {
      const types = settings.schema.types.map(({ type }) => type).join(', ')
      return [
        { ok: true, title: 'Open the twin', detail: `${file}, ${table.count()} objects` },
        { ok: true, title: 'Read the schema', detail: `Object types: ${types}` },
      ]
    },
    async schema() {
      return settings.schema
    },
    async partitions() {
      return settings.roots.map((root) => ({ id: root, title: root }))
    },
    read(request) {
      const source = { db, table, settings, file, proceed }
      return guarded(request.mode === 'full' ? readFull(source, request) : readDelta(source, request), file)
    },
    async fetch(keys) {
      try {
        return keys.map(fetchOne)
      } catch (error) {
        throw toConnectorError(error, file)
      }
    },
    async *write(requests) {
      proceed()
      if (settings.latency === 0) {
        // Answered after the commit only: a result must never say more than the disk holds.
        yield* commit(requests)
        return
      }
      for (const request of requests) {
        await sleep(settings.latency, undefined, { signal: context.signal }).catch(proceed)
        yield* commit([request])
      }
    },
    async close() {
      db.close()
    },
  }
}
