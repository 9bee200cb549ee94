import { z } from 'zod'

/** A run profile of the workspace: steps that are run one after the other, under a name. */
export const runProfile = z.object({
  name: z.string(),
  title: z.string(),
  /** Each in words: `Import HR and AD, what changed`. */
  steps: z.array(z.string()).min(1),
})
export type RunProfileView = z.infer<typeof runProfile>
