import type { Capabilities, Connection, ConnectorContext } from '../spi/connector.ts'
import { defineConnector } from '../spi/connector.ts'
import { checkFile } from './check.ts'
import { configSpec, type HrCsvConfig } from './config.ts'
import { writeDrops } from './drop-file.ts'
import { fetchPeople } from './fetch.ts'
import { schemaOf } from './plan.ts'
import { prepare, type Reading, readFile } from './read.ts'
import { Source } from './source.ts'
import { suggest } from './suggest.ts'

const capabilities: Capabilities = {
  delta: true,
  write: true,
  delete: false,
  hierarchical: false,
  referenceKey: 'anchor',
  referencesInAdd: false,
  valueLevelChanges: false,
  confirmByRead: false,
  comparesBeforeImage: false,
  judgesReads: true,
  writeBatch: 500,
}

/** People from an HR system's CSV export, and write-back to a drop file. */
export const hrCsv = defineConnector<HrCsvConfig>({
  id: 'hr-csv',
  version: '1.0.0',
  title: 'HR export (CSV)',
  configSpec,
  capabilities,
  suggest,
  open: async (config, context) => connect(config, context),
})

function connect(config: HrCsvConfig, context: ConnectorContext): Connection {
  async function opened<T>(use: (reading: Reading) => Promise<T>): Promise<T> {
    const source = await Source.open(context.workspaceDir, config.file, context.signal)
    try {
      return await use(await prepare(config, context, source))
    } finally {
      await source.close()
    }
  }
  return {
    check: () => checkFile(config, context),
    schema: () => opened(async (reading) => ({ types: [schemaOf(config, reading.plan)] })),
    partitions: async () => [{ id: 'file', title: config.file }],
    async *read(request) {
      const source = await Source.open(context.workspaceDir, config.file, context.signal)
      try {
        yield* readFile(await prepare(config, context, source), request)
      } finally {
        await source.close()
      }
    },
    fetch: (keys) =>
      keys.length === 0 ? Promise.resolve([]) : opened((reading) => fetchPeople(reading, keys)),
    write: (requests) => writeDrops(config, context.workspaceDir, requests, () => new Date()),
    close: async () => {},
  }
}
