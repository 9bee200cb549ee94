import { z } from 'zod'
import { decision, operation, time } from './words.ts'

/** Findings grouped by what is the same of them, and what stands behind each group. */

const scope = {
  /** Only what was found by the runs of a session, or by one run. */
  session: z.number().int().optional(),
  run: z.number().int().optional(),
  /** Only findings with smaller numbers: where the answer before said it goes on. */
  before: z.number().int().positive().optional(),
}

export const causeScope = z.object(scope).strict()

export const findingCause = z.object({
  /** Its name, for asking for what is behind it. */
  cause: z.string(),
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  attribute: z.string().nullable(),
  /** `4 accounts match several people` */
  title: z.string(),
  /** What the messages have in common, `…` for what differs; empty where the title says it all. */
  text: z.string(),
  count: z.number().int(),
  /** Null: no system of the workspace. */
  systems: z.array(z.object({ system: z.string().nullable(), count: z.number().int() })),
  /** The newest of them. */
  example: z.object({ message: z.string(), advice: z.string(), place: z.string().nullable() }),
})
export type FindingCause = z.infer<typeof findingCause>

export const causePage = z.object({
  causes: z.array(findingCause),
  /** Findings looked at. */
  looked: z.number().int(),
  /** Where it goes on: the counts of the parts add up. Null: nothing older is left. */
  next: z.number().int().nullable(),
})

/**
 * What became of a write that failed. `failed`: it waits for a decision. `planned`: a synchronization has planned it again, undecided.
 * `approved`: the next export tries it again. `stays`: held, rejected or protected. `gone`: nothing of it is planned any more.
 */
export const retryState = z.enum(['failed', 'planned', 'approved', 'stays', 'gone'])
export type RetryState = z.infer<typeof retryState>

export const causeSearch = z
  .object({
    ...scope,
    cause: z.string().max(8000),
    system: z.string().optional(),
    retry: retryState.optional(),
    /** A part of a name, a DN, a place or a message, in any case. */
    search: z.string().max(1000).optional(),
    limit: z.number().int().min(1).max(1000).default(200),
  })
  .strict()

export const causedFinding = z.object({
  id: z.number().int(),
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  system: z.string().nullable(),
  /** The object in the connector space, and the identity it belongs to; null where there is none. */
  object: z.number().int().nullable(),
  identity: z.number().int().nullable(),
  name: z.string().nullable(),
  /** DN or anchor. */
  key: z.string().nullable(),
  attribute: z.string().nullable(),
  /** File and line, or the address of a system. */
  where: z.string().nullable(),
  message: z.string(),
  advice: z.string(),
  run: z.number().int().nullable(),
  at: time,
  /** Of a failed write: what was to be written. */
  changes: z.array(z.object({ id: z.number().int(), operation, attribute: z.string().nullable(), decision })),
  /** Null: it is no failed write. */
  retry: retryState.nullable(),
})
export type CausedFinding = z.infer<typeof causedFinding>

/** Fewer rows than asked for are no end: `next` is where the search goes on. */
export const causedPage = z.object({
  rows: z.array(causedFinding),
  looked: z.number().int(),
  next: z.number().int().nullable(),
})
