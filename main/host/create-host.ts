import type { Change } from '../../preload/contract/changes.ts'
import {
  type EventOf,
  methods,
  type Params,
  type Parsed,
  type Result,
  type WatchName,
} from '../../preload/contract/methods.ts'
import type { Run } from '../../preload/contract/session.ts'
import { JobQueue } from '../jobs/job-queue.ts'
import { limitsOf } from '../jobs/limits.ts'
import { runJob } from '../jobs/run-job.ts'
import type { ListedRun } from '../store/port.ts'
import { auditHandlers } from './audit-view.ts'
import { causeHandlers } from './causes-view.ts'
import { changeDetail, changeView } from './changes-view.ts'
import { discover } from './discover.ts'
import { driftView } from './drift-view.ts'
import { editHandlers } from './edit-system.ts'
import { identityHandlers } from './identities-view.ts'
import { joinHandlers } from './joins-view.ts'
import type { Handlers, Host } from './port.ts'
import { productOf } from './product.ts'
import { reportHandlers } from './reports-view.ts'
import { retentionHandlers } from './retention-view.ts'
import { ruleHandlers, watchEffect } from './rules/rule-handlers.ts'
import { profileHandlers } from './run-profiles.ts'
import { numbers, sessionSummary, sessionView, tileOf } from './session-view.ts'
import { setUpHandlers } from './set-up-system.ts'
import { settingsHandlers } from './settings/settings-handlers.ts'
import { spaceHandlers } from './space-view.ts'
import { systemName } from './system-words.ts'
import { systemsView } from './systems-view.ts'
import { UndoLooks } from './undo-looks.ts'
import { undoHandlers, watchUndo } from './undo-view.ts'
import { Workspace, type WorkspaceOptions } from './workspace.ts'

export type HostOptions = WorkspaceOptions

/** The composition root: opens a workspace and answers every method of the contract. */
export async function createHost(options: HostOptions): Promise<Host> {
  const workspace = await Workspace.open(options)
  const ticks = new Set<() => void>()
  const tick = (): void => {
    for (const wake of ticks) wake()
  }
  const jobs = new JobQueue((job, error) => {
    if (error !== undefined && !job.signal.aborted)
      options.log.error({ err: error, job: job.kind }, 'a step failed')
    tick()
  })
  const looks = new UndoLooks()
  const handlers = handlersOf(workspace, jobs, looks, tick)
  let verified: { at: number; ok: boolean } | undefined
  const withAudit: Handlers = {
    ...handlers,
    'workspace.get': async (params, signal) => {
      const info = await handlers['workspace.get'](params, signal)
      return { ...info, audit: { ...info.audit, verifiedAt: verified?.at ?? null, ok: verified?.ok ?? null } }
    },
    'audit.verify': async (params, signal) => {
      const state = await handlers['audit.verify'](params, signal)
      verified = { at: Date.now(), ok: state.ok }
      return state
    },
  }

  return {
    call: async (method, params, signal = new AbortController().signal) => {
      const handler = withAudit[method] as (
        parsed: unknown,
        signal: AbortSignal,
      ) => Promise<Result<typeof method>>
      return handler(methods[method].params.parse(params), signal)
    },
    watch: <K extends WatchName>(
      method: K,
      params: Params<K>,
      signal: AbortSignal,
    ): AsyncIterable<EventOf<K>> => {
      if (method === 'jobs.watch')
        return jobs.watch((params as Params<'jobs.watch'>).id, signal) as AsyncIterable<EventOf<K>>
      if (method === 'rules.effect')
        return watchEffect(workspace, jobs, params as Parsed<'rules.effect'>, signal) as AsyncIterable<
          EventOf<K>
        >
      if (method === 'undo.look')
        return watchUndo(workspace, looks, (params as Parsed<'undo.look'>).run, signal) as AsyncIterable<
          EventOf<K>
        >
      return watchWorkspace(ticks, signal) as AsyncIterable<EventOf<K>>
    },
    close: async () => {
      await jobs.close()
      await workspace.close()
    },
  }
}

