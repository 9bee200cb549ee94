import { z } from 'zod'
import { textLine } from './connectors.ts'
import { time } from './words.ts'

const systems = z.array(z.string().min(1)).min(1).optional()

/** One step of a run profile: what the command of that name does, with these options; of all systems where none is named. */
export const runProfileStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('import'), mode: z.enum(['full', 'delta']).default('full'), systems }).strict(),
  z.object({ step: z.literal('synchronize'), mode: z.enum(['full', 'delta']).default('delta') }).strict(),
  z.object({ step: z.literal('export'), systems }).strict(),
  z.object({ step: z.literal('confirm'), systems }).strict(),
  z.object({ step: z.literal('report') }).strict(),
])
export type RunProfileStep = z.infer<typeof runProfileStep>

/** How a profile went the last time it was run. */
export const profileRun = z.object({
  state: z.enum(['running', 'done', 'stopped', 'failed', 'cancelled']),
  startedAt: time,
  endedAt: time.nullable(),
  by: z.string(),
  /** The step it is at or ended with, from 1, of so many. */
  at: z.number().int(),
  of: z.number().int(),
  /** What came of it; empty while it runs. */
  message: z.string(),
})

/** A run profile of the workspace: steps that are run one after the other, under a name. */
export const runProfile = z.object({
  name: z.string(),
  title: z.string(),
  steps: z.array(z.object({ what: runProfileStep, words: z.string() })).min(1),
  last: profileRun.nullable(),
})
export type RunProfileView = z.infer<typeof runProfile>

export const runProfiles = z.object({ profiles: z.array(runProfile) })

/** How a profile is to be written: another one under `name`, or none any more. */
export const profileEdit = z.object({
  /** The profile that is edited; null for a new one. */
  name: z.string().nullable(),
  /** What takes its place; null to take it out. */
  profile: z.object({ name: z.string(), title: z.string(), steps: z.array(runProfileStep) }).nullable(),
})
export type ProfileEdit = z.infer<typeof profileEdit>
export type ProfileDraft = NonNullable<ProfileEdit['profile']>

export const profileEditPreview = z.object({
  /** Names the text of workspace.yaml that was looked at: saving changes that one or nothing. */
  hash: z.string(),
  /** What is wrong with it, in sentences; `step` from 0 where it is about one. */
  problems: z.array(z.object({ step: z.number().int().nullable(), message: z.string(), advice: z.string() })),
  lines: z.array(textLine),
})
export type ProfileEditPreview = z.infer<typeof profileEditPreview>
