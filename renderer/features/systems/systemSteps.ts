import type { JobRequest } from '../../../preload/contract/jobs.ts'
import type { Run } from '../../../preload/contract/session.ts'
import type { StepName } from '../../../preload/contract/words.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { formatCounted, formatNumber } from '../../ui/format.ts'

/** One step that can be run over one system. */
export interface SystemStep {
  readonly title: string
  readonly step: StepName
  /** Of imports. */
  readonly mode?: 'full' | 'delta'
  /** Key that runs it, as `useKeys` names it. */
  readonly key: string
  readonly request: JobRequest
  /** Why it cannot be run; null when it can. */
  readonly refused: string | null
}

/** The steps of a system in the order of a session, each with why it cannot be run now. */
export function stepsOf(system: SystemStatus, delta: boolean): readonly SystemStep[] {
  const systems = [system.name]
  return [
    {
      title: 'Full import',
      step: 'import',
      mode: 'full',
      key: 'F',
      request: { kind: 'import', mode: 'full', systems },
      refused: null,
    },
    {
      title: 'Delta import',
      step: 'import',
      mode: 'delta',
      key: 'D',
      request: { kind: 'import', mode: 'delta', systems },
      refused: delta ? null : `${system.connectorTitle} reads everything each time`,
    },
    {
      title: 'Synchronize',
      step: 'synchronize',
      key: 'S',
      request: { kind: 'synchronize', mode: 'delta' },
      refused: null,
    },
    {
      title: system.approved > 0 ? `Export ${formatNumber(system.approved)} approved` : 'Export approved',
      step: 'export',
      key: 'Shift+X',
      request: { kind: 'export', systems },
      refused: !system.target
        ? 'No rule writes to it'
        : system.approved === 0
          ? 'Nothing of it is approved'
          : null,
    },
    {
      title: 'Confirm',
      step: 'confirm',
      key: 'C',
      request: { kind: 'confirm', systems },
      refused: !system.target
        ? 'No rule writes to it'
        : system.unconfirmed === 0
          ? 'Nothing written waits to be read back'
          : null,
    },
  ]
}

/** What stands of a step that was never run. Without a read that came to its end there is nothing a delta could go on from. */
export const neverRun = (step: SystemStep, runs: readonly Run[]): string =>
  step.mode === 'delta' && !runs.some((run) => run.step === 'import' && run.state === 'done')
    ? 'Never run. The first one reads everything'
    : 'Never run'

/** The latest run of a step among those of its system. */
export const lastRunOf = (step: SystemStep, runs: readonly Run[]): Run | undefined =>
  runs.find((run) => run.step === step.step && (step.mode === undefined || run.mode === step.mode))

const told: Partial<Record<StepName, readonly (readonly [key: string, one: string, many: string])[]>> = {
  import: [
    ['read', 'read', 'read'],
    ['adds', 'add', 'adds'],
    ['updates', 'update', 'updates'],
    ['renames', 'rename', 'renames'],
    ['deletes', 'delete', 'deletes'],
    ['rejected', 'rejected', 'rejected'],
  ],
  synchronize: [['planned', 'change planned', 'changes planned']],
  export: [
    ['exported', 'written', 'written'],
    ['failed', 'failed', 'failed'],
  ],
  confirm: [
    ['read', 'read back', 'read back'],
    ['confirmed', 'confirmed', 'confirmed'],
    ['unconfirmed', 'not as written', 'not as written'],
  ],
}

const stateWord: Partial<Record<Run['state'], string>> = {
  running: 'running',
  failed: 'failed',
  cancelled: 'cancelled',
  stopped: 'stopped',
}

/** `1,000 read, 34 adds`; of what did not end well first that. */
export function resultOf({ step, state, statistics, message }: Run): string {
  const figures = (told[step] ?? []).flatMap(([key, one, many], at) => {
    const count = statistics[key] ?? 0
    return count > 0 || at === 0 ? [formatCounted(count, one, many)] : []
  })
  const bad = stateWord[state]
  if (bad !== undefined) return message ? `${bad}: ${message}` : bad
  return figures.join(', ')
}
