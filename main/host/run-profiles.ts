import { readFileSync } from 'node:fs'
import type {
  ProfileDraft,
  ProfileEdit,
  ProfileEditPreview,
  RunProfileStep,
  RunProfileView,
} from '../../preload/contract/profiles.ts'
import type { ConfigProblem } from '../config/config-error.ts'
import { hasProfile, withNewProfile, withoutProfile, withProfile } from '../config/edit-run-profiles.ts'
import { lineDifference } from '../config/line-difference.ts'
import type { RunProfile } from '../config/run-profile-schema.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { errorsOf, fileOf, hashOf, refuseWhileBusy, takeIntoUse, textNamed } from './edit-workspace-file.ts'
import { JoineryError } from './joinery-error.ts'
import type { Handlers } from './port.ts'
import { systemTitle } from './system-words.ts'
import type { Workspace } from './workspace.ts'

type ProfileMethod = 'profiles.list' | 'profiles.difference' | 'profiles.save'

/** Run profiles: which there are, how each went the last time, and writing them into workspace.yaml. */
export function profileHandlers(
  workspace: Workspace,
  jobs: JobQueue,
  tick: () => void,
): Pick<Handlers, ProfileMethod> {
  return {
    'profiles.list': async () => ({ profiles: await profilesOf(workspace) }),
    'profiles.difference': async (edit) => previewOf(workspace, edit),
    'profiles.save': async (edit) => {
      refuseWhileBusy(jobs, 'Save the run profile when it has ended; what is filled in stays')
      const before = textNamed(workspace, edit.hash)
      const { after, problems } = edited(workspace, before, edit)
      const [problem] = problems
      if (problem !== undefined)
        throw new JoineryError('invalid-profile', problem.message, {
          advice: `${problem.advice}. Nothing was written`,
        })
      await takeIntoUse(workspace, before, after)
      tick()
      return { name: edit.profile?.name ?? edit.name ?? '' }
    },
  }
}

/** In the order in which they are written. */
async function profilesOf(workspace: Workspace): Promise<RunProfileView[]> {
  const runs = await workspace.store.call('profileRuns', null)
  return (workspace.configuration.workspace.runProfiles ?? []).map(({ name, title, steps }) => {
    const last = runs.find(({ profile }) => profile === name)
    return {
      name,
      title: title ?? name,
      steps: steps.map((what) => ({ what, words: wordsOf(workspace, what) })),
      last:
        last === undefined
          ? null
          : {
              state: last.state,
              startedAt: last.started,
              endedAt: last.ended,
              by: last.author,
              at: last.at,
              of: last.steps,
              message: last.message,
            },
    }
  })
}

function previewOf(workspace: Workspace, edit: ProfileEdit): ProfileEditPreview {
  const before = readFileSync(fileOf(workspace), 'utf8')
  const { after, problems } = edited(workspace, before, edit)
  return { hash: hashOf(before), problems, lines: problems.length > 0 ? [] : lineDifference(before, after) }
}

function edited(
  workspace: Workspace,
  before: string,
  { name, profile }: ProfileEdit,
): { after: string; problems: ProfileEditPreview['problems'] } {
  if (name !== null && !hasProfile(before, name))
    throw new JoineryError('unknown-profile', `workspace.yaml has no run profile "${name}" any more`, {
      advice: 'Somebody has taken it out or renamed it. Go back to the list. Nothing was written',
      where: 'workspace.yaml',
    })
  const early = profile === null ? [] : obvious(profile)
  if (early.length > 0) return { after: before, problems: early }
  const after = textWith(before, name, profile && written(profile))
  return { after, problems: errorsOf(workspace, after).map(problemOf) }
}

/** As it stands in the file: a title that is the name is not written twice. */
const written = ({ name, title, steps }: ProfileDraft): RunProfile => ({
  name,
  ...(title === name ? {} : { title }),
  steps,
})

function textWith(before: string, name: string | null, profile: RunProfile | null): string {
  if (name === null) return profile === null ? before : withNewProfile(before, profile)
  return profile === null ? withoutProfile(before, name) : withProfile(before, name, profile)
}

/** What a form says before any file is looked at. */
function obvious({ name, title, steps }: ProfileDraft): ProfileEditPreview['problems'] {
  const problem = (message: string, advice: string) => ({ step: null, message, advice })
  return [
    ...(title.trim() === '' ? [problem('The profile has no name', 'Give it one')] : []),
    ...(name === '' ? [problem('The profile has no short name', 'Commands call it by that')] : []),
    ...(steps.length === 0 ? [problem('The profile has no steps', 'Add the first one')] : []),
  ]
}

function problemOf({ file, line, path, message, advice }: ConfigProblem): ProfileEditPreview['problems'][0] {
  const step = /^runProfiles\.\d+\.steps\.(\d+)/.exec(path)?.[1]
  const about = path.startsWith('runProfiles')
  return {
    step: step === undefined ? null : Number(step),
    message: about ? message : `${file}:${line}: ${message}`,
    advice,
  }
}

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
