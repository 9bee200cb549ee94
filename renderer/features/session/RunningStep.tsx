import { useEffect, useRef } from 'react'
import type { JobSnapshot } from '../../../preload/contract/jobs.ts'
import { figureOf, tenthOf } from '../../client/jobProgress.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { stepWord } from '../../ui/words.ts'
import { runningText } from './runningWords.ts'

interface RunningStepProps {
  job: JobSnapshot
  onCancel: () => void
  /** Only an export can wait. */
  onPause: (paused: boolean) => void
}

/** The one figure of the running step, its rate and what is left, and the way to stop it. */
export function RunningStep({ job, onCancel, onPause }: RunningStepProps) {
  const figure = figureOf(job)
  const pausable = figure?.step === 'export'
  useKeys(pausable ? [['Space', () => onPause(!job.paused)]] : [])
  useSpokenProgress(job)
  if (!figure) {
    return (
      <section className="running" aria-label={t('Starting')}>
        <p className="figure">
          <small>{job.message || t('Starting')}</small>
        </p>
        <Progress done={0} total={null} label={t('Starting')} />
      </section>
    )
  }
  const text = runningText(figure)
  return (
    <section className="running" aria-label={stepWord[figure.step]}>
      <p className="figure num">
        {text.figure} <small>{text.rest}</small>
      </p>
      <div className="buttons">
        {pausable ? (
          <Button kind={job.paused ? 'primary' : 'default'} onClick={() => onPause(!job.paused)}>
            {job.paused ? t('Go on') : t('Pause')}
          </Button>
        ) : null}
        <Button onClick={onCancel}>{text.cancel}</Button>
      </div>
      <Progress done={figure.done} total={figure.total} label={stepWord[figure.step]} />
      <p className="facts num">
        {figure.paused ? (
          <span>
            <b>{t('Paused')}</b>
          </span>
        ) : null}
        {text.left ? <span>{rich`${<b>{text.left}</b>} left`}</span> : null}
        {text.rate ? (
          <span>
            <b>{text.rate}</b> {text.rateUnit}
          </span>
        ) : null}
        {text.failed ? <span>{rich`${<b>{text.failed}</b>} failed`}</span> : null}
        {job.kind === 'profile' && job.message ? <span>{job.message}</span> : null}
        <span className="promise">{text.promise || (job.kind === 'profile' ? '' : job.message)}</span>
      </p>
    </section>
  )
}

/** Tells readers of the start of a step and of every tenth. */
function useSpokenProgress(job: JobSnapshot) {
  const announce = useAnnounce()
  const figure = figureOf(job)
  const tenth = tenthOf(figure)
  const step = figure?.step
  const paused = figure?.paused
  const said = useRef('')
  useEffect(() => {
    if (paused) announce(t('Paused'))
  }, [announce, paused])
  useEffect(() => {
    if (!step) return
    const key = `${step}${tenth}`
    if (said.current === key) return
    said.current = key
    announce(tenth === 0 ? t`${stepWord[step]} has started` : `${stepWord[step]} ${tenth * 10} %`)
  }, [announce, step, tenth])
}
