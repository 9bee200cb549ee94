import type { Workspace } from './workspace.ts'

/** How the systems of a workspace are called: their name in commands and the contract, their title before a person. */

export const systemName = (workspace: Workspace, id: number): string =>
  workspace.systemById(id)?.source.name ?? `system-${id}`

export const systemTitle = (workspace: Workspace, id: number): string =>
  workspace.systemById(id)?.source.title ?? `system ${id}`
