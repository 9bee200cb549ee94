import { nameIndexing } from './name-indexing.ts'
import type { Handlers } from './port.ts'
import { tileOf } from './session-view.ts'
import type { Workspace } from './workspace.ts'

type IdentityMethod = Extract<keyof Handlers, `identities.${string}`>

/** Answers what is asked about identities. */
export function identityHandlers(workspace: Workspace, tick: () => void): Pick<Handlers, IdentityMethod> {
  const { store } = workspace
  const rules = () => ({ configuration: workspace.configuration, capabilities: workspace.capabilities })
  const bringUpToDate = nameIndexing(workspace, rules, tick)
  return {
    'identities.list': async ({ type, search, offset, limit }) => {
      const page = await store.call('identityPage', {
        ...rules(),
        type,
        search: search?.trim() || undefined,
        offset,
        limit,
      })
      bringUpToDate()
      return {
        ...page,
        types: [...page.types],
        rows: page.rows.map((row) => ({
          ...row,
          identifiers: [...row.identifiers],
          systems: row.systems.flatMap((id) => {
            const system = workspace.systemById(id)
            return system === undefined ? [] : [tileOf(system)]
          }),
        })),
      }
    },
  }
}
