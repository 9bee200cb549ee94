import { useJob } from '../../client/JobContext.tsx'
import { figureOf } from '../../client/jobProgress.ts'
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
            {formatNumber(figure.done)}
            {figure.total === null ? '' : ` of ${formatNumber(figure.total)}`} details moved
          </b>
        ) : (
          <b>Starting</b>
        )}
      </p>
      <Progress done={figure?.done ?? 0} total={figure?.total ?? null} label="Prune" />
      <p className="small muted">{job.message}</p>
      <Button onClick={() => void cancel()}>Cancel the prune</Button>
    </div>
  )
}
