import type { JobEvent, JobProgress, JobSnapshot } from '../../preload/contract/jobs.ts'
import { type JobStep, jobStep } from '../../preload/contract/words.ts'

/** Applies one event of `jobs.watch`. Events that the snapshot already includes change nothing. */
export function reduceJob(job: JobSnapshot | null, event: JobEvent): JobSnapshot | null {
  if (event.type === 'snapshot') return event.job
  if (!job || event.seq <= job.seq) return job
  switch (event.type) {
    case 'progress':
      return { ...job, seq: event.seq, progress: replaceLine(job.progress, event.progress) }
    case 'message':
      return { ...job, seq: event.seq, message: event.message }
    case 'paused':
      return { ...job, seq: event.seq, paused: event.paused }
    case 'ended':
      return event.job
  }
}

function replaceLine(lines: readonly JobProgress[], line: JobProgress): JobProgress[] {
  const index = lines.findIndex((l) => l.step === line.step && l.system === line.system)
  return index < 0 ? [...lines, line] : lines.with(index, line)
}

/** The running step as one figure over all its systems. */
export interface StepFigure {
  step: JobStep
  done: number
  /** Null while one of its systems cannot tell. */
  total: number | null
  failed: number
  /** Items a second. */
  rate: number
  /** Milliseconds, null while unknown. */
  left: number | null
  /** It waits between two objects until somebody lets it go on. */
  paused: boolean
}

/** Sums the lines of the step that is furthest along; null before the first line. */
export function figureOf(job: JobSnapshot): StepFigure | null {
  const order = jobStep.options
  const step = order.findLast((name) => job.progress.some((line) => line.step === name))
  if (!step) return null
  const ofStep = job.progress.filter((line) => line.step === step)
  // A line without a system is the whole step; lines of systems are its parts.
  const parts = ofStep.some((line) => line.system !== null) ? ofStep.filter((l) => l.system !== null) : ofStep
  const figure: StepFigure = { step, done: 0, total: 0, failed: 0, rate: 0, left: null, paused: job.paused }
  for (const line of parts) {
    const finished = line.total !== null && line.done >= line.total
    figure.done += line.done
    figure.failed += line.failed
    figure.total = figure.total === null || line.total === null ? null : figure.total + line.total
    // Who waits has no rate, and nobody knows when it ends.
    if (finished || job.paused) continue
    figure.rate += line.rate
    if (line.left !== null) figure.left = Math.max(figure.left ?? 0, line.left)
  }
  return figure
}

/** Share that is done, 0 to 1; null while the end is unknown. */
export function shareOf(figure: StepFigure | null): number | null {
  if (!figure || figure.total === null) return null
  return figure.total === 0 ? 0 : Math.min(1, figure.done / figure.total)
}

/** Which tenth is reached, 0 to 10: readers hear of progress at each. */
export function tenthOf(figure: StepFigure | null): number {
  return Math.floor((shareOf(figure) ?? 0) * 10)
}
