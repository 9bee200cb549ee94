import { z } from 'zod'
import { dayCountSchema } from './day-count.ts'
import { leaveSchema } from './leave-schema.ts'

/** The shape of `rules/*.yaml`, in the words Entra Connect admins know. */

export const scopeOperators = [
  'EQUAL',
  'NOTEQUAL',
  'LESSTHAN',
  'LESSTHAN_OR_EQUAL',
  'GREATERTHAN',
  'GREATERTHAN_OR_EQUAL',
  'CONTAIN',
  'NOTCONTAIN',
  'STARTSWITH',
  'NOTSTARTSWITH',
  'ENDSWITH',
  'NOTENDSWITH',
  'ISNULL',
  'ISNOTNULL',
  'ISIN',
  'ISNOTIN',
  'ISBITSET',
  'ISNOTBITSET',
  /** The same; the name that rules of earlier versions use. */
  'ISBITNOTSET',
  'ISMEMBEROF',
  'ISNOTMEMBEROF',
  'MATCHES',
  'NOTMATCHES',
] as const

export const scalar = z.union([z.string(), z.number(), z.boolean()])

export const clauseSchema = z
  .object({
    attribute: z.string().min(1),
    operator: z.enum(scopeOperators),
    value: z.union([scalar, z.array(scalar)]).optional(),
    /** Of ISMEMBEROF: members of groups that are members count too. */
    nested: z.boolean().optional(),
  })
  .strict()
  .superRefine((clause, context) => {
    const unary = clause.operator === 'ISNULL' || clause.operator === 'ISNOTNULL'
    if (unary && clause.value !== undefined)
      context.addIssue({ code: 'custom', path: ['value'], message: `${clause.operator} takes no value` })
    if (clause.nested !== undefined && !clause.operator.endsWith('MEMBEROF'))
      context.addIssue({ code: 'custom', path: ['nested'], message: 'nested belongs to ISMEMBEROF' })
    if (!unary && clause.value === undefined)
      context.addIssue({ code: 'custom', path: ['value'], message: `${clause.operator} needs a value` })
  })
export type Clause = z.infer<typeof clauseSchema>

/** What does not count when a join compares two values. Case and spaces around never do, unless the condition is case-sensitive. */
export const normalisers = ['case', 'trim', 'diacritics', 'digits', 'phone'] as const

export const joinConditionSchema = z
  .object({
    /** The attribute of the side the rule reads: connector space (inbound) or metaverse (outbound). */
    from: z.string().min(1),
    to: z.string().min(1),
    caseSensitive: z.boolean().default(false),
    normalise: z.array(z.enum(normalisers)).default([]),
    /** Makes of `[value]`, on both sides, what is compared; before the normalisers. */
    expression: z.string().min(1).optional(),
  })
  .strict()
  .refine((condition) => !(condition.caseSensitive && condition.normalise.includes('case')), {
    path: ['normalise'],
    message: 'case cannot count and not count',
  })
export type JoinConditionSource = z.infer<typeof joinConditionSchema>

export const dialects = ['entra', 'connect'] as const

/** How the values of several flows to one multi-valued attribute become one: `update` and `replace` take the first, the others all of them. */
export const mergeTypes = ['update', 'replace', 'merge', 'merge-case-insensitive'] as const

/** Values of the `%parameters%` of expressions. */
export const parametersSchema = z.record(
  z.string().regex(/^[A-Za-z_][\w.-]*$/, 'letters, digits, dots, dashes and underscores, a letter first'),
  z.union([scalar, z.array(scalar)]),
)

/** What happens to a value of ours that somebody else changed in its system. */
export const driftPolicies = ['enforce', 'ask', 'accept'] as const

export const flowSchema = z
  .object({
    to: z.string().min(1),
    from: z.string().min(1).optional(),
    constant: z.union([scalar, z.array(scalar)]).optional(),
    expression: z.string().min(1).optional(),
    /** Only when the object is created; later the target's own value stands. */
    once: z.boolean().default(false),
    /** A source without a value leaves the target as it is instead of clearing it. */
    ignoreNull: z.boolean().default(false),
    /** Outbound: instead of the rule's. */
    drift: z.enum(driftPolicies).optional(),
    /** A source without a value clears the target, and no flow of lower precedence is looked at. */
    authoritativeNull: z.boolean().default(false),
    merge: z.enum(mergeTypes).default('update'),
    /** Instead of the rule's, for this attribute. */
    precedence: z.number().int().min(1).optional(),
    /** Of SelectUniqueValue: where a value must be free. In what was imported and planned, or in the system itself as well. */
    unique: z.enum(['known', 'live']).default('known'),
    /** Of the expression, where it is not the rule's. */
    dialect: z.enum(dialects).optional(),
  })
  .strict()
  .refine((flow) => !(flow.ignoreNull && flow.authoritativeNull), {
    path: ['authoritativeNull'],
    message: 'ignoreNull and authoritativeNull contradict each other',
  })
  .refine((flow) => [flow.from, flow.constant, flow.expression].filter((x) => x !== undefined).length === 1, {
    message: 'a flow has exactly one of from, constant, expression',
  })
export type FlowSource = z.infer<typeof flowSchema>

const common = {
  name: z.string().min(1),
  system: z.string().min(1),
  from: z.string().min(1),
  to: z.string().min(1),
  precedence: z.number().int().min(1),
  disabled: z.boolean().default(false),
  scope: z.array(z.array(clauseSchema).min(1)).default([]),
  join: z.array(z.array(joinConditionSchema).min(1)).default([]),
  flows: z.array(flowSchema).default([]),
  /** Of the expressions of the rule. */
  dialect: z.enum(dialects).default('entra'),
  /** For the expressions of the rule, beside those of the workspace. */
  parameters: parametersSchema.default({}),
  /** Days for which what left the scope of the rule, or was deleted, counts as it was before. */
  softDelete: dayCountSchema.default(0),
}

export const inboundRuleSchema = z
  .object({
    ...common,
    direction: z.literal('inbound'),
    link: z.enum(['project', 'join', 'sticky-join', 'none']).default('none'),
  })
  .strict()

export const outboundRuleSchema = z
  .object({
    ...common,
    direction: z.literal('outbound'),
    link: z.enum(['provision', 'join', 'none']).default('none'),
    /** What happens to the account when the metaverse object leaves the scope. */
    leave: leaveSchema,
    /** Accounts in scope are enabled when they are found disabled. */
    enable: z.boolean().default(false),
    /** What happens to what somebody else changed in the account. */
    drift: z.enum(driftPolicies).default('enforce'),
  })
  .strict()

export const ruleSchema = z.discriminatedUnion('direction', [inboundRuleSchema, outboundRuleSchema])

export type InboundRuleSource = z.infer<typeof inboundRuleSchema>
export type OutboundRuleSource = z.infer<typeof outboundRuleSchema>
export type RuleSource = InboundRuleSource | OutboundRuleSource
