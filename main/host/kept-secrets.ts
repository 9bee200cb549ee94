import { movedAddresses, typeAgain } from '../../preload/contract/addresses.ts'
import type { SystemDraft } from '../../preload/contract/connectors.ts'
import { connectorInfo } from './connector-fields.ts'
import { type FieldProblem, filledFrom } from './filled-fields.ts'
import type { Workspace, WorkspaceSystem } from './workspace.ts'

/** Labels of the addresses that are filled in and lead elsewhere than those the system has in use. */
export function movedFrom({ connector, source }: WorkspaceSystem, filled: SystemDraft['fields']): string[] {
  const { fields } = connectorInfo(connector)
  const inUse = Object.fromEntries(
    fields.flatMap((field) =>
      source.config[field.name] === undefined
        ? []
        : [[field.name, filledFrom(field, source.config[field.name])]],
    ),
  )
  return movedAddresses(fields, filled, inUse)
}

/** Secrets that are kept for another address than the one that is filled in, and were not typed again. */
export async function secretsToType(
  workspace: Workspace,
  { name, connector, fields, secrets, edits }: SystemDraft,
): Promise<FieldProblem[]> {
  const system = edits ? workspace.system(name) : undefined
  if (system?.connector.id !== connector) return []
  const moved = movedFrom(system, fields)
  if (moved.length === 0) return []
  const open = (await workspace.secretsKept(system)).filter((field) => !secrets[field])
  return open.map((field) => ({ field, message: typeAgain(moved) }))
}
