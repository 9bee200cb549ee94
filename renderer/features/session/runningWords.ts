import type { StepFigure } from '../../client/jobProgress.ts'
import { formatDuration, formatNumber } from '../../ui/format.ts'
import { stepWord } from '../../ui/words.ts'

type Step = StepFigure['step']

/** What the figure counts: `827` *of 1,262 approved changes written*. */
const counted: Record<Step, { known: string; unknown: string; rate: string; done: string }> = {
  import: { known: 'objects read', unknown: 'objects read', rate: 'objects', done: 'read' },
  synchronize: {
    known: 'objects synchronized',
    unknown: 'objects synchronized',
    rate: 'objects',
    done: 'synchronized',
  },
  review: { known: 'changes decided', unknown: 'changes decided', rate: 'changes', done: 'decided' },
  export: { known: 'approved changes written', unknown: 'changes written', rate: 'changes', done: 'written' },
  confirm: { known: 'objects read back', unknown: 'objects read back', rate: 'objects', done: 'read back' },
  report: { known: 'lines written', unknown: 'lines written', rate: 'lines', done: 'written' },
  prune: { known: 'details moved', unknown: 'details moved', rate: 'details', done: 'moved' },
}

/** What may be relied on while the step runs. */
const promises: Record<Step, string> = {
  import: 'Reading changes nothing in any system',
  synchronize: 'Nothing is written to any system',
  review: '',
  export: 'The old value is kept of everything that is overwritten',
  confirm: 'Every value is compared with what was written',
  report: '',
  prune: 'The archive is whole on the disk before anything leaves the database',
}

export interface RunningText {
  figure: string
  rest: string
  left: string | null
  rate: string | null
  rateUnit: string
  failed: string | null
  promise: string
  /** The note under the step's name. */
  note: string
  cancel: string
}

export function runningText(figure: StepFigure): RunningText {
  const words = counted[figure.step]
  const done = formatNumber(figure.done)
  const rest = figure.total === null ? words.unknown : `of ${formatNumber(figure.total)} ${words.known}`
  return {
    figure: done,
    rest,
    left: figure.left === null ? null : formatDuration(Math.max(1000, Math.round(figure.left / 1000) * 1000)),
    rate: figure.rate > 0 ? formatNumber(Math.max(1, Math.round(figure.rate))) : null,
    rateUnit: `${words.rate} a second`,
    failed: figure.failed > 0 ? formatNumber(figure.failed) : null,
    promise: figure.paused ? 'Paused between two objects: nothing is half written' : promises[figure.step],
    note: `${
      figure.total === null
        ? `${done} ${words.unknown}`
        : `${done} of ${formatNumber(figure.total)} ${words.done}`
    }${figure.paused ? ', paused' : ''}`,
    cancel: `Cancel ${stepWord[figure.step].toLowerCase()}`,
  }
}
