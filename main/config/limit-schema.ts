import { z } from 'zod'
import { dayCountSchema } from './day-count.ts'

/** The shape of `limits` in `workspace.yaml`: how much may be written before an export is stopped. */

/** The smaller of count and percentage counts. */
export const limitSchema = z
  .object({
    count: z.number().int().min(0).optional(),
    /** Of the objects the system holds. */
    percent: z.number().min(0).max(100).optional(),
  })
  .strict()
export type LimitSource = z.infer<typeof limitSchema>

/** What one group may lose. */
export const groupLimitSchema = z
  .object({
    /** Of its members. */
    percent: z.number().min(0).max(100).default(30),
    /** Groups of at most so many members are not looked at. */
    over: z.number().int().min(0).default(10),
  })
  .strict()

export const limitedOperations = ['add', 'update', 'move', 'disable', 'delete', 'remove-member'] as const

/** A limit over some of the changes. */
export const namedLimitSchema = z
  .object({
    name: z.string().min(1),
    operations: z.array(z.enum(limitedOperations)).min(1),
    systems: z.array(z.string().min(1)).min(1).optional(),
    types: z.array(z.string().min(1)).min(1).optional(),
    attributes: z.array(z.string().min(1)).min(1).optional(),
    /** Objects at and below these DNs. */
    under: z.array(z.string().min(1)).min(1).optional(),
    count: limitSchema.shape.count,
    percent: limitSchema.shape.percent,
  })
  .strict()
  .refine(({ count, percent }) => count !== undefined || percent !== undefined, {
    message: 'a limit has a count, a percentage, or both',
  })

/** How many changes of an export may fail before it is stopped; the smaller of count and percentage counts. */
export const failureLimitSchema = z
  .object({
    count: z.number().int().min(0).default(100),
    /** Of the changes that were tried. */
    percent: z.number().min(0).max(100).default(25),
    /** The percentage is looked at from so many tried changes on. */
    after: z.number().int().min(1).default(20),
  })
  .strict()

export const limitsSchema = z
  .object({
    delete: limitSchema.default({ count: 500, percent: 5 }),
    disable: limitSchema.default({ count: 500, percent: 10 }),
    add: limitSchema.default({}),
    update: limitSchema.default({}),
    move: limitSchema.default({}),
    groupMembers: groupLimitSchema.prefault({}),
    failures: failureLimitSchema.prefault({}),
    /** What was written in so many days counts along: many small exports are one large one. */
    within: dayCountSchema.default(1),
    more: z.array(namedLimitSchema).default([]),
  })
  .strict()
export type LimitsSource = z.infer<typeof limitsSchema>
