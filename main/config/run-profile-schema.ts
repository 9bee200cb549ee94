import { z } from 'zod'
import { runProfileStep } from '../../preload/contract/profiles.ts'

/** Steps that are run one after the other, under a name. */
export const runProfileSchema = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and dashes, a letter first'),
    title: z.string().trim().min(1).max(60).optional(),
    steps: z.array(runProfileStep).min(1),
  })
  .strict()
export type RunProfile = z.infer<typeof runProfileSchema>
