import type { z } from 'zod'
import type { jobRequest } from '../../preload/contract/jobs.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { counted, number, outdatedPlan } from '../host/wording.ts'
import type { Workspace, WorkspaceSystem } from '../host/workspace.ts'
import { pruneJob } from '../retention/prune-job.ts'
import { confirmSystem } from './confirm.ts'
import { exportSystem } from './export.ts'
import { importSystem } from './import.ts'
import type { Job } from './job.ts'
import { enforceLimits } from './limits.ts'
import { reportSession } from './report.ts'
import { profileNamed, runProfile } from './run-profile.ts'
import { recordRun, type StepContext } from './step-context.ts'
import { synchronizeStep } from './synchronize.ts'

export type ParsedJobRequest = z.output<typeof jobRequest>

/** Does what a job asks for, step by step, and answers with the sentence that sums it up. */
export async function runJob(
  workspace: Workspace,
  request: ParsedJobRequest,
  job: Job,
  profile?: string,
): Promise<string> {
  if (request.kind === 'prune') return pruneJob(workspace, request, job)
  if (request.kind === 'profile')
    return runProfile(workspace, profileNamed(workspace, request.name), job, ({ step, ...options }) =>
      runJob(workspace, { kind: step, ...options } as ParsedJobRequest, job, request.name),
    )
  const session = await sessionFor(workspace, request.kind)
  const context: StepContext = { workspace, session, signal: job.signal, report: job, profile }
  switch (request.kind) {
    case 'session': {
      const read = await importAll(context, workspace.systems, request.mode)
      const { statistics } = await synchronizeStep(context, request.mode)
      return `${counted(read, 'object')} read, ${counted(statistics.planned ?? 0, 'change')} planned`
    }
    case 'import':
      return `${counted(await importAll(context, workspace.select(request.systems), request.mode, request.acceptImplausible?.reason), 'object')} read`
    case 'synchronize': {
      const { statistics } = await synchronizeStep(context, request.mode)
      return `${counted(statistics.objects ?? 0, 'object')} evaluated, ${counted(statistics.planned ?? 0, 'change')} planned`
    }
    case 'export':
      return exportAll(
        context,
        workspace.select(request.systems).filter((system) => workspace.writesTo(system)),
        request.override,
      )
    case 'confirm': {
      let confirmed = 0
      let unconfirmed = 0
      for (const system of workspace.select(request.systems).filter((s) => workspace.writesTo(s))) {
        const { statistics } = await confirmSystem(context, system)
        confirmed += statistics.confirmed ?? 0
        unconfirmed += statistics.unconfirmed ?? 0
      }
      return `${counted(confirmed, 'value')} confirmed, ${number(unconfirmed)} not found`
    }
    case 'report': {
      if (session === null)
        throw new JoineryError('no-session', 'there is no open session to report on', {
          advice: 'Start a session with an import',
          exitCode: 2,
        })
      const { path } = await reportSession(context, session)
      return `The report is ${path}`
    }
  }
}

/** Reading starts a session when none is open; everything else belongs to the one that is. */
async function sessionFor(
  workspace: Workspace,
  kind: Exclude<ParsedJobRequest['kind'], 'prune' | 'profile'>,
): Promise<number | null> {
  const { store, user } = workspace
  if (kind === 'import' || kind === 'session')
    return store.call('startSession', { at: Date.now(), author: user })
  return (await store.call('openSession', null))?.id ?? null
}

async function importAll(
  context: StepContext,
  systems: readonly WorkspaceSystem[],
  mode: 'full' | 'delta',
  accepted?: string,
): Promise<number> {
  let read = 0
  for (const system of systems)
    read += (await importSystem(context, system, mode, accepted)).statistics.read ?? 0
  return read
}

async function exportAll(
  context: StepContext,
  systems: readonly WorkspaceSystem[],
  override: { readonly limits: readonly string[]; readonly reason: string } | undefined,
): Promise<string> {
  const { store, user } = context.workspace
  await refuseOutdatedPlan(context.workspace)
  let { returned } = await store.call('returnOutdated', { at: Date.now(), author: user })
  try {
    await enforceLimits(context.workspace, systems, override)
  } catch (error) {
    // A stop is part of the session's history, not only of the screen that saw it.
    if (error instanceof JoineryError && error.code === 'limit')
      await recordRun(context, { step: 'export', system: undefined, mode: 'approved' }, async () => ({
        state: 'stopped',
        statistics: {},
        message: (error as Error).message,
      }))
    throw error
  }
  let exported = 0
  let failed = 0
  for (const system of systems) {
    const { statistics, state, message } = await exportSystem(context, system)
    if (state === 'stopped')
      throw new JoineryError('too-many-failures', `${system.source.title}: ${message}`, {
        advice:
          'See what failed and why (joinery plan). Approve what is to be tried again and export: it goes on with what was not written',
        exitCode: 3,
      })
    exported += (statistics.exported ?? 0) + (statistics.recovered ?? 0)
    failed += statistics.failed ?? 0
    returned += statistics.returned ?? 0
  }
  const again =
    returned === 0
      ? ''
      : `, ${returned} in review again, because they or their objects are not what was approved`
  return `${exported} changes written, ${failed} failed${again}`
}

/** What was approved was planned by other rules: nobody has seen what these would do. */
async function refuseOutdatedPlan(workspace: Workspace): Promise<void> {
  const why = await workspace.store.call('getSetting', { name: 'full-synchronization-due' })
  if (why === undefined) return
  throw new JoineryError('plan-outdated', outdatedPlan(why, 'these changes were'), {
    advice: 'Synchronize first: changes that stay the same keep their approval. Nothing was written.',
  })
}
