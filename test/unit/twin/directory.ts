import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Connection } from '../../../connectors/spi/connector.ts'
import type { ReadItem } from '../../../connectors/spi/entry.ts'
import type { ConnectorError } from '../../../connectors/spi/error.ts'
import type { WriteRequest, WriteResult } from '../../../connectors/spi/write.ts'
import { twin } from '../../../connectors/twin/connector.ts'
import { createTwin, type TwinSeed } from '../../../connectors/twin/create.ts'
import { seeds, smallSchema } from './small-schema.ts'

export interface Directory {
  readonly dir: string
  readonly path: string
  open(signal?: AbortSignal): Promise<Connection>
}

/** A twin of its own for one test, removed when the test ends. */
export function makeDirectory(more: readonly TwinSeed[] = [], latency = 0): Directory {
  const dir = mkdtempSync(join(tmpdir(), 'twin-'))
  const path = join(dir, 'small.twin')
  createTwin(path, { schema: smallSchema, objects: [...seeds, ...more], latency })
  const opened: Connection[] = []
  onTestFinished(async () => {
    for (const connection of opened) await connection.close()
    rmSync(dir, { recursive: true })
  })
  return {
    dir,
    path,
    async open(signal = new AbortController().signal) {
      const connection = await twin.open(
        { file: 'small.twin' },
        {
          system: 'small',
          workspaceDir: dir,
          today: '2026-03-10',
          signal,
          secret: () => undefined,
          log: () => {},
        },
      )
      opened.push(connection)
      return connection
    },
  }
}

export async function write(
  connection: Connection,
  ...requests: readonly WriteRequest[]
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = []
  for await (const result of connection.write(requests)) results.push(result)
  return results
}

/** Writes one request that has to be refused, and gives the refusal. */
export async function refused(connection: Connection, request: WriteRequest): Promise<ConnectorError> {
  const [result] = await write(connection, request)
  if (!result || result.ok) throw new Error(`accepted: ${JSON.stringify(request)}`)
  return result.error
}

export async function readAll(connection: Connection, watermark?: string) {
  const items: ReadItem[] = []
  let last: string | undefined
  const request = watermark === undefined ? { mode: 'full' as const } : { mode: 'delta' as const, watermark }
  for await (const batch of connection.read(request)) {
    items.push(...batch.items)
    last = batch.watermark
  }
  return { items, watermark: last as string }
}