function handlersOf(workspace: Workspace, jobs: JobQueue, looks: UndoLooks, tick: () => void): Handlers {
  const { store, user } = workspace
  return {
    'workspace.get': async () => {
      const [identities, waiting, entries] = await Promise.all([
        store.call('identityCount', null),
        store.call('waitingCounts', null),
        store.call('auditCount', null),
      ])
      return {
        name: workspace.configuration.workspace.name,
        environment: workspace.configuration.workspace.environment,
        path: workspace.dir,
        user,
        product: productOf().title,
        identities,
        waiting,
        audit: { entries, verifiedAt: null, ok: null },
        job: jobs.current?.id ?? null,
      }
    },
    'systems.list': () => systemsView(workspace),
    'systems.check': async ({ system }, signal) => {
      const connection = await workspace.connect(workspace.system(system), signal)
      try {
        return (await connection.check()).map((result) => ({ ...result }))
      } finally {
        await connection.close()
      }
    },
    'systems.steps': async ({ system }) =>
      (await store.call('lastSteps', { system: workspace.system(system).id })).map((row) =>
        runView(workspace, row),
      ),
    'systems.discover': ({ system }) => discover(workspace, system),
    'session.get': ({ number }) => sessionView(workspace, number),
    'session.list': async ({ offset, limit }) => {
      const { total, rows } = await store.call('sessionPage', { offset, limit })
      return { total, rows: rows.map((row) => sessionSummary(workspace, row)) }
    },
    'jobs.start': async (request) => {
      while (workspace.reloading !== undefined) await workspace.reloading
      const job = jobs.start(request.kind, (running) => runJob(workspace, request, running))
      tick()
      return { id: job.id }
    },
    'jobs.get': async ({ id }) => jobs.get(id).snapshot(),
    'jobs.pause': async ({ id, paused }) => ({ paused: jobs.get(id).pause(paused) }),
    'jobs.cancel': async ({ id }) => ({ cancelled: jobs.get(id).cancel() }),
    'changes.facets': async ({ filter }) => {
      const { systems, ...facets } = await store.call('facets', { filter })
      return {
        ...facets,
        systems: systems.flatMap(({ id, count }) => {
          const system = workspace.systemById(id)
          return system === undefined ? [] : [{ ...tileOf(system), count }]
        }),
      }
    },
    'changes.limits': () => limitsOf(workspace, 'pending'),
    'changes.patterns': async (input) => {
      const { total, rows } = await store.call('patterns', input)
      return { total, rows: rows.map((row) => ({ ...row, system: systemName(workspace, row.system) })) }
    },
    'changes.list': async (input) => {
      const { total, rows } = await store.call('listChanges', input)
      return { total, rows: rows.map((row): Change => changeView(workspace, row)) }
    },
    'changes.get': ({ id }) => changeDetail(workspace, id),
    'changes.decide': async ({ selection, decision, reason }) => {
      const result = await store.call('decide', { selection, decision, reason, author: user, at: Date.now() })
      tick()
      return result
    },
    'changes.undecide': async ({ undo }) => {
      const result = await store.call('undecide', { undo, author: user, at: Date.now() })
      tick()
      return result
    },
    'approvals.list': async (input) => {
      const { total, rows } = await store.call('listApprovals', input)
      return { total, rows: rows.map(({ author, ...row }) => ({ ...row, by: author })) }
    },
    'drift.list': async (input) => {
      const { total, rows } = await store.call('listDrift', input)
      const counts = await store.call('driftCounts', null)
      return { total, rows: rows.map(driftView), counts }
    },
    'drift.groups': (input) => store.call('driftGroups', input),
    'drift.decide': async ({ ids, decision, reason }) => {
      const result = await store.call('decideDrift', { ids, decision, reason, author: user, at: Date.now() })
      tick()
      return result
    },
    ...undoHandlers(workspace, jobs, looks, tick),
    ...joinHandlers(workspace, tick),
    ...ruleHandlers(workspace, jobs, tick),
    ...spaceHandlers(workspace),
    ...identityHandlers(workspace, tick),
    ...setUpHandlers(workspace, jobs, tick),
    ...editHandlers(workspace, jobs, tick),
    'findings.list': async (input) => {
      const { total, rows } = await store.call('findingPage', input)
      return {
        total,
        rows: rows.map((row) => ({
          id: row.id,
          code: row.code,
          severity: row.severity,
          system: row.system === null ? null : systemName(workspace, row.system),
          object: row.name,
          attribute: row.attribute,
          where: row.place,
          message: row.message,
          advice: row.advice,
          run: row.run,
          at: row.at,
        })),
      }
    },
    ...profileHandlers(workspace, jobs, tick),
    ...causeHandlers(workspace),
    'runs.list': async (input) => {
      const { total, rows } = await store.call('runPage', input)
      return { total, rows: rows.map((row) => runView(workspace, row)) }
    },
    ...reportHandlers(workspace),
    ...retentionHandlers(workspace, jobs, tick),
    ...auditHandlers(workspace, tick),
    ...settingsHandlers(workspace),
  }
}

function runView(workspace: Workspace, row: ListedRun): Run {
  return {
    id: row.id,
    session: row.session,
    step: row.step,
    system: row.system === null ? null : systemName(workspace, row.system),
    mode: row.mode,
    state: row.state,
    startedAt: row.started,
    endedAt: row.ended,
    statistics: numbers(row),
    message: row.message,
    by: row.author,
    profile: row.profile ?? null,
    archives: row.archives.map((name) => `archive/${name}`),
  }
}

/** A tick whenever something may have changed; many at once are one. */
async function* watchWorkspace(
  ticks: Set<() => void>,
  signal: AbortSignal,
): AsyncGenerator<{ topic: string; at: number }> {
  let due = true
  let wake: (() => void) | undefined
  const notice = (): void => {
    due = true
    wake?.()
  }
  ticks.add(notice)
  signal.addEventListener('abort', notice)
  try {
    while (!signal.aborted) {
      if (due) {
        due = false
        yield { topic: 'workspace', at: Date.now() }
      } else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    ticks.delete(notice)
    signal.removeEventListener('abort', notice)
  }
}
