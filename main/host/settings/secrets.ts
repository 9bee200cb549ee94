import type { Result } from '../../../preload/contract/methods.ts'
import { JoineryError } from '../joinery-error.ts'
import { tileOf } from '../session-view.ts'
import type { Workspace } from '../workspace.ts'

/** How secrets are kept on this machine, and which of those that systems need are there. Their values stay where they are. */
export async function secretsOf(workspace: Workspace): Promise<Result<'settings.secrets'>> {
  const wanted = workspace.systems.flatMap((system) =>
    Object.entries(system.connector.configSpec.fields)
      .filter(([, meta]) => meta.secret === true)
      .map(([field, meta]) => ({ system, field, label: meta.label })),
  )
  const secrets: Result<'settings.secrets'>['secrets'] = []
  for (const { system, field, label } of wanted)
    secrets.push({
      system: tileOf(system),
      field,
      label,
      state: await stateOf(() => workspace.hasSecret(system.source.name, field)),
      variable: (await workspace.secretVariable(system.source.name, field)) ?? null,
    })
  const { kind, encrypted, warning } = workspace.secretStore
  return { kind, encrypted, warning: warning ?? null, secrets }
}

async function stateOf(has: () => Promise<boolean>): Promise<'kept' | 'missing' | 'unreadable'> {
  try {
    return (await has()) ? 'kept' : 'missing'
  } catch (error) {
    if (error instanceof JoineryError && error.code === 'secret-unreadable') return 'unreadable'
    throw error
  }
}
