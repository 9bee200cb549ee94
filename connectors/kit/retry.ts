import type { Clock } from './clock.ts'

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly tries: number
  /** Milliseconds: the longest first pause; it doubles with each attempt up to `cap`. */
  readonly base: number
  readonly cap: number
  /** A system that asks for a longer pause than this is not waited for. */
  readonly patience: number
}

export const defaultRetryPolicy: RetryPolicy = { tries: 5, base: 500, cap: 30_000, patience: 120_000 }

/**
 * Milliseconds asked for by a `Retry-After` header, in seconds or as an HTTP date (RFC 9110, 10.2.3);
 * undefined when there is none that can be read.
 */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const text = header?.trim()
  if (!text) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** Full jitter: any pause up to the exponential limit, so that many clients do not come back together. */
export function backoff(attempt: number, policy: RetryPolicy, random: () => number): number {
  return Math.round(random() * Math.min(policy.cap, policy.base * 2 ** (attempt - 1)))
}

/** What an attempt says of its failure; `again: false` ends the tries. */
export type RetryVerdict =
  | { readonly again: false }
  /** `after`: milliseconds the system asked for; without it the pause is the policy's. */
  | { readonly again: true; readonly after?: number | undefined }

export interface RetryTools {
  readonly policy: RetryPolicy
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal
}

/**
 * Runs `attempt` until it succeeds, its failure is final, the tries are used up, or the system asks for more patience
 * than there is. Throws the last failure as it is.
 */
export async function withRetry<T>(
  attempt: (number: number) => Promise<T>,
  judge: (failure: unknown) => RetryVerdict,
  { policy, clock, random, signal }: RetryTools,
): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await attempt(number)
    } catch (failure) {
      const verdict = judge(failure)
      if (!verdict.again || number >= policy.tries || signal.aborted) throw failure
      // A little more than was asked for, or every client would be back in the same instant.
      const pause =
        verdict.after === undefined
          ? backoff(number, policy, random)
          : verdict.after + Math.round(random() * Math.min(1000, verdict.after / 10))
      if (pause > policy.patience) throw failure
      await clock.sleep(pause, signal)
    }
  }
}
