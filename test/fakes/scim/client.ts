import type { Clock } from '../../../connectors/kit/clock.ts'
import { defaultRetryPolicy } from '../../../connectors/kit/retry.ts'
import { configSpec } from '../../../connectors/scim/config.ts'
import { ScimConnection } from '../../../connectors/scim/connection.ts'
import type { Connection, ConnectorContext } from '../../../connectors/spi/connector.ts'
import type { Batch, ObjectItem } from '../../../connectors/spi/entry.ts'
import { ConnectorError } from '../../../connectors/spi/error.ts'
import type { WriteRequest, WriteResult } from '../../../connectors/spi/write.ts'
import { sampleContext } from './samples.ts'

/** A clock whose pauses take no time and are written down. */
export function instantClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = []
  let now = Date.parse('2026-03-10T08:00:00Z')
  return {
    pauses,
    now: () => now,
    async sleep(ms, signal) {
      if (signal.aborted) throw signal.reason
      pauses.push(ms)
      now += ms
    },
  }
}

export interface Opened {
  readonly connection: ScimConnection
  readonly pauses: readonly number[]
  readonly logged: readonly unknown[]
}

/** A connection whose waits take no time and whose chance always says one half. */
export function openScim(
  config: Readonly<Record<string, unknown>>,
  context: Partial<ConnectorContext> & { secrets?: Readonly<Record<string, string>> } = {},
): Opened {
  const clock = instantClock()
  const own = sampleContext(context)
  const parsed = configSpec.schema.parse(config)
  const connection = new ScimConnection(parsed, own, {
    clock,
    random: () => 0.5,
    retry: { ...defaultRetryPolicy, tries: parsed.maxTries },
  })
  return { connection, pauses: clock.pauses, logged: own.logged }
}

export async function readBatches(connection: Connection, watermark?: string): Promise<Batch[]> {
  const batches: Batch[] = []
  const request = watermark === undefined ? { mode: 'full' as const } : { mode: 'delta' as const, watermark }
  for await (const batch of connection.read(request)) batches.push(batch)
  return batches
}

export function objectsOf(batches: readonly Batch[]): ObjectItem[] {
  return batches.flatMap((batch) => batch.items).filter((item) => item.kind === 'object')
}

export async function writeOne(connection: Connection, request: WriteRequest): Promise<WriteResult> {
  const results: WriteResult[] = []
  for await (const result of connection.write([request])) results.push(result)
  const [result] = results
  if (!result || results.length !== 1) throw new Error(`${results.length} results for one request`)
  return result
}

/** The error of a write; throws when it was done. */
export async function refusal(connection: Connection, request: WriteRequest): Promise<ConnectorError> {
  const result = await writeOne(connection, request)
  if (result.ok) throw new Error('the write was done')
  return result.error
}

/** The ConnectorError of work that has to fail. */
export async function failure(work: Promise<unknown>): Promise<ConnectorError> {
  try {
    await work
  } catch (error) {
    if (error instanceof ConnectorError) return error
    throw error
  }
  throw new Error('nothing failed')
}
