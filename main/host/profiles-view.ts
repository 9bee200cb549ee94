import type { RunProfileView } from '../../preload/contract/profiles.ts'
import type { RunProfileStep } from '../config/run-profile-schema.ts'
import { systemTitle } from './system-words.ts'
import type { Workspace } from './workspace.ts'

/** The run profiles of a workspace, in the order in which they are written. */
export const profilesView = (workspace: Workspace): RunProfileView[] =>
  (workspace.configuration.workspace.runProfiles ?? []).map(({ name, title, steps }) => ({
    name,
    title: title ?? name,
    steps: steps.map((step) => wordsOf(workspace, step)),
  }))

function wordsOf(workspace: Workspace, step: RunProfileStep): string {
  switch (step.step) {
    case 'import':
      return `Import ${systemsOf(workspace, step.systems)}, ${step.mode === 'delta' ? 'what changed' : 'everything'}`
    case 'synchronize':
      return step.mode === 'delta' ? 'Synchronize what changed' : 'Synchronize everything'
    case 'export':
      return `Export what is approved to ${systemsOf(workspace, step.systems)}`
    case 'confirm':
      return `Confirm ${systemsOf(workspace, step.systems)}`
    case 'report':
      return 'Write the session report'
  }
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

const systemsOf = (workspace: Workspace, names: readonly string[] | undefined): string =>
  names === undefined
    ? 'all systems'
    : list.format(names.map((name) => systemTitle(workspace, workspace.system(name).id)))
