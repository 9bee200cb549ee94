import { randomUUID } from 'node:crypto'
import type { JobEvent } from '../../preload/contract/jobs.ts'
import { toErrorShape } from '../host/error-shape.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { cancelledMessage, howItEnded } from './how-it-ended.ts'
import { Job } from './job.ts'

/** Runs one job at a time: two steps at once over one metaverse would each see half of the other. */
export class JobQueue {
  readonly #jobs = new Map<string, Job>()
  readonly #onEnd: (job: Job, error: unknown) => void
  #current: { job: Job; done: Promise<void> } | undefined

  constructor(onEnd: (job: Job, error: unknown) => void) {
    this.#onEnd = onEnd
  }

  get current(): Job | undefined {
    return this.#current?.job.running === true ? this.#current.job : undefined
  }

  /** @throws JoineryError `busy` while a job runs */
  refuseWhileBusy(): void {
    if (this.current === undefined) return
    throw new JoineryError('busy', `the step "${this.current.at}" is still running`, {
      advice: 'Wait for it to end, or cancel it',
    })
  }

  /** @throws JoineryError `busy` */
  start(kind: string, work: (job: Job) => Promise<string>): Job {
    this.refuseWhileBusy()
    const job = new Job(randomUUID(), kind, Date.now())
    this.#jobs.set(job.id, job)
    // The last few are kept for pages that come back.
    for (const id of [...this.#jobs.keys()].slice(0, -20)) this.#jobs.delete(id)
    this.#current = { job, done: this.#run(job, work) }
    return job
  }

  async #run(job: Job, work: (job: Job) => Promise<string>): Promise<void> {
    // The caller gets the id before the first event.
    await Promise.resolve()
    let failure: unknown
    try {
      job.end('done', await work(job), null)
    } catch (error) {
      failure = error
      const state = howItEnded(error, job.signal)
      const shape = toErrorShape(error)
      if (state === 'cancelled') job.end(state, cancelledMessage, null)
      else job.end(state, shape.message, shape)
    }
    this.#onEnd(job, failure)
  }

  /** @throws JoineryError `unknown-job` */
  get(id: string): Job {
    const job = this.#jobs.get(id)
    if (job !== undefined) return job
    throw new JoineryError('unknown-job', 'this job is not known any more', {
      advice: 'The history shows what it did',
    })
  }

  /** A snapshot, then every event after it; ends with the job. */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<JobEvent> {
    const job = this.get(id)
    const waiting: JobEvent[] = []
    let wake: (() => void) | undefined
    const unwatch = job.watch((event) => {
      waiting.push(event)
      wake?.()
    })
    const stop = (): void => wake?.()
    signal.addEventListener('abort', stop)
    try {
      const snapshot = job.snapshot()
      yield { type: 'snapshot', seq: snapshot.seq, job: snapshot }
      if (snapshot.state !== 'running') {
        yield { type: 'ended', seq: snapshot.seq, job: snapshot }
        return
      }
      while (!signal.aborted) {
        const event = waiting.shift()
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
          continue
        }
        if (event.seq <= snapshot.seq) continue
        yield event
        if (event.type === 'ended') return
      }
    } finally {
      unwatch()
      signal.removeEventListener('abort', stop)
    }
  }

  /** Cancels what runs and waits for it to stop. */
  async close(): Promise<void> {
    this.#current?.job.cancel()
    await this.#current?.done
  }

  /** Resolves when the job has ended. */
  async finished(job: Job): Promise<void> {
    if (this.#current?.job === job) await this.#current.done
  }
}
