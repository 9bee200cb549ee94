import { z } from 'zod'

/** The shared words of the contract: enumerations and small shapes that several methods use. */

export const operation = z.enum(['add', 'update', 'move', 'disable', 'delete'])
export type Operation = z.infer<typeof operation>

/** `undecided` waits for a person; `approved` may be exported; `held` waits on purpose; `rejected` is not offered again. */
export const decision = z.enum(['undecided', 'approved', 'held', 'rejected'])
export type Decision = z.infer<typeof decision>

/** Where a change is on its way: planned → exporting → exported → confirmed; or failed, or unconfirmed after a read-back. */
export const changeState = z.enum(['planned', 'exporting', 'exported', 'confirmed', 'failed', 'unconfirmed'])
export type ChangeState = z.infer<typeof changeState>

export const risk = z.enum(['low', 'medium', 'high'])
export type Risk = z.infer<typeof risk>

export const stepName = z.enum(['import', 'synchronize', 'review', 'export', 'confirm', 'report'])
export type StepName = z.infer<typeof stepName>

/** What a job may be doing: a step of a session, or moving what is old into archives. */
export const jobStep = z.enum([...stepName.options, 'prune'])
export type JobStep = z.infer<typeof jobStep>

export const stepState = z.enum(['waiting', 'running', 'done', 'stopped', 'failed', 'cancelled'])
export type StepState = z.infer<typeof stepState>

/** JSON value of an attribute; null is "no value". */
export const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number(), z.boolean()])),
])
export type WireValue = z.infer<typeof value>

export const operationCounts = z.object({
  add: z.number().int(),
  update: z.number().int(),
  move: z.number().int(),
  disable: z.number().int(),
  delete: z.number().int(),
})
export type OperationCounts = z.infer<typeof operationCounts>

/** What a page needs to draw a system's tile: two letters and one of five hues, given once and kept. */
export const systemTile = z.object({
  name: z.string(),
  title: z.string(),
  letters: z.string(),
  hue: z.number().int().min(1).max(5),
})
export type SystemTile = z.infer<typeof systemTile>

/** Milliseconds since 1970, UTC. */
export const time = z.number().int()
