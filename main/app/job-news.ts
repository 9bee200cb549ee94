import type { JobProgress, JobSnapshot } from '../../preload/contract/jobs.ts'
import type { Host } from '../host/port.ts'
import type { FromHost } from './host-messages.ts'

export type JobNews = Extract<FromHost, { type: 'job' }>

/** Tells of the job that runs, from its start to its end, and of the next ones; until the signal aborts. */
export async function followJobs(
  host: Host,
  tell: (news: JobNews) => void,
  signal: AbortSignal,
): Promise<void> {
  let followed: string | null = null
  for await (const _ of host.watch('workspace.watch', {}, signal)) {
    const { job } = await host.call('workspace.get', {}, signal)
    if (job === null || job === followed) continue
    followed = job
    await followJob(host, job, tell, signal)
  }
}

async function followJob(
  host: Host,
  id: string,
  tell: (news: JobNews) => void,
  signal: AbortSignal,
): Promise<void> {
  const lines = new Map<string, JobProgress>()
  let paused = false
  for await (const event of host.watch('jobs.watch', { id }, signal)) {
    if (event.type === 'ended') {
      tell({
        type: 'job',
        state: event.job.state,
        share: null,
        message: wordsOf(event.job),
        seconds: secondsOf(event.job),
      })
      return
    }
    if (event.type === 'snapshot') {
      paused = event.job.paused
      lines.clear()
      for (const line of event.job.progress) lines.set(keyOf(line), line)
      // It ended before anybody could look.
      if (event.job.state !== 'running') {
        tell({
          type: 'job',
          state: event.job.state,
          share: null,
          message: wordsOf(event.job),
          seconds: secondsOf(event.job),
        })
        return
      }
    } else if (event.type === 'progress') lines.set(keyOf(event.progress), event.progress)
    else if (event.type === 'paused') paused = event.paused
    else continue
    tell({
      type: 'job',
      state: paused ? 'paused' : 'running',
      share: shareOf([...lines.values()]),
      message: '',
      seconds: 0,
    })
  }
}

const keyOf = ({ step, system }: JobProgress): string => `${step} ${system ?? ''}`
const secondsOf = ({ startedAt, endedAt }: JobSnapshot): number => ((endedAt ?? startedAt) - startedAt) / 1000
const wordsOf = ({ error, message }: JobSnapshot): string => error?.message ?? message

/** How much of the step that came last is done, 0 to 1; null while one of its systems cannot tell. */
export function shareOf(lines: readonly JobProgress[]): number | null {
  const step = lines.at(-1)?.step
  const parts = lines.filter((line) => line.step === step)
  const done = parts.reduce((sum, line) => sum + line.done, 0)
  const total = parts.reduce<number | null>(
    (sum, line) => (sum === null || line.total === null ? null : sum + line.total),
    0,
  )
  return total === null || total === 0 ? null : Math.min(1, done / total)
}
