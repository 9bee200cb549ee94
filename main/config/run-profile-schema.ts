import { z } from 'zod'

const systems = z.array(z.string().min(1)).min(1).optional()

/** One step of a run profile: what the command of that name does, with these options. */
const stepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('import'), systems, mode: z.enum(['full', 'delta']).default('full') }).strict(),
  z.object({ step: z.literal('synchronize'), mode: z.enum(['full', 'delta']).default('delta') }).strict(),
  z.object({ step: z.literal('export'), systems }).strict(),
  z.object({ step: z.literal('confirm'), systems }).strict(),
  z.object({ step: z.literal('report') }).strict(),
])
export type RunProfileStep = z.infer<typeof stepSchema>

/** Steps that are run one after the other, under a name. */
export const runProfileSchema = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes, a letter first'),
    title: z.string().trim().min(1).max(60).optional(),
    steps: z.array(stepSchema).min(1),
  })
  .strict()
export type RunProfile = z.infer<typeof runProfileSchema>
