import type {
  Change,
  ChangeFilter,
  ChangePattern,
  ChangeSelection,
} from '../../../preload/contract/changes.ts'
import { type Client, ContractError, type WatchListener } from '../../../preload/contract/client.ts'
import type { JobEvent, JobProgress, JobRequest, JobSnapshot } from '../../../preload/contract/jobs.ts'
import type { CallName, EventOf, Params, Result, WatchName } from '../../../preload/contract/methods.ts'
import { methods } from '../../../preload/contract/methods.ts'
import type { Decision } from '../../../preload/contract/words.ts'
import { createHistory, createPlan, createSession, systems, today } from './fixture-data.ts'

export interface FixtureOptions {
  phase?: 'new' | 'review' | 'export'
  /** How often every pattern's objects are repeated. */
  times?: number
  /** Milliseconds before each answer. */
  delay?: number
  /** A method that is refused. */
  fail?: string
}

/** What the screens ask for; anything else is refused. */
type Handlers = { [K in CallName]?: (params: never) => Result<K> }

/** A client over Contoso in memory: same contract, no host. Every answer is checked against the contract's schema. */
export function createFixtureClient({
  phase = 'review',
  times = 1,
  delay = 0,
  fail,
}: FixtureOptions = {}): Client {
  const plan = createPlan(times)
  const undos = new Map<string, Map<number, Decision>>()
  const watchers = new Set<WatchListener<{ topic: string; at: number }>>()
  const jobWatchers = new Set<WatchListener<JobEvent>>()
  const history = createHistory()
  let job: JobSnapshot | null = phase === 'export' ? exportJob(today - 16_000) : null
  let ticking: ReturnType<typeof setInterval> | undefined

  const tell = (topic: string) => {
    for (const watcher of watchers) watcher.event({ topic, at: Date.now() })
  }
  const matching = (filter: ChangeFilter | undefined): Change[] => {
    const test = compile(filter ?? {}, (id) => plan.patternOf.get(id) as string)
    return plan.changes.filter(test)
  }
  const decisionsOf = (list: readonly Change[]) => {
    const counts = { undecided: 0, approved: 0, held: 0, rejected: 0 }
    for (const change of list) counts[change.decision] += 1
    return counts
  }
  const select = (selection: ChangeSelection): Change[] => {
    if ('filter' in selection) return matching(selection.filter)
    const ids = new Set(selection.ids)
    return plan.changes.filter((change) => ids.has(change.id))
  }
  const patternsOf = (filter: ChangeFilter | undefined): ChangePattern[] => {
    const by = Map.groupBy(matching(filter), (change) => plan.patternOf.get(change.id) as string)
    return plan.patterns.flatMap((pattern) => {
      const list = by.get(pattern.pattern)
      if (!list) return []
      const decided = new Set(list.map((change) => change.decision))
      const [only] = decided
      return {
        ...pattern,
        count: list.length,
        decision: decided.size === 1 && only ? only : ('mixed' as const),
        undecided: decisionsOf(list).undecided,
      }
    })
  }

  const handlers: Handlers = {
    'workspace.get': () => ({
      name: 'Contoso',
      environment: 'Production',
      path: '/workspaces/contoso',
      user: 'Marta Lindqvist',
      product: '0.1.0',
      identities: 1112,
      waiting: {
        changes: phase === 'new' ? 0 : decisionsOf(plan.changes).undecided,
        joins: 21,
        drift: 6,
        findings: 5,
      },
      audit: { entries: phase === 'new' ? 0 : 41_208, verifiedAt: today, ok: true },
      job: job?.state === 'running' ? job.id : null,
    }),
    'profiles.list': () => ({ profiles: [] }),
    'systems.list': () => (phase === 'new' ? systems.map((s) => ({ ...s, lastImport: null })) : systems),
    'systems.check': () => [
      { ok: true, title: 'Address', detail: 'twin/ad.db is there and can be read.' },
      {
        ok: false,
        title: 'Sign-in',
        detail: 'The password of svc-joinery expired on 9 March.',
        advice: 'Set a new password for the connector.',
      },
    ],
    'session.get': (params: Params<'session.get'>) => {
      if (phase === 'new' && !job) return null
      return { ...createSession(phase === 'export' ? 'export' : 'review'), number: params.number ?? 47 }
    },
    'session.list': (params: Params<'session.list'>) =>
      phase === 'new' ? { total: 0, rows: [] } : page(history, params),
    'jobs.start': (request: JobRequest) => {
      job = { ...exportJob(Date.now()), kind: request.kind }
      begin()
      return { id: job.id }
    },
    'jobs.get': () => job ?? exportJob(today),
    'jobs.cancel': () => {
      if (!job) return { cancelled: false }
      end({ ...job, state: 'cancelled', seq: job.seq + 1 })
      return { cancelled: true }
    },
    'changes.facets': (params: Params<'changes.facets'>) => {
      const list = matching(params.filter)
      const count = (of: (change: Change) => string | null) => {
        const counts = new Map<string, number>()
        for (const change of list) {
          const value = of(change)
          if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
        }
        return [...counts].map(([value, n]) => ({ value, count: n }))
      }
      const bySystem = count((change) => change.system)
      return {
        total: list.length,
        decisions: decisionsOf(list),
        systems: systems
          .filter((s) => s.target)
          .map(({ name, title, letters, hue }) => ({
            name,
            title,
            letters,
            hue,
            count: bySystem.find((entry) => entry.value === name)?.count ?? 0,
          })),
        operations: count((c) => c.operation) as Result<'changes.facets'>['operations'],
        attributes: count((c) => c.attribute),
        risks: count((c) => c.risk) as Result<'changes.facets'>['risks'],
        rules: count((c) => c.rule),
        states: count((c) => c.state) as Result<'changes.facets'>['states'],
        planHash: '9f3c61ab77d0',
        plannedAt: today - 720_000,
      }
    },
    'changes.limits': () => [
      limitOf('Deletes', 3, 50, false),
      limitOf('Disables', 43, 55, false),
      limitOf('Moves', 22, 100, false),
      limitOf('Adds', 100, 250, false),
      limitOf('Removals from Sales-All', 78, 64, true),
    ],
    'changes.patterns': (params: Params<'changes.patterns'>) => page(patternsOf(params.filter), params),
    'changes.list': (params: Params<'changes.list'>) => page(matching(params.filter), params),
    'changes.get': ({ id }: Params<'changes.get'>) => {
      const change = plan.changes[id - 1]
      if (!change)
        throw new ContractError({ code: 'not-found', message: `No change ${id}.`, advice: 'Reload.' })
      return {
        change,
        attributes:
          change.operation === 'add'
            ? [
                { attribute: 'userName', old: null, new: 'juergen.grossmann' },
                { attribute: 'displayName', old: null, new: change.name },
              ]
            : [],
        lineage: [
          {
            system: 'hr',
            text: 'HR employees has org_unit Sales EMEA',
            rule: null,
            detail: 'hr-employees.csv line 318, read 08:02:41',
          },
          {
            system: 'metaverse',
            text: `Metaverse takes it as ${change.attribute ?? 'person'}`,
            rule: 'In from HR employees – Person',
            detail: 'precedence 100, rule version 23',
          },
          {
            system: change.system,
            text: 'Active Directory should follow',
            rule: change.rule,
            detail: 'precedence 100, direct flow',
          },
        ],
        losers: [
          { system: 'co', value: 'Vertrieb DACH', rule: 'In from HR contractors – Person', precedence: 110 },
          { system: 'ad', value: 'Sales', rule: 'In from AD – Person', precedence: 200 },
        ],
        riskReason: '214 people change at once',
        also: [301, 360, 1070].map((n) => plan.changes[n]).filter((c) => c !== undefined),
        decided:
          change.decision === 'undecided'
            ? null
            : { by: 'Marta Lindqvist', at: today - 60_000, reason: null },
        error: null,
        identity: null,
      }
    },
    'changes.decide': ({ selection, decision }: Params<'changes.decide'>) => {
      const before = new Map<number, Decision>()
      for (const change of select(selection)) {
        if (change.decision === decision) continue
        before.set(change.id, change.decision)
        change.decision = decision
      }
      const undo = `u${undos.size + 1}`
      undos.set(undo, before)
      tell('decisions')
      return { changed: before.size, undo, waiting: 0, protected: 0 }
    },
    'changes.undecide': ({ undo }: Params<'changes.undecide'>) => {
      const before = undos.get(undo) ?? new Map<number, Decision>()
      for (const [id, decision] of before) (plan.changes[id - 1] as Change).decision = decision
      tell('decisions')
      return { changed: before.size }
    },
    'findings.list': (params: Params<'findings.list'>) =>
      page(
        [212, 640, 871].map((line, i) => ({
          id: i + 1,
          code: params.code ?? 'rejected-row',
          severity: 'warning' as const,
          system: 'hr',
          object: null,
          attribute: 'hire_date',
          where: `hr-employees.csv, line ${line}`,
          message: `hire_date is not a date: 31.02.202${i}`,
          advice: 'Correct the row in the HR system and import again.',
          run: 1,
          at: today,
        })),
        params,
      ),
    'findings.causes': () => ({
      causes: [
        {
          cause: '["rejected-row",null,"hire_date is not a date: …"]',
          code: 'rejected-row',
          severity: 'error' as const,
          attribute: null,
          title: '3 rows rejected',
          text: 'hire_date is not a date: …',
          count: 3,
          systems: [{ system: 'hr', count: 3 }],
          example: {
            message: 'hire_date is not a date: 31.02.2020',
            advice: 'Correct the row in the HR system and import again.',
            place: 'hr-employees.csv, line 212',
          },
        },
      ],
      looked: 3,
      next: null,
    }),
    'runs.list': (params: Params<'runs.list'>) =>
      page(
        systems.map((system, i) => ({
          id: i + 1,
          session: params.session ?? 47,
          step: 'import' as const,
          system: system.name,
          mode: 'full',
          state: 'done' as const,
          startedAt: today,
          endedAt: today + 3000 + i * 1100,
          statistics: { unchanged: 564 + i, adds: 34, updates: 402, deletes: i },
          message: null,
          by: 'Marta Lindqvist',
          profile: null,
          archives: [],
        })),
        params,
      ),
    'audit.verify': () => ({
      ok: true,
      entries: 41_208,
      brokenAt: null,
      problem: null,
      checkpoints: [],
      prunedThrough: 0,
      archives: [],
    }),
    'audit.export': () => ({ path: '/workspaces/contoso/audit/audit.csv', rows: 41_208 }),
  }

  function begin() {
    tell('job')
    clearInterval(ticking)
    ticking = setInterval(() => {
      if (job?.state !== 'running') return clearInterval(ticking)
      const lines = job.progress.map(advance)
      for (const progress of lines) publish({ type: 'progress', seq: nextSeq(), progress })
      if (lines.every((line) => line.done === line.total)) end({ ...job, state: 'done', seq: job.seq + 1 })
    }, 200)
  }
  const nextSeq = () => (job?.seq ?? 0) + 1
  function publish(event: Extract<JobEvent, { type: 'progress' }>) {
    if (!job) return
    const progress = job.progress.map((l) => (l.system === event.progress.system ? event.progress : l))
    job = { ...job, seq: event.seq, progress }
    for (const watcher of jobWatchers) watcher.event(event)
  }
  function end(ended: JobSnapshot) {
    clearInterval(ticking)
    job = { ...ended, endedAt: Date.now() }
    for (const watcher of jobWatchers) watcher.event({ type: 'ended', seq: job.seq, job })
    tell('job')
  }

  return {
    async call<K extends CallName>(
      method: K,
      params: Params<K>,
      options?: { signal?: AbortSignal | undefined },
    ) {
      const parsed = methods[method].params.parse(params)
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
      options?.signal?.throwIfAborted()
      if (method === fail) throw signInRefused
      const handler = handlers[method] as ((params: unknown) => Result<K>) | undefined
      if (!handler)
        throw new ContractError({ code: 'unknown-method', message: `No ${method}.`, advice: 'Reload.' })
      return methods[method].result.parse(handler(parsed)) as Result<K>
    },
    watch<K extends WatchName>(method: K, _params: Params<K>, listener: WatchListener<EventOf<K>>) {
      if (method === 'workspace.watch') {
        const watcher = listener as WatchListener<{ topic: string; at: number }>
        watchers.add(watcher)
        return () => watchers.delete(watcher)
      }
      const watcher = listener as WatchListener<JobEvent>
      jobWatchers.add(watcher)
      queueMicrotask(() => job && watcher.event({ type: 'snapshot', seq: job.seq, job }))
      return () => jobWatchers.delete(watcher)
    },
    close: () => clearInterval(ticking),
  }
}

