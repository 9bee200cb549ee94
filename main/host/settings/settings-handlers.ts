import type { Handlers } from '../port.ts'
import { tileOf } from '../session-view.ts'
import type { Workspace } from '../workspace.ts'
import { protectionsOf } from './protections.ts'
import { retentionOf } from './retention.ts'
import { secretsOf } from './secrets.ts'
import { storageOf } from './storage.ts'

/** What the Settings screen shows of a workspace. */
export function settingsHandlers(
  workspace: Workspace,
): Pick<Handlers, Extract<keyof Handlers, `settings.${string}`>> {
  return {
    'settings.storage': () => storageOf(workspace),
    'settings.retention': async () =>
      retentionOf(workspace.configuration.workspace.retention, workspace.texts),
    'settings.protections': async () =>
      protectionsOf(workspace.configuration.workspace, workspace.texts, (name) =>
        tileOf(workspace.system(name)),
      ),
    'settings.secrets': () => secretsOf(workspace),
  }
}
