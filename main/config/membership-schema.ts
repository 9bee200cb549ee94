import { z } from 'zod'
import {
  clauseSchema,
  dialects,
  flowSchema,
  inboundRuleSchema,
  mergeTypes,
  outboundRuleSchema,
  parametersSchema,
  scalar,
} from './rule-schema.ts'

/** The shape of a rule that says who is in a group, and of the files in which rules of all kinds stand. */

const keySchema = z
  .object({
    /** The attribute of the group that holds its key. */
    to: z.string().min(1),
    from: z.string().min(1).optional(),
    constant: z.union([scalar, z.array(scalar)]).optional(),
    expression: z.string().min(1).optional(),
  })
  .strict()
  .refine((key) => [key.from, key.constant, key.expression].filter((x) => x !== undefined).length === 1, {
    message: 'a key has exactly one of from, constant, expression',
  })

export const membershipRuleSchema = z
  .object({
    // The objects that stand for the rule's groups are named by both, with the arrow between them.
    name: z
      .string()
      .min(1)
      .refine((name) => !name.includes(' → '), 'the name of a membership rule has no arrow in it'),
    direction: z.literal('membership'),
    /** Metaverse type whose objects become members. */
    from: z.string().min(1),
    /** Metaverse type of the group. */
    to: z.string().min(1),
    precedence: z.number().int().min(1),
    disabled: z.boolean().default(false),
    scope: z.array(z.array(clauseSchema).min(1)).default([]),
    key: keySchema,
    /** The attribute of the group that holds its members. */
    into: z.string().min(1),
    merge: z.enum(mergeTypes).default('update'),
    /** Groups that nobody else brings are made. */
    create: z.boolean().default(false),
    /** What becomes of a group the rule made when its last member is gone. */
    whenEmpty: z.enum(['delete', 'keep']).default('delete'),
    /** What the rule says of its groups; expressions see the key as `[key]`. */
    flows: z.array(flowSchema).default([]),
    dialect: z.enum(dialects).default('entra'),
    parameters: parametersSchema.default({}),
  })
  .strict()
export type MembershipRuleSource = z.infer<typeof membershipRuleSchema>

const anyRule = z.discriminatedUnion('direction', [
  inboundRuleSchema,
  outboundRuleSchema,
  membershipRuleSchema,
])
export const ruleFileSchema = z.union([anyRule, z.array(anyRule)])
