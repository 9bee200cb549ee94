import type { LimitsSource } from '../config/limit-schema.ts'

/** Requests that a system is given at once in the beginning. */
const first = 25
/** What a system that asks for fewer requests is given time for when it does not say how much, in milliseconds; doubled each time. */
const pause = 2000
/** No pause is longer. */
const longest = 5 * 60_000
/** A system that has asked for fewer requests so often, and taken none in between, is left alone. */
const patience = 8

/** What became of the requests that a system was given at once. */
export interface Settled {
  readonly written: number
  readonly failed: number
  /** Requests it did not take because there were too many. */
  readonly throttled: number
  /** How long it wants to be left alone, in milliseconds, where it says so. */
  readonly retryAfter: number | undefined
}

/**
 * How many requests a system is given at once: more while it takes them, half as many when it asks for fewer. Fewer at once are also fewer at
 * the same time, for a connector sends no more than it was given.
 */
export class ExportPace {
  readonly #most: number
  #size: number
  #refusals = 0

  constructor(most: number) {
    this.#most = Math.max(1, most)
    this.#size = Math.min(first, this.#most)
  }

  get size(): number {
    return this.#size
  }

  /** @returns how long to wait before the next requests, in milliseconds; undefined when there is no point in going on */
  settle({ written, failed, throttled, retryAfter }: Settled): number | undefined {
    if (throttled === 0) {
      this.#refusals = 0
      if (failed === 0) this.#size = Math.min(this.#most, this.#size * 2)
      return 0
    }
    this.#size = Math.max(1, Math.floor(this.#size / 2))
    this.#refusals = written > 0 ? 1 : this.#refusals + 1
    if (this.#refusals >= patience) return undefined
    return Math.min(longest, retryAfter ?? pause * 2 ** (this.#refusals - 1))
  }
}

/** How many of the changes of an export may fail before it is stopped. */
export class ErrorBudget {
  readonly #limit: LimitsSource['failures']
  #written = 0
  #failed = 0

  constructor(limit: LimitsSource['failures']) {
    this.#limit = limit
  }

  add(written: number, failed: number): void {
    this.#written += written
    this.#failed += failed
  }

  /** Why the export is stopped; undefined while it goes on. */
  get spent(): string | undefined {
    const { count, percent, after } = this.#limit
    const tried = this.#written + this.#failed
    if (this.#failed > count) return `${this.#failed} of ${tried} changes failed, ${count} may`
    if (tried >= after && 100 * this.#failed > percent * tried)
      return `${this.#failed} of ${tried} changes failed, ${percent} % may`
    return undefined
  }
}
