import type { Clock } from './clock.ts'

/** Lets `take` pass at most `perMinute` times a minute, evenly spaced after a short burst. */
export class Throttle {
  readonly #interval: number
  readonly #slack: number
  readonly #clock: Clock
  #next = Number.NEGATIVE_INFINITY

  constructor(perMinute: number, clock: Clock, burst = Math.max(1, Math.floor(perMinute / 60))) {
    this.#interval = 60_000 / perMinute
    this.#slack = this.#interval * (burst - 1)
    this.#clock = clock
  }

  /** Waits for its turn; turns are given in the order of asking. */
  async take(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    const turn = Math.max(this.#next, now - this.#slack)
    this.#next = turn + this.#interval
    if (turn > now) await this.#clock.sleep(turn - now, signal)
  }
}
