import { z } from 'zod'
import { errorShape } from './frame.ts'
import { pruneOrder } from './retention.ts'
import { jobStep, time } from './words.ts'

/** Long work. `session` runs import and synchronize, and stops for review. */
export const jobRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), mode: z.enum(['full', 'delta']).default('full') }),
  z.object({
    kind: z.literal('import'),
    mode: z.enum(['full', 'delta']).default('full'),
    systems: z.array(z.string()).optional(),
    /** Believes what is read although it does not look like the last imports, and why. */
    acceptImplausible: z.object({ reason: z.string().trim().min(1).max(2000) }).optional(),
  }),
  z.object({ kind: z.literal('synchronize'), mode: z.enum(['full', 'delta']).default('delta') }),
  z.object({
    kind: z.literal('export'),
    systems: z.array(z.string()).optional(),
    /** Limits that may be passed, for what is approved now only, and why. */
    override: z
      .object({ limits: z.array(z.string()).min(1), reason: z.string().trim().min(1).max(2000) })
      .optional(),
  }),
  z.object({ kind: z.literal('confirm'), systems: z.array(z.string()).optional() }),
  z.object({ kind: z.literal('report') }),
  /** The steps of a run profile of the workspace, one after the other. */
  z.object({ kind: z.literal('profile'), name: z.string().min(1) }),
  /** Moves what is old into archives, as `history.prune`, in the background and with its progress. */
  z.object({ kind: z.literal('prune'), ...pruneOrder.omit({ dryRun: true }).shape }),
])
/** As a caller writes it: modes may be left out. */
export type JobRequest = z.input<typeof jobRequest>

/** How far a step is. `total` null while it cannot be told. */
export const jobProgress = z.object({
  step: jobStep,
  system: z.string().nullable(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  failed: z.number().int(),
  /** Items a second, over the last seconds. */
  rate: z.number(),
  /** Milliseconds left, null while unknown. */
  left: z.number().nullable(),
})
export type JobProgress = z.infer<typeof jobProgress>

export const jobState = z.enum(['running', 'done', 'failed', 'cancelled', 'stopped'])

export const jobSnapshot = z.object({
  id: z.string(),
  kind: z.string(),
  state: jobState,
  /** It waits between two objects until somebody lets it go on. */
  paused: z.boolean(),
  startedAt: time,
  endedAt: time.nullable(),
  /** One line a step and system, the latest of each. */
  progress: z.array(jobProgress),
  message: z.string(),
  error: errorShape.nullable(),
  /** Number of the last event this snapshot includes. */
  seq: z.number().int(),
})
export type JobSnapshot = z.infer<typeof jobSnapshot>

/** What a watcher of a job receives: a snapshot first, then numbered events. */
export const jobEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), job: jobSnapshot }),
  z.object({ type: z.literal('progress'), seq: z.number().int(), progress: jobProgress }),
  z.object({ type: z.literal('message'), seq: z.number().int(), message: z.string() }),
  z.object({ type: z.literal('paused'), seq: z.number().int(), paused: z.boolean() }),
  z.object({ type: z.literal('ended'), seq: z.number().int(), job: jobSnapshot }),
])
export type JobEvent = z.infer<typeof jobEvent>
