import type { JobRequest } from '../../../preload/contract/jobs.ts'
import type { Run } from '../../../preload/contract/session.ts'
import type { StepName } from '../../../preload/contract/words.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { t } from '../../language/text.ts'
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
      title: t('Full import'),
      step: 'import',
      mode: 'full',
      key: 'F',
      request: { kind: 'import', mode: 'full', systems },
      refused: null,
    },
    {
      title: t('Delta import'),
      step: 'import',
      mode: 'delta',
      key: 'D',
      request: { kind: 'import', mode: 'delta', systems },
      refused: delta ? null : t`${system.connectorTitle} reads everything each time`,
    },
    {
      title: t('Synchronize'),
      step: 'synchronize',
      key: 'S',
      request: { kind: 'synchronize', mode: 'delta' },
      refused: null,
    },
    {
      title: system.approved > 0 ? t`Export ${formatNumber(system.approved)} approved` : t('Export approved'),
      step: 'export',
      key: 'Shift+X',
      request: { kind: 'export', systems },
      refused: !system.target
        ? t('No rule writes to it')
        : system.approved === 0
          ? t('Nothing of it is approved')
          : null,
    },
    {
      title: t('Confirm'),
      step: 'confirm',
      key: 'C',
      request: { kind: 'confirm', systems },
      refused: !system.target
        ? t('No rule writes to it')
        : system.unconfirmed === 0
          ? t('Nothing written waits to be read back')
          : null,
    },
  ]
}

/** What stands of a step that was never run. Without a read that came to its end there is nothing a delta could go on from. */
export const neverRun = (step: SystemStep, runs: readonly Run[]): string =>
  step.mode === 'delta' && !runs.some((run) => run.step === 'import' && run.state === 'done')
    ? t('Never run. The first one reads everything')
    : t('Never run')

/** The latest run of a step among those of its system. */
export const lastRunOf = (step: SystemStep, runs: readonly Run[]): Run | undefined =>
  runs.find((run) => run.step === step.step && (step.mode === undefined || run.mode === step.mode))

type Counted = readonly [key: string, words: (count: number) => string]

const told: Partial<Record<StepName, readonly Counted[]>> = {
  import: [
    ['read', (n) => formatCounted(n, 'read', 'read')],
    ['adds', (n) => formatCounted(n, 'add')],
    ['updates', (n) => formatCounted(n, 'update')],
    ['renames', (n) => formatCounted(n, 'rename')],
    ['deletes', (n) => formatCounted(n, 'delete')],
    ['rejected', (n) => formatCounted(n, 'rejected', 'rejected')],
  ],
  synchronize: [['planned', (n) => formatCounted(n, 'change planned', 'changes planned')]],
  export: [
    ['exported', (n) => formatCounted(n, 'written', 'written')],
    ['failed', (n) => formatCounted(n, 'failed', 'failed')],
  ],
  confirm: [
    ['read', (n) => formatCounted(n, 'read back', 'read back')],
    ['confirmed', (n) => formatCounted(n, 'confirmed', 'confirmed')],
    ['unconfirmed', (n) => formatCounted(n, 'not as written', 'not as written')],
  ],
}

const stateWord: Partial<Record<Run['state'], string>> = {
  running: t('running'),
  failed: t('failed'),
  cancelled: t('cancelled'),
  stopped: t('stopped'),
}

/** `1,000 read, 34 adds`; of what did not end well first that. */
export function resultOf({ step, state, statistics, message }: Run): string {
  const figures = (told[step] ?? []).flatMap(([key, words], at) => {
    const count = statistics[key] ?? 0
    return count > 0 || at === 0 ? [words(count)] : []
  })
  const bad = stateWord[state]
  if (bad !== undefined) return message ? `${bad}: ${message}` : bad
  return figures.join(', ')
}
