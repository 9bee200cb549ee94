import { toErrorShape } from '../host/error-shape.ts'

/** Codes of errors with which a job was stopped for safety, or for a person to decide. */
const stops: ReadonlySet<string> = new Set(['limit', 'implausible', 'too-many-failures', 'not-approved'])

/** How a piece of work ended that threw. */
export function howItEnded(error: unknown, signal: AbortSignal): 'cancelled' | 'stopped' | 'failed' {
  if (signal.aborted) return 'cancelled'
  return stops.has(toErrorShape(error).code) ? 'stopped' : 'failed'
}

export const cancelledMessage = 'Cancelled. What was done so far is kept.'
