import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { HrCsvConfig } from '../../../connectors/hr-csv/config.ts'
import { hrCsv } from '../../../connectors/hr-csv/connector.ts'
import type { Connection, ConnectorContext, ReadRequest } from '../../../connectors/spi/connector.ts'
import type { Batch, ObjectItem, ReadItem, ReadNote, RejectedItem } from '../../../connectors/spi/entry.ts'

/** A workspace with one export, and a connection to it. */
export interface ExportFile {
  readonly dir: string
  readonly connection: Connection
  readonly context: ConnectorContext
  save(content: string | Uint8Array): Promise<void>
  read(request?: ReadRequest): Promise<Outcome>
}

export interface Outcome {
  readonly batches: readonly Batch[]
  readonly objects: readonly ObjectItem[]
  readonly rejected: readonly RejectedItem[]
  readonly notes: readonly ReadNote[]
  readonly watermark: string
}

export async function exportFile(
  content: string | Uint8Array,
  settings: Readonly<Record<string, unknown>> = {},
  today = '2026-03-10',
): Promise<ExportFile> {
  const dir = await mkdtemp(join(tmpdir(), 'joinery-hr-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const context: ConnectorContext = {
    system: 'hr',
    workspaceDir: dir,
    today,
    signal: new AbortController().signal,
    secret: () => undefined,
    log: () => {},
  }
  const save = async (text: string | Uint8Array): Promise<void> => {
    await writeFile(join(dir, 'hr.csv'), text)
  }
  await save(content)
  const connection = await hrCsv.open(configOf(settings), context)
  return { dir, connection, context, save, read: (request) => readAll(connection, request) }
}

export function configOf(settings: Readonly<Record<string, unknown>>): HrCsvConfig {
  return hrCsv.configSpec.schema.parse({ file: 'hr.csv', key: 'id', ...settings })
}

async function readAll(connection: Connection, request: ReadRequest = { mode: 'full' }): Promise<Outcome> {
  const batches: Batch[] = []
  for await (const batch of connection.read(request)) batches.push(batch)
  const items: readonly ReadItem[] = batches.flatMap((batch) => batch.items)
  return {
    batches,
    objects: items.filter((item) => item.kind === 'object'),
    rejected: items.filter((item) => item.kind === 'rejected'),
    notes: batches.flatMap((batch) => batch.notes ?? []),
    watermark: batches.at(-1)?.watermark ?? '',
  }
}