const signInRefused = new ContractError({
  code: 'auth',
  message: 'Active Directory refused the sign-in',
  advice:
    'The password of svc-joinery expired on 9 March. 731 changes are written, 323 wait. With the new password the export goes on where it stopped.',
  where: 'LDAP 49/532',
  system: 'dc01.corp.contoso.com:636',
})

function page<T>(
  list: readonly T[],
  { offset = 0, limit = 200 }: { offset?: number | undefined; limit?: number | undefined },
) {
  return { total: list.length, rows: list.slice(offset, offset + limit) }
}

function compile(filter: ChangeFilter, patternOf: (id: number) => string): (change: Change) => boolean {
  const has = (list: readonly string[] | undefined, value: string | null) =>
    !list?.length || (value !== null && list.includes(value))
  const search = filter.search?.toLowerCase()
  return (c) =>
    has(filter.systems, c.system) &&
    has(filter.operations, c.operation) &&
    has(filter.attributes, c.attribute) &&
    has(filter.risks, c.risk) &&
    has(filter.rules, c.rule) &&
    has(filter.decisions, c.decision) &&
    has(filter.states, c.state) &&
    (filter.pattern === undefined || patternOf(c.id) === filter.pattern) &&
    (!search || `${c.name} ${c.key} ${c.attribute} ${c.old} ${c.new}`.toLowerCase().includes(search))
}

function exportJob(at: number): JobSnapshot {
  const line = (system: string, done: number, total: number, rate: number, failed: number): JobProgress => ({
    step: 'export',
    system,
    done,
    total,
    failed,
    rate,
    left: ((total - done) / rate) * 1000,
  })
  return {
    id: 'job-1',
    kind: 'export',
    state: 'running',
    paused: false,
    startedAt: at,
    endedAt: null,
    progress: [line('ad', 731, 1054, 41, 2), line('sn', 96, 208, 9, 0)],
    message: 'Writing approved changes',
    error: null,
    seq: 1,
  }
}

function advance(line: JobProgress): JobProgress {
  const total = line.total ?? 0
  const done = Math.min(total, line.done + Math.ceil(line.rate / 5))
  return { ...line, done, left: ((total - done) / line.rate) * 1000 }
}

/** A limit of the directory. */
const limitOf = (name: string, count: number, allowed: number, over: boolean) => ({
  system: 'ad',
  limit: name,
  name,
  count,
  written: 0,
  allowed,
  baseline: 1000,
  over,
  examples: [],
  override: null,
})
