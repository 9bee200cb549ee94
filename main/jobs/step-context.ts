import type { StepName, StepState } from '../../preload/contract/words.ts'
import type { Workspace, WorkspaceSystem } from '../host/workspace.ts'
import { cancelledMessage } from './how-it-ended.ts'
import type { JobReporter } from './job.ts'

/** What a step of a session works with. */
export interface StepContext {
  readonly workspace: Workspace
  readonly session: number | null
  readonly signal: AbortSignal
  readonly report: JobReporter
  /** The run profile whose step it is. */
  readonly profile?: string | undefined
}

export interface StepResult {
  readonly state: StepState
  readonly statistics: Readonly<Record<string, number>>
  readonly message?: string | undefined
}

/** Records a run around a piece of work: it is in the history whatever happens, with its statistics or its reason. */
export async function recordRun(
  context: StepContext,
  run: { step: StepName; system: WorkspaceSystem | undefined; mode: string },
  work: (id: number) => Promise<StepResult>,
): Promise<StepResult> {
  const { store, user } = context.workspace
  const id = await store.call('startRun', {
    session: context.session,
    step: run.step,
    system: run.system?.id ?? null,
    mode: run.mode,
    at: Date.now(),
    author: user,
    profile: context.profile,
  })
  try {
    const result = await work(id)
    await store.call('endRun', { run: id, ...result, at: Date.now(), author: user })
    return result
  } catch (error) {
    const cancelled = context.signal.aborted
    await store.call('endRun', {
      run: id,
      state: cancelled ? 'cancelled' : 'failed',
      statistics: {},
      message: cancelled ? cancelledMessage : (error as Error).message,
      at: Date.now(),
      author: user,
    })
    throw error
  }
}

/** Thrown where a step stops because the admin cancelled. */
export class Cancelled extends Error {
  override readonly name = 'AbortError'
  constructor() {
    super('cancelled')
  }
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new Cancelled()
}
