import type { NextStep, Session, SessionStep, SessionSummary } from '../../preload/contract/session.ts'
import type { OperationCounts, StepName, StepState, SystemTile } from '../../preload/contract/words.ts'
import type { RunRow, SessionData } from '../store/port.ts'
import { describeFindings } from './finding-words.ts'
import { systemName } from './system-words.ts'
import { capital, counted, duration, number, outdatedPlan } from './wording.ts'
import type { Workspace, WorkspaceSystem } from './workspace.ts'

const stepNames: readonly StepName[] = ['import', 'synchronize', 'review', 'export', 'confirm', 'report']

interface Plan {
  readonly undecided: number
  readonly approved: number
  readonly held: number
  readonly rejected: number
  readonly unconfirmed: number
  /** Systems this session has not read yet. */
  readonly notRead: readonly string[]
  /** What has changed since the last synchronization that concerns what is planned: the rules, or what a system looks like. */
  readonly outdated: string | undefined
}

/** One session whole, as its screen shows it; the last one when no number is given. */
export async function sessionView(workspace: Workspace, wanted: number | undefined): Promise<Session | null> {
  const { store } = workspace
  const data = await store.call('sessionData', { number: wanted })
  if (data === undefined) return null
  const current = data.session.ended === null
  const [pending, approved, spaces, metaverse, unmatched, groups, facets, undecided] = await Promise.all([
    store.call('pendingCounts', { condition: 'pending' }),
    store.call('pendingCounts', { condition: 'approved' }),
    store.call('spaceCounts', null),
    store.call('metaverseCounts', { provisioned: provisionedTypes(workspace) }),
    store.call('unmatchedBySystem', null),
    store.call('findingGroups', null),
    store.call('facets', { filter: { states: ['planned', 'exporting'] } }),
    store.call('pendingCounts', { condition: 'undecided' }),
  ])
  const notRead = workspace.systems.filter(
    (system) =>
      workspace.readsFrom(system) &&
      !data.runs.some((run) => run.step === 'import' && run.system === system.id),
  )
  const plan: Plan = {
    ...facets.decisions,
    undecided: [...undecided.values()].reduce(
      (sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
      0,
    ),
    notRead: notRead.map((system) => system.source.title),
    outdated: await store.call('getSetting', { name: 'full-synchronization-due' }),
    unconfirmed: spaces.reduce((sum, space) => sum + space.unconfirmed, 0),
  }
  const steps = stepsOf(data, current ? plan : undefined)
  const titleOf = (id: number | null): string =>
    id === null ? 'Metaverse' : (workspace.systemById(id)?.source.title ?? `system ${id}`)
  const synchronized = lastOf(data.runs, 'synchronize')
  const statistics = synchronized === undefined ? {} : numbers(synchronized)
  return {
    number: data.session.id,
    startedAt: data.session.started,
    startedBy: data.session.author,
    endedAt: data.session.ended,
    steps,
    next: nextStep(steps, plan, current),
    systems: workspace.systems.map((system) => {
      const space = spaces.find((row) => row.system === system.id)
      const imported = data.runs.findLast((run) => run.step === 'import' && run.system === system.id)
      const state = (name: string): number =>
        data.states.filter((s) => s.system === system.id && s.state === name).reduce((sum, s) => sum + s.n, 0)
      return {
        ...tileOf(system),
        import: imported === undefined || imported.state === 'running' ? null : importNumbers(imported),
        linked: space?.joined ?? 0,
        waiting: (space?.ambiguous ?? 0) + (unmatched.find((row) => row.system === system.id)?.n ?? 0),
        planned: pending.get(system.id) ?? none(),
        approved: approved.get(system.id) ?? none(),
        exported: data.exported.get(system.id) ?? none(),
        failed: state('failed'),
        confirmed: state('confirmed'),
        unconfirmed: state('unconfirmed'),
      }
    }),
    metaverse: {
      objects: metaverse.objects,
      projected: statistics.projections ?? 0,
      joined: metaverse.joined,
      withoutAccount: metaverse.withoutAccount,
      filtered: metaverse.filtered,
      ambiguous: metaverse.ambiguous,
      unmatched: metaverse.unmatched,
      bySource: metaverse.bySource.flatMap(({ system, objects }) => {
        const name = workspace.systemById(system)?.source.name
        return name === undefined ? [] : [{ system: name, objects }]
      }),
    },
    findings: groups.map((group) => describeFindings(group, titleOf)),
    auditCsv: data.session.audit_csv,
    pruned: prunedOf(data),
  }
}

/** Metaverse types that some rule gives accounts to; a group that is only carried along is not without one. */
const provisionedTypes = (workspace: Workspace): string[] => [
  ...new Set(
    workspace.configuration.rules.flatMap((rule) =>
      rule.direction === 'outbound' && rule.link === 'provision' ? [rule.from] : [],
    ),
  ),
]

/** One line of the history. */
export function sessionSummary(workspace: Workspace, data: SessionData): SessionSummary {
  const exported = none()
  for (const counts of data.exported.values())
    for (const key of Object.keys(exported) as (keyof OperationCounts)[]) exported[key] += counts[key]
  const state = (name: string): number =>
    data.states.filter((row) => row.state === name).reduce((sum, row) => sum + row.n, 0)
  return {
    number: data.session.id,
    startedAt: data.session.started,
    endedAt: data.session.ended,
    startedBy: data.session.author,
    steps: stepsOf(data, undefined),
    machineTime: data.machineTime,
    imported: latestImports(data.runs).reduce((sum, run) => sum + (numbers(run).read ?? 0), 0),
    imports: latestImports(data.runs).flatMap((run) => {
      if (run.system === null || run.ended === null) return []
      const { read, adds, updates, deletes } = importNumbers(run)
      const system = systemName(workspace, run.system)
      return [{ system, read, adds, updates, deletes, took: run.ended - run.started }]
    }),
    planned: numbers(lastOf(data.runs, 'synchronize')).planned ?? 0,
    exported,
    failed: state('failed'),
    confirmed: state('confirmed'),
    unconfirmed: state('unconfirmed'),
    approvedBy: [...data.approvers],
    auditCsv: data.session.audit_csv,
    pruned: prunedOf(data),
  }
}

/** When the details of a session went, and into which files; null: they are here. */
const prunedOf = ({ archives }: SessionData): Session['pruned'] =>
  archives.length === 0
    ? null
    : {
        at: Math.max(...archives.map(({ at }) => at)),
        archives: archives.map(({ name }) => `archive/${name}`),
      }

export function tileOf(system: WorkspaceSystem): SystemTile {
  const { name, title, letters, hue } = system.source
  return { name, title, letters, hue }
}

export const none = (): OperationCounts => ({ add: 0, update: 0, move: 0, disable: 0, delete: 0 })

export const numbers = (run: RunRow | undefined): Record<string, number> =>
  run === undefined ? {} : (JSON.parse(run.statistics) as Record<string, number>)

export function importNumbers(run: RunRow) {
  const n = numbers(run)
  const of = (key: string): number => n[key] ?? 0
  return {
    read: of('read'),
    unchanged: of('unchanged'),
    adds: of('adds'),
    updates: of('updates'),
    renames: of('renames'),
    deletes: of('deletes'),
    rejected: of('rejected'),
  }
}

const lastOf = (runs: readonly RunRow[], step: StepName): RunRow | undefined =>
  runs.findLast((run) => run.step === step)

function latestImports(runs: readonly RunRow[]): RunRow[] {
  const latest = new Map<number | null, RunRow>()
  for (const run of runs) if (run.step === 'import') latest.set(run.system, run)
  return [...latest.values()]
}

/** The last run of a step over each system: what happened before was made good by it. */
function runsOf(runs: readonly RunRow[], step: StepName): RunRow[] {
  const latest = new Map<number | null, RunRow>()
  for (const run of runs) if (run.step === step) latest.set(run.system, run)
  return [...latest.values()]
}

function stepsOf(data: SessionData, plan: Plan | undefined): SessionStep[] {
  const written = lastOf(data.runs, 'export')
  return stepNames.map((step) => {
    if (step === 'review') return reviewStep(data, plan, written)
    const runs = runsOf(data.runs, step)
    const startedAt = runs.length === 0 ? null : Math.min(...runs.map((run) => run.started))
    const open = runs.some((run) => run.ended === null)
    const endedAt = open || runs.length === 0 ? null : Math.max(...runs.map((run) => run.ended as number))
    const state = stateOf(runs)
    return { step, state, note: noteOf(step, runs, state), startedAt, endedAt }
  })
}

function stateOf(runs: readonly RunRow[]): StepState {
  for (const state of ['running', 'failed', 'stopped', 'cancelled'] as const)
    if (runs.some((run) => run.state === state)) return state
  return runs.length === 0 ? 'waiting' : 'done'
}

function reviewStep(data: SessionData, plan: Plan | undefined, written: RunRow | undefined): SessionStep {
  const synchronized = lastOf(data.runs, 'synchronize')
  const startedAt = synchronized?.ended ?? null
  const done =
    data.session.ended !== null || written !== undefined || (plan !== undefined && plan.undecided === 0)
  const state: StepState = synchronized?.state !== 'done' ? 'waiting' : done ? 'done' : 'running'
  const parts =
    plan === undefined
      ? []
      : [
          plan.undecided > 0 ? `${number(plan.undecided)} undecided` : '',
          plan.approved > 0 ? `${number(plan.approved)} approved` : '',
          plan.held > 0 ? `${number(plan.held)} held` : '',
          plan.rejected > 0 ? `${number(plan.rejected)} rejected` : '',
        ]
  const decided = data.states.reduce((sum, row) => sum + row.n, 0)
  const note = parts.filter((part) => part !== '').join(', ')
  return {
    step: 'review',
    state,
    note: reviewNote(state, plan, note, decided),
    startedAt,
    endedAt: written?.started ?? null,
  }
}

function reviewNote(state: StepState, plan: Plan | undefined, planned: string, decided: number): string {
  if (state === 'waiting') return ''
  if (planned !== '') return planned
  if (decided > 0) return `${number(decided)} approved`
  // A list of sessions does not count what is undecided.
  return state === 'running' && plan === undefined ? 'in review' : 'nothing to decide'
}

function noteOf(step: StepName, runs: readonly RunRow[], state: StepState): string {
  if (runs.length === 0) return ''
  if (state === 'running') return ''
  const failed = runs.find((run) => run.state !== 'done')
  if (failed !== undefined) return failed.message ?? failed.state
  const sum = (key: string): number => runs.reduce((total, run) => total + (numbers(run)[key] ?? 0), 0)
  const took = duration(runs.reduce((total, run) => total + ((run.ended ?? run.started) - run.started), 0))
  switch (step) {
    case 'import':
      return `${counted(sum('read'), 'object')} in ${took}`
    case 'synchronize':
      return `${number(sum('planned'))} planned in ${took}`
    case 'export':
      return `${number(sum('exported') + sum('recovered'))} written${sum('failed') > 0 ? `, ${number(sum('failed'))} failed` : ''}${sum('returned') > 0 ? `, ${number(sum('returned'))} in review again` : ''} in ${took}`
    case 'confirm':
      return `${number(sum('confirmed'))} confirmed${sum('unconfirmed') > 0 ? `, ${number(sum('unconfirmed'))} not found` : ''}`
    case 'report':
      return counted(sum('rows'), 'line')
    case 'review':
      return ''
  }
}

/** What comes next, in one sentence with one button. */
export function nextStep(steps: readonly SessionStep[], plan: Plan, current: boolean): NextStep {
  const state = (step: StepName): StepState => (steps.find((s) => s.step === step) as SessionStep).state
  const running = steps.find((s) => s.state === 'running' && s.step !== 'review')
  if (running !== undefined) return { sentence: sentenceWhile(running.step), action: 'wait', label: '' }
  if (!current)
    return {
      sentence: 'This session is over and reported. A new one starts with reading all systems.',
      action: 'start',
      label: 'Start a session',
    }
  const broken = steps.find((s) => s.state === 'failed' || s.state === 'cancelled' || s.state === 'stopped')
  if (broken !== undefined) {
    if (broken.state === 'stopped')
      return {
        sentence: `${broken.note}.${broken.note.includes('before its first write') ? ' Nothing was written.' : ''}`,
        action: 'review',
        label: 'Review the changes',
      }
    const action = broken.step === 'import' ? 'start' : (broken.step as NextStep['action'])
    return {
      sentence: `${broken.note} Nothing is lost: the step goes on where it was.`,
      action,
      label: `Run ${broken.step} again`,
    }
  }
  if (state('import') === 'waiting')
    return {
      sentence: 'Read all systems to see what has changed.',
      action: 'start',
      label: 'Read all systems',
    }
  if (plan.outdated !== undefined && state('synchronize') === 'done')
    return {
      sentence: `${capital(outdatedPlan(plan.outdated, 'the changes were'))}. What stays the same keeps its approval.`,
      action: 'synchronize',
      label: 'Synchronize again',
    }
  if (plan.notRead.length > 0 && state('synchronize') === 'waiting')
    return {
      sentence: `${plan.notRead.join(', ')} ${plan.notRead.length === 1 ? 'was' : 'were'} not read yet. A session decides over what all systems say.`,
      action: 'start',
      label: 'Read all systems',
    }
  if (state('synchronize') === 'waiting')
    return {
      sentence: 'Everything is read. Synchronization works out what should change; it writes nothing.',
      action: 'synchronize',
      label: 'Synchronize',
    }
  if (plan.unconfirmed > 0)
    return {
      sentence: `${counted(plan.unconfirmed, 'written value')} ${plan.unconfirmed === 1 ? 'waits' : 'wait'} to be read back. Only then is it certain that they are there.`,
      action: 'confirm',
      label: `Confirm ${number(plan.unconfirmed)}`,
    }
  if (plan.approved > 0)
    return {
      sentence: `${counted(plan.approved, 'change is', 'changes are')} approved${plan.undecided > 0 ? `, ${number(plan.undecided)} still undecided` : ''}. The old values are kept.`,
      action: 'export',
      label: `Export ${number(plan.approved)} approved`,
    }
  if (plan.undecided > 0)
    return {
      sentence: `${counted(plan.undecided, 'change waits', 'changes wait')} for your decision. Nothing is written before.`,
      action: 'review',
      label: `Review ${counted(plan.undecided, 'change')}`,
    }
  if (state('report') === 'done')
    return { sentence: 'This session is over and reported.', action: 'start', label: 'Start a session' }
  return {
    sentence: 'Nothing is left to write. The report closes the session and keeps what was done.',
    action: 'report',
    label: 'Write the report',
  }
}

function sentenceWhile(step: StepName): string {
  switch (step) {
    case 'import':
      return 'The systems are being read. Reading changes nothing in them.'
    case 'synchronize':
      return 'The rules are being evaluated. Nothing is written to any system.'
    case 'export':
      return 'When the last change is written, Joinery reads the objects back and confirms every value.'
    case 'confirm':
      return 'What was written is being read back.'
    default:
      return 'The report is being written.'
  }
}
