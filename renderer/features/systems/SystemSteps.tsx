import { useRef } from 'react'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useJob } from '../../client/JobContext.tsx'
import { figureOf } from '../../client/jobProgress.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { formatMoment, formatNumber } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { stepWord } from '../../ui/words.ts'
import { lastRunOf, neverRun, resultOf, type SystemStep, stepsOf } from './systemSteps.ts'

/** The steps of one system: when each ran last and with what result, and a button that runs it. */
export function SystemSteps({ system }: { system: SystemStatus }) {
  const { job, running, refused, start, cancel } = useJob()
  const connectors = useCall('connectors.list', {}).data
  const runs = useCall('systems.steps', { system: system.name }).data ?? []
  const started = useRef<string | null>(null)
  const delta = connectors?.find(({ id }) => id === system.connector)?.delta ?? false
  const steps = stepsOf(system, delta)
  const run = (step: SystemStep) => {
    if (running || step.refused !== null) return
    started.current = system.name
    void start(step.request)
  }
  useKeys(steps.map((step) => [step.key, () => run(step)] as const))
  const figure = running && job ? figureOf(job) : null
  const isHere = (step: SystemStep): boolean =>
    running &&
    figure?.step === step.step &&
    job?.progress.some(
      (line) => line.step === step.step && (line.system === null || line.system === system.name),
    ) === true
  const ended = started.current === system.name && job && !running ? job.error : null
  return (
    <PanePart title={t('Steps')}>
      {refused && started.current === system.name ? <ErrorNotice error={refused} /> : null}
      {ended ? <ErrorNotice error={ended} /> : null}
      <ul className="system-steps">
        {steps.map((step) => {
          const last = lastRunOf(step, runs)
          const here = isHere(step)
          const why = running ? t`${figure ? stepWord[figure.step] : t('A step')} is running` : step.refused
          return (
            <li key={step.step + (step.mode ?? '')}>
              <div>
                <p className="medium">{step.title}</p>
                <p className="small muted num" title={step.refused ?? undefined}>
                  {here && figure
                    ? t`Running: ${formatNumber(figure.done)}${figure.total === null ? '' : t` of ${formatNumber(figure.total)}`}`
                    : last
                      ? `${formatMoment(last.startedAt, Date.now())}: ${resultOf(last)}`
                      : (step.refused ?? neverRun(step, runs))}
                </p>
                {last && step.refused && !here ? <p className="small faint">{step.refused}</p> : null}
              </div>
              {here ? (
                <Button small onClick={() => void cancel()}>
                  {t('Cancel')}
                </Button>
              ) : (
                <span title={why ?? undefined}>
                  <Button
                    small
                    label={t`Run: ${step.title}`}
                    shortcut={step.key}
                    disabled={why !== null}
                    onClick={() => run(step)}
                  >
                    {t('Run')}
                  </Button>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </PanePart>
  )
}
