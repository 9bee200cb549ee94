import { tmpdir } from 'node:os'
import { activeDirectory } from '../../connectors/active-directory/connector.ts'
import type { Connection } from '../../connectors/spi/connector.ts'
import type { Batch, ReadItem } from '../../connectors/spi/entry.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { WriteRequest, WriteResult } from '../../connectors/spi/write.ts'
import { type SambaServer, sambaDomain } from '../fakes/process/samba.ts'

type Settings = Readonly<Record<string, unknown>>

/** Connections of the connector under test; all are closed by `close`. */
export class Connections {
  readonly #server: SambaServer
  readonly #open: Connection[] = []

  constructor(server: SambaServer) {
    this.#server = server
  }

  async open(settings: Settings = {}, secrets: Settings = {}): Promise<Connection> {
    const config = activeDirectory.configSpec.schema.parse({
      hosts: [this.#server.host],
      caFile: this.#server.caFile,
      bindDn: this.#server.adminBind,
      ...settings,
    })
    const values: Settings = { password: sambaDomain.password, ...secrets }
    const connection = await activeDirectory.open(config, {
      system: 'ad',
      workspaceDir: tmpdir(),
      today: '2026-03-10',
      signal: new AbortController().signal,
      secret: (field) => values[field] as string | undefined,
      log: () => undefined,
    })
    this.#open.push(connection)
    return connection
  }

  async close(): Promise<void> {
    for (const connection of this.#open) await connection.close()
  }
}

export interface Outcome {
  readonly items: readonly ReadItem[]
  readonly watermark: string
}

/** Everything a complete read gives. */
export async function readAll(connection: Connection, watermark?: string): Promise<Outcome> {
  const batches: Batch[] = []
  const request =
    watermark === undefined ? ({ mode: 'full' } as const) : ({ mode: 'delta', watermark } as const)
  for await (const batch of connection.read(request)) batches.push(batch)
  const last = batches.at(-1)
  if (last?.complete !== true) throw new Error('the read is not complete')
  return { items: batches.flatMap((batch) => batch.items), watermark: last.watermark ?? '' }
}

export async function write(connection: Connection, request: WriteRequest): Promise<WriteResult> {
  for await (const result of connection.write([request])) return result
  throw new Error('the request has no result')
}

/** The ConnectorError something fails with; its words, as an admin reads them, are `sentence`. */
export async function refusal(work: Promise<unknown>): Promise<ConnectorError & { sentence: string }> {
  try {
    await work
  } catch (error) {
    if (error instanceof ConnectorError)
      return Object.assign(error, { sentence: `${error.message} ${error.advice}` })
    throw error
  }
  throw new Error('nothing was refused')
}

/** The error of a write that must not succeed. */
export async function refused(connection: Connection, request: WriteRequest): Promise<ConnectorError> {
  const result = await write(connection, request)
  if (result.ok) throw new Error('the write succeeded')
  return result.error
}
