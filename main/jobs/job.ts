import type { JobEvent, JobProgress, JobSnapshot } from '../../preload/contract/jobs.ts'
import type { JobStep } from '../../preload/contract/words.ts'

type State = JobSnapshot['state']

/** What a job's work tells of itself. */
export interface JobReporter {
  progress(step: JobStep, system: string | null, done: number, total: number | null, failed?: number): void
  message(text: string): void
  readonly paused: boolean
  /** Between two objects: resolves at once, or when a paused job goes on or is cancelled. */
  border(): Promise<void>
}

export type JobListener = (event: JobEvent) => void

/** Progress is told at most this often, in milliseconds. */
const interval = 100
/** The rate is that of the last few seconds. */
const window = 4000

interface Track {
  progress: JobProgress
  told: number
  readonly samples: { at: number; done: number }[]
}

/** One piece of long work: its state, its numbered events, and its cancel switch. A watcher gets a snapshot, then what follows it. */
export class Job implements JobReporter {
  readonly id: string
  readonly kind: string
  #at: string
  readonly #abort = new AbortController()
  readonly #listeners = new Set<JobListener>()
  readonly #tracks = new Map<string, Track>()
  readonly #startedAt: number
  #endedAt: number | null = null
  #state: State = 'running'
  /** Lets those go on that wait at a border; undefined while nothing is paused. */
  #resume: PromiseWithResolvers<void> | undefined
  #message = ''
  #error: JobSnapshot['error'] = null
  #seq = 0

  constructor(id: string, kind: string, now: number) {
    this.id = id
    this.kind = kind
    this.#at = kind
    this.#startedAt = now
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get running(): boolean {
    return this.#state === 'running'
  }

  /** What it is at: its kind, or the step of a run profile. */
  get at(): string {
    return this.#at
  }

  /** Goes on with another step: what is told of progress is that step's alone. A pause is over then: it was one of the export. */
  enter(step: string): void {
    if (this.paused) this.pause(false)
    this.#at = step
    this.#tracks.clear()
    const seq = ++this.#seq
    this.#tell({ type: 'snapshot', seq, job: this.snapshot() })
  }

  cancel(): boolean {
    if (!this.running) return false
    this.#abort.abort()
    this.pause(false)
    return true
  }

  get paused(): boolean {
    return this.#resume !== undefined
  }

  /** @returns whether it is paused now: only an export that runs can be */
  pause(paused: boolean): boolean {
    const wanted = paused && this.running && this.#at === 'export' && !this.signal.aborted
    if (wanted === this.paused) return this.paused
    const waiting = this.#resume
    this.#resume = wanted ? Promise.withResolvers<void>() : undefined
    waiting?.resolve()
    this.#tell({ type: 'paused', seq: ++this.#seq, paused: wanted })
    return wanted
  }

  async border(): Promise<void> {
    await this.#resume?.promise
  }

  watch(listener: JobListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  progress(step: JobStep, system: string | null, done: number, total: number | null, failed = 0): void {
    const key = `${step}\0${system ?? ''}`
    const now = Date.now()
    const track = this.#tracks.get(key) ?? {
      progress: { step, system, done: 0, total: null, failed: 0, rate: 0, left: null },
      told: 0,
      samples: [],
    }
    this.#tracks.set(key, track)
    track.samples.push({ at: now, done })
    while (track.samples.length > 2 && now - (track.samples[0] as { at: number }).at > window)
      track.samples.shift()
    const first = track.samples[0] as { at: number; done: number }
    const elapsed = now - first.at
    const rate = elapsed > 0 ? ((done - first.done) * 1000) / elapsed : 0
    const left = total === null || rate <= 0 ? null : Math.max(0, ((total - done) * 1000) / rate)
    track.progress = { step, system, done, total, failed, rate, left }
    if (now - track.told < interval && done !== total) return
    track.told = now
    this.#tell({ type: 'progress', seq: ++this.#seq, progress: track.progress })
  }

  message(text: string): void {
    this.#message = text
    this.#tell({ type: 'message', seq: ++this.#seq, message: text })
  }

  end(state: Exclude<State, 'running'>, message: string, error: JobSnapshot['error']): void {
    this.#state = state
    this.#message = message
    this.#error = error
    this.#endedAt = Date.now()
    this.#seq++
    this.#tell({ type: 'ended', seq: this.#seq, job: this.snapshot() })
    this.#listeners.clear()
  }

  snapshot(): JobSnapshot {
    return {
      id: this.id,
      kind: this.kind,
      state: this.#state,
      paused: this.paused,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      progress: [...this.#tracks.values()].map((track) => track.progress),
      message: this.#message,
      error: this.#error,
      seq: this.#seq,
    }
  }

  #tell(event: JobEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}
