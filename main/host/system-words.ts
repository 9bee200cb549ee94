import { JoineryError } from './joinery-error.ts'
import type { FormerSystem, Workspace } from './workspace.ts'

/** How the systems of a workspace are called: their name in commands and the contract, their title before a person. */

export const systemName = (workspace: Workspace, id: number): string =>
  workspace.systemById(id)?.source.name ?? formerById(workspace, id)?.name ?? `system-${id}`

export const systemTitle = (workspace: Workspace, id: number): string => {
  const former = formerById(workspace, id)
  return workspace.systemById(id)?.source.title ?? former?.title ?? former?.name ?? `system ${id}`
}

export const formerById = (workspace: Workspace, id: number): FormerSystem | undefined =>
  workspace.formerSystems.find((system) => system.id === id)

/** Of a system that is connected or was. @throws JoineryError `unknown-system` */
export function systemIdOf(workspace: Workspace, name: string): number {
  const id = [
    ...workspace.systems.map((system) => ({ id: system.id, name: system.source.name })),
    ...workspace.formerSystems,
  ].find((system) => system.name === name)?.id
  if (id !== undefined) return id
  throw new JoineryError(
    'unknown-system',
    `there is no system "${name}" in this workspace, and there was none`,
    {
      advice: `Known systems: ${workspace.systems.map(({ source }) => source.name).join(', ')}`,
      exitCode: 2,
    },
  )
}
