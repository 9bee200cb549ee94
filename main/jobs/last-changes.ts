import type { Connection } from '../../connectors/spi/connector.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { StepContext } from './step-context.ts'

const atOnce = 500

/**
 * Asks a system who changed what an import found changed outside, and when. It costs what was changed; and an import that has read everything
 * does not fail because this cannot be told.
 */
export async function askWhoChanged(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  run: number,
): Promise<void> {
  if (connection.lastChange === undefined) return
  const { store } = context.workspace
  try {
    for (let after = 0; ; ) {
      const objects = await store.call('changedOutside', { run, after, limit: atOnce })
      if (objects.length === 0) return
      const told = await connection.lastChange(objects.map(({ type, anchor }) => ({ type, anchor })))
      const changes = objects.map(({ object }, i) => {
        const at = told[i]?.at === undefined ? Number.NaN : Date.parse(told[i].at)
        return { object, by: told[i]?.by, at: Number.isNaN(at) ? undefined : at }
      })
      await store.call('saveLastChanges', { run, changes })
      after = (objects.at(-1) as { object: number }).object
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    context.report.message(
      `${system.source.title}: who changed what was found changed cannot be told: ${error.message}`,
    )
  }
}
