import { z } from 'zod'
import { dayCountSchema } from './day-count.ts'
import { limitsSchema } from './limit-schema.ts'
import { plausibilitySchema } from './plausibility-schema.ts'
import { parametersSchema } from './rule-schema.ts'
import { runProfileSchema } from './run-profile-schema.ts'

/** The shape of `workspace.yaml`. */

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes, a letter first')

export const systemSchema = z
  .object({
    name: identifier,
    title: z.string().min(1),
    letters: z.string().min(1).max(2),
    hue: z.number().int().min(1).max(5),
    connector: z.string().min(1),
    config: z.record(z.string(), z.unknown()).default({}),
    /** How far a read may differ from the last ones; `false`: however far. */
    plausibility: z.union([plausibilitySchema, z.literal(false)]).prefault({}),
  })
  .strict()
export type SystemSource = z.infer<typeof systemSchema>

export const metaverseAttributeSchema = z
  .object({
    type: z.enum(['string', 'integer', 'boolean', 'date', 'binary', 'reference']).default('string'),
    multi: z.boolean().default(false),
    /** Joins may look it up. */
    indexed: z.boolean().default(false),
    /** Which contribution wins where several have the lowest precedence number: the rule whose name comes first, or whichever changed last. */
    equalPrecedence: z.enum(['name', 'last-writer']).default('name'),
    /** How much it counts when candidates for a join are scored. */
    weight: z.number().min(0).max(10).optional(),
  })
  .strict()
export type MetaverseAttribute = z.infer<typeof metaverseAttributeSchema>

/**
 * When an identity goes: with its last connector, with the last that brought it in or joined for good, or once none of the named systems
 * holds it any more; and how long it is kept after.
 */
export const deletionSchema = z
  .object({
    when: z.union([z.enum(['last', 'sources']), z.array(z.string().min(1)).min(1)]).default('last'),
    after: dayCountSchema.default(0),
  })
  .strict()

export const metaverseTypeSchema = z
  .object({
    attributes: z.record(z.string(), metaverseAttributeSchema),
    /** Attributes that name an object for a person; the first with a value is shown. */
    display: z.array(z.string()).min(1),
    deletion: deletionSchema.prefault({}),
  })
  .strict()

/** What is protected without a policy; to take a protection away is a change of the configuration, and in the audit. */
export const protectionsSchema = z
  .object({
    /** Objects that their system marks as privileged, and members of such groups. */
    privileged: z.boolean().default(true),
    /** The accounts that connectors sign in with. */
    ownAccount: z.boolean().default(true),
  })
  .strict()

/** Nothing younger is ever taken out of the audit. */
export const retentionFloor = 90

/** How long what happened is kept at hand. */
export const retentionSchema = z
  .object({
    /** Days after which entries of the audit may go into an archive. */
    audit: z.number().int().min(retentionFloor).optional(),
    /** Days after its end after which the details of a session may go into an archive. */
    history: z.number().int().min(1).optional(),
    /** Days for which an export can be undone: what that needs never goes. */
    undo: z.number().int().min(1).default(retentionFloor),
  })
  .strict()

export const workspaceSchema = z
  .object({
    name: z.string().min(1),
    environment: z.string().min(1).default('Production'),
    systems: z.array(systemSchema).min(1),
    metaverse: z.object({ types: z.record(z.string(), metaverseTypeSchema) }).strict(),
    limits: limitsSchema.prefault({}),
    protections: protectionsSchema.prefault({}),
    retention: retentionSchema.prefault({}),
    /** Values of the `%parameters%` of expressions, for all rules. */
    parameters: parametersSchema.default({}),
    /** Absent where there are none: a workspace of before is the same configuration as it was. */
    runProfiles: z.array(runProfileSchema).min(1).optional(),
  })
  .strict()
export type WorkspaceSource = z.infer<typeof workspaceSchema>
