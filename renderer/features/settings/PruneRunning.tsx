import { useJob } from '../../client/JobContext.tsx'
import { figureOf } from '../../client/jobProgress.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Progress } from '../../ui/Progress.tsx'

/** How far the prune is that runs, and the way to stop it. */
export function PruneRunning() {
  const { job, cancel } = useJob()
  if (!job) return null
  const figure = figureOf(job)
  return (
    <div className="prune-running" role="status">
      <p className="num">
        {figure ? (
          <b>
            {rich`${formatNumber(figure.done)}${figure.total === null ? '' : t` of ${formatNumber(figure.total)}`} details moved`}
          </b>
        ) : (
          <b>{t('Starting')}</b>
        )}
      </p>
      <Progress done={figure?.done ?? 0} total={figure?.total ?? null} label={t('Prune')} />
      <p className="small muted">{job.message}</p>
      <Button onClick={() => void cancel()}>{t('Cancel the prune')}</Button>
    </div>
  )
}
