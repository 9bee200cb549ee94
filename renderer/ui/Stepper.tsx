import type { SessionStep } from '../../preload/contract/session.ts'
import type { StepState } from '../../preload/contract/words.ts'
import { t } from '../language/text.ts'
import { Glyph } from './Glyph.tsx'
import { Spinner } from './Progress.tsx'
import { stepWord } from './words.ts'

const stateClass: Record<StepState, string> = {
  waiting: '',
  running: 'is-now',
  done: 'is-done',
  stopped: 'is-now is-stopped',
  failed: 'is-now is-failed',
  cancelled: 'is-now is-cancelled',
}

const spoken: Record<StepState, string> = {
  waiting: t('waiting'),
  running: t('running'),
  done: t('done'),
  stopped: t('stopped by a limit'),
  failed: t('failed, can be resumed'),
  cancelled: t('cancelled, can be resumed'),
}

interface StepperProps {
  steps: readonly SessionStep[]
  /** Share of the running step that is done, 0 to 1; null while it cannot be told. */
  share: number | null
  /** The running step waits until somebody lets it go on. */
  paused?: boolean
  /** What stands under the running step instead of its note. */
  runningNote?: string
}

/** The six steps of a session under a 3 px bar; the note under a name is the result, not a description. */
export function Stepper({ steps, share, paused = false, runningNote }: StepperProps) {
  return (
    <ol className="stepper" aria-label={t('Steps of the session')}>
      {steps.map((step, index) => (
        <li
          key={step.step}
          className={`step ${stateClass[step.state]}`}
          aria-current={step.state === 'running' ? 'step' : undefined}
        >
          <span className="bar" aria-hidden="true">
            <i style={{ width: `${widthOf(step.state, share)}%` }} />
          </span>
          <span className="name">
            <StepDot state={step.state} number={index + 1} share={share} paused={paused} />
            {stepWord[step.step]}
            <span className="hidden-text">
              , {step.state === 'running' && paused ? t('paused') : spoken[step.state]}
            </span>
          </span>
          <span className="note num">
            {(step.state === 'running' && runningNote) || step.note || '\u00a0'}
          </span>
        </li>
      ))}
    </ol>
  )
}

function widthOf(state: StepState, share: number | null): number {
  if (state === 'waiting') return 0
  if (state === 'done') return 100
  if (state === 'running') return (share ?? 0.04) * 100
  return 60
}

interface StepDotProps {
  state: StepState
  number: number
  share: number | null
  paused: boolean
}

function StepDot({ state, number, share, paused }: StepDotProps) {
  if (state === 'running' && paused) return <Glyph name="pause" />
  if (state === 'running') {
    return (
      <span className="dot is-plain" aria-hidden="true">
        <Spinner share={share} />
      </span>
    )
  }
  if (state === 'done') {
    return (
      <span className="dot" aria-hidden="true">
        <Glyph name="done" />
      </span>
    )
  }
  if (state === 'stopped') return <Glyph name="warn" className="is-disable" />
  if (state === 'failed') return <Glyph name="error" className="is-delete" />
  if (state === 'cancelled') return <Glyph name="pause" />
  return (
    <span className="dot" aria-hidden="true">
      {number}
    </span>
  )
}
