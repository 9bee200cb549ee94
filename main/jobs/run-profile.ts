import type { RunProfileStep } from '../../preload/contract/profiles.ts'
import type { RunProfile } from '../config/run-profile-schema.ts'
import { toErrorShape } from '../host/error-shape.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { unknownProfile } from '../host/unknown-profile.ts'
import { counted } from '../host/wording.ts'
import type { Workspace } from '../host/workspace.ts'
import { cancelledMessage, howItEnded } from './how-it-ended.ts'
import type { Job } from './job.ts'

/** Does one step as its own command would. */
type RunStep = (step: RunProfileStep) => Promise<string>

/** @throws JoineryError `unknown-profile` */
export function profileNamed(workspace: Workspace, name: string): RunProfile {
  const profiles = workspace.configuration.workspace.runProfiles ?? []
  const profile = profiles.find((candidate) => candidate.name === name)
  if (profile === undefined)
    throw unknownProfile(
      name,
      profiles.map((candidate) => candidate.name),
    )
  return profile
}

/**
 * Runs the steps of a profile one after the other, and stops at the first that does not end well: what would come after it rests on it. An
 * export writes what is approved, and only that; where changes wait and none is approved, the profile stops for review.
 * @throws JoineryError that names the step, and those that were not run
 */
export async function runProfile(
  workspace: Workspace,
  profile: RunProfile,
  job: Job,
  runStep: RunStep,
): Promise<string> {
  const { store, user: author } = workspace
  const { name, steps } = profile
  const end = (state: 'done' | 'cancelled' | 'stopped' | 'failed', message: string): Promise<void> =>
    store.call('endProfile', { profile: name, state, message, at: Date.now(), author })
  await store.call('startProfile', {
    profile: name,
    steps: steps.map(({ step }) => step),
    at: Date.now(),
    author,
  })
  try {
    const last = await runSteps(workspace, profile, job, runStep)
    const message = `${profile.title ?? name}: ${counted(steps.length, 'step')} done. ${last}`
    await end('done', message)
    return message
  } catch (error) {
    const state = howItEnded(error, job.signal)
    await end(state, state === 'cancelled' ? cancelledMessage : toErrorShape(error).message)
    throw error
  }
}

/** @returns the sentence of the last step */
async function runSteps(
  workspace: Workspace,
  { name, title = name, steps }: RunProfile,
  job: Job,
  runStep: RunStep,
): Promise<string> {
  let last = ''
  for (const [index, step] of steps.entries()) {
    job.signal.throwIfAborted()
    job.enter(step.step)
    job.message(`${title}, step ${index + 1} of ${steps.length}: ${step.step}`)
    await workspace.store.call('enterProfileStep', { profile: name, step: index + 1 })
    try {
      if (step.step === 'export') await stopForReview(workspace, step.systems)
      last = await runStep(step)
    } catch (error) {
      if (job.signal.aborted) throw error
      throw stoppedAt(error, title, index, steps)
    }
  }
  return last
}

/** @throws JoineryError `not-approved` */
async function stopForReview(workspace: Workspace, names: readonly string[] | undefined): Promise<void> {
  const sum = async (condition: 'pending' | 'approved'): Promise<number> => {
    const counts = await workspace.store.call('pendingCounts', { condition })
    return workspace
      .select(names)
      .flatMap(({ id }) => Object.values(counts.get(id) ?? {}))
      .reduce((total, n) => total + n, 0)
  }
  if ((await sum('approved')) > 0) return
  const waiting = await sum('pending')
  if (waiting === 0) return
  const wait = waiting === 1 ? 'waits, and it is not approved' : 'wait, and none is approved'
  throw new JoineryError('not-approved', `${counted(waiting, 'change')} ${wait}`, {
    advice: 'Review and approve what is to be written, then run the profile again. Nothing was written',
  })
}

function stoppedAt(
  error: unknown,
  title: string,
  index: number,
  steps: readonly RunProfileStep[],
): JoineryError {
  const { code, message, advice, where } = toErrorShape(error)
  const left = steps.slice(index + 1).map(({ step }) => step)
  const unrun = left.length === 0 ? '' : ` Not run: ${left.join(', ')}.`
  const step = `${title}, step ${index + 1} of ${steps.length} (${(steps[index] as RunProfileStep).step})`
  return new JoineryError(code, `${step}: ${message}`, {
    advice: `${advice.replace(/[.\s]+$/, '')}.${unrun}`,
    ...(where === undefined ? {} : { where }),
    cause: error,
  })
}
