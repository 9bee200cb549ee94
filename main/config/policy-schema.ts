import { z } from 'zod'
import { clauseSchema } from './rule-schema.ts'

/** The shape of `policies/*.yaml`: what may be written by itself, what needs two people, and what is never written. */

export const policyEffects = ['protect', 'two-people', 'approve'] as const

const names = z.array(z.string().min(1)).min(1).optional()

export const policySchema = z
  .object({
    name: z.string().min(1),
    /** `protect`: never written. `two-people`: approved by two who have different names. `approve`: approved when it is planned. */
    effect: z.enum(policyEffects),
    disabled: z.boolean().default(false),
    systems: names,
    /** Object types of the connected system. */
    types: names,
    operations: z
      .array(z.enum(['add', 'update', 'move', 'disable', 'delete']))
      .min(1)
      .optional(),
    attributes: names,
    risks: z
      .array(z.enum(['low', 'medium', 'high']))
      .min(1)
      .optional(),
    /** Exactly these objects. */
    dn: names,
    /** These objects and everything below them. */
    under: names,
    /** As in a rule, over what the connected system holds of the object; for an add, over what it is to hold. */
    scope: z.array(z.array(clauseSchema).min(1)).default([]),
  })
  .strict()
export type PolicySource = z.infer<typeof policySchema>

export const policyFileSchema = z.union([policySchema, z.array(policySchema)])
