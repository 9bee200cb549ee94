import { z } from 'zod'
import { errorShape } from '../../preload/contract/frame.ts'

/** What the main process tells the host process; `ports` of the message carry what the comment says. */
export const toHost = z.discriminatedUnion('type', [
  /** With the port that answers questions for secrets. */
  z.object({
    type: z.literal('start'),
    workspaceDir: z.string(),
    user: z.string(),
    secrets: z.object({
      kind: z.enum(['environment', 'file', 'keychain', 'basic-text']),
      encrypted: z.boolean(),
      warning: z.string().optional(),
    }),
  }),
  /** With the port of the page; it replaces the page before. */
  z.object({ type: z.literal('page') }),
  z.object({ type: z.literal('close') }),
])
export type ToHost = z.infer<typeof toHost>

export const fromHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The workspace could not be opened; the process ends. */
  z.object({ type: z.literal('failed'), error: errorShape }),
  /** How far the job is that runs, or how it ended. */
  z.object({
    type: z.literal('job'),
    state: z.enum(['running', 'paused', 'done', 'failed', 'cancelled', 'stopped']),
    /** 0 to 1; null while the end is unknown. */
    share: z.number().min(0).max(1).nullable(),
    /** How it ended, for a person. */
    message: z.string(),
    /** How long it took. */
    seconds: z.number(),
  }),
])
export type FromHost = z.infer<typeof fromHost>
