import type { SystemStatus } from '../../preload/contract/workspace.ts'
import { importNumbers, none, numbers, tileOf } from './session-view.ts'
import type { Workspace, WorkspaceSystem } from './workspace.ts'

/** Every connected system with the state of its connector space. */
export async function systemsView(workspace: Workspace): Promise<SystemStatus[]> {
  const { store } = workspace
  const [spaces, imports, pending] = await Promise.all([
    store.call('spaceCounts', null),
    store.call('lastImports', null),
    store.call('pendingCounts', { condition: 'pending' }),
  ])
  return workspace.systems.map((system) => {
    const space = spaces.find((row) => row.system === system.id)
    const run = imports.find((row) => row.system === system.id)
    return {
      ...tileOf(system),
      connector: system.connector.id,
      connectorTitle: system.connector.title,
      source: workspace.readsFrom(system),
      target: workspace.writesTo(system),
      objects: space?.objects ?? 0,
      joined: space?.joined ?? 0,
      disconnectors: space?.disconnectors ?? 0,
      filtered: space?.filtered ?? 0,
      ambiguous: space?.ambiguous ?? 0,
      placeholders: space?.placeholders ?? 0,
      pending: pending.get(system.id) ?? none(),
      approved: space?.approved ?? 0,
      unconfirmed: space?.unconfirmed ?? 0,
      lastImport:
        run === undefined
          ? null
          : {
              run: run.id,
              at: run.ended ?? run.started,
              mode: numbers(run).full === 0 ? ('delta' as const) : ('full' as const),
              complete: run.state === 'done' && numbers(run).complete === 1,
              statistics: importNumbers(run),
            },
      configuration: configurationOf(system),
    }
  })
}

/** The configuration for display; a secret is named, never shown. */
function configurationOf(system: WorkspaceSystem): { label: string; value: string }[] {
  const config = system.config as Readonly<Record<string, unknown>>
  return Object.entries(system.connector.configSpec.fields).flatMap(([field, meta]) => {
    if (meta.secret === true) return [{ label: meta.label, value: 'in the secret store' }]
    const value = config[field]
    if (value === undefined) return []
    return [{ label: meta.label, value: typeof value === 'object' ? JSON.stringify(value) : String(value) }]
  })
}
