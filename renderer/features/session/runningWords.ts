import type { StepFigure } from '../../client/jobProgress.ts'
import { t } from '../../language/text.ts'
import { formatDuration, formatNumber } from '../../ui/format.ts'
import { stepWord } from '../../ui/words.ts'

type Step = StepFigure['step']

/** What the figure counts: `827` *of 1,262 approved changes written*. */
const counted: Record<Step, { known: string; unknown: string; rate: string; done: string }> = {
  import: { known: t('objects read'), unknown: t('objects read'), rate: t('objects'), done: t('read') },
  synchronize: {
    known: t('objects synchronized'),
    unknown: t('objects synchronized'),
    rate: t('objects'),
    done: t('synchronized'),
  },
  review: {
    known: t('changes decided'),
    unknown: t('changes decided'),
    rate: t('changes'),
    done: t('decided'),
  },
  export: {
    known: t('approved changes written'),
    unknown: t('changes written'),
    rate: t('changes'),
    done: t('written'),
  },
  confirm: {
    known: t('objects read back'),
    unknown: t('objects read back'),
    rate: t('objects'),
    done: t('read back'),
  },
  report: { known: t('lines written'), unknown: t('lines written'), rate: t('lines'), done: t('written') },
  prune: { known: t('details moved'), unknown: t('details moved'), rate: t('details'), done: t('moved') },
}

/** What may be relied on while the step runs. */
const promises: Record<Step, string> = {
  import: t('Reading changes nothing in any system'),
  synchronize: t('Nothing is written to any system'),
  review: '',
  export: t('The old value is kept of everything that is overwritten'),
  confirm: t('Every value is compared with what was written'),
  report: '',
  prune: t('The archive is whole on the disk before anything leaves the database'),
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
  const rest = figure.total === null ? words.unknown : t`of ${formatNumber(figure.total)} ${words.known}`
  return {
    figure: done,
    rest,
    left: figure.left === null ? null : formatDuration(Math.max(1000, Math.round(figure.left / 1000) * 1000)),
    rate: figure.rate > 0 ? formatNumber(Math.max(1, Math.round(figure.rate))) : null,
    rateUnit: t`${words.rate} a second`,
    failed: figure.failed > 0 ? formatNumber(figure.failed) : null,
    promise: figure.paused ? t('Paused between two objects: nothing is half written') : promises[figure.step],
    note: `${
      figure.total === null
        ? `${done} ${words.unknown}`
        : t`${done} of ${formatNumber(figure.total)} ${words.done}`
    }${figure.paused ? t(', paused') : ''}`,
    cancel: t`Cancel ${stepWord[figure.step].toLowerCase()}`,
  }
}
