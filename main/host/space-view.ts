import { changeView } from './changes-view.ts'
import { JoineryError } from './joinery-error.ts'
import type { Handlers } from './port.ts'
import type { Workspace } from './workspace.ts'

/** Answers what is asked about connector spaces. */
export function spaceHandlers(workspace: Workspace): Pick<Handlers, 'space.list' | 'space.get'> {
  const { store } = workspace
  const rules = () => ({ configuration: workspace.configuration, capabilities: workspace.capabilities })
  return {
    'space.list': async ({ system, filter, search, identifiers, offset, limit }) => {
      const { total, rows, searched } = await store.call('spacePage', {
        ...rules(),
        system: workspace.system(system).id,
        filter,
        search: search?.trim() || undefined,
        identifiers,
        offset,
        limit,
      })
      return { total, rows: [...rows], searched }
    },
    'space.get': async ({ system, id }) => {
      const found = await store.call('spaceObject', { ...rules(), system: workspace.system(system).id, id })
      if (found === undefined)
        throw new JoineryError('unknown-object', `${system} has no object ${id} any more`, {
          advice: 'Look at the list again: an import or a synchronization has let it go',
        })
      return {
        ...found,
        attributes: [...found.attributes],
        findings: [...found.findings],
        changes: found.changes.map((change) => changeView(workspace, change)),
      }
    },
  }
}
