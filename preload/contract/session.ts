import { z } from 'zod'
import { operationCounts, stepName, stepState, systemTile, time } from './words.ts'
import { importStatistics } from './workspace.ts'

export const sessionStep = z.object({
  step: stepName,
  state: stepState,
  /** The result in a few words: `2,470 objects in 14 s`. Empty while waiting. */
  note: z.string(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
})
export type SessionStep = z.infer<typeof sessionStep>

/** A group of findings of one kind, as the session's side pane lists them. */
export const findingGroup = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  count: z.number().int(),
  /** `4 accounts match several people` */
  title: z.string(),
  /** `Active Directory: Jörg Müller, Anna Nowak and 2 more` */
  detail: z.string(),
})
export type FindingGroup = z.infer<typeof findingGroup>

export const finding = z.object({
  id: z.number().int(),
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  system: z.string().nullable(),
  object: z.string().nullable(),
  attribute: z.string().nullable(),
  where: z.string().nullable(),
  message: z.string(),
  advice: z.string(),
  run: z.number().int().nullable(),
  at: time,
})
export type Finding = z.infer<typeof finding>

/** When the changes and runs of a session were moved into archives, and the files within the workspace. */
const prunedDetails = z.object({ at: time, archives: z.array(z.string()) }).nullable()

/** Synchronization and export statistics of one system within a session. */
export const sessionSystem = systemTile.extend({
  import: importStatistics.nullable(),
  linked: z.number().int(),
  waiting: z.number().int(),
  planned: operationCounts,
  approved: operationCounts,
  exported: operationCounts,
  failed: z.number().int(),
  confirmed: z.number().int(),
  unconfirmed: z.number().int(),
})
export type SessionSystem = z.infer<typeof sessionSystem>

/** What comes next, in one sentence, and the one button that does it. */
export const nextStep = z.object({
  sentence: z.string(),
  action: z.enum([
    'start',
    'import',
    'synchronize',
    'review',
    'export',
    'confirm',
    'report',
    'resume',
    'wait',
    'none',
  ]),
  /** The button's words, named after its effect: `Export 812 approved`. Empty when there is none. */
  label: z.string(),
})
export type NextStep = z.infer<typeof nextStep>

export const session = z.object({
  number: z.number().int(),
  startedAt: time,
  startedBy: z.string(),
  endedAt: time.nullable(),
  steps: z.array(sessionStep),
  next: nextStep,
  systems: z.array(sessionSystem),
  metaverse: z.object({
    objects: z.number().int(),
    projected: z.number().int(),
    joined: z.number().int(),
    withoutAccount: z.number().int(),
    filtered: z.number().int(),
    ambiguous: z.number().int(),
    unmatched: z.number().int(),
    /** Metaverse objects by the system that projected them. */
    bySource: z.array(z.object({ system: z.string(), objects: z.number().int() })),
  }),
  findings: z.array(findingGroup),
  auditCsv: z.string().nullable(),
  pruned: prunedDetails,
})
export type Session = z.infer<typeof session>

/** One line of the history. */
export const sessionSummary = z.object({
  number: z.number().int(),
  startedAt: time,
  endedAt: time.nullable(),
  startedBy: z.string(),
  steps: z.array(sessionStep),
  /** Time the machine worked, without waiting for people; milliseconds. */
  machineTime: z.number().int(),
  imported: z.number().int(),
  /** The last import of each system: what it read and staged, and how many milliseconds it took. */
  imports: z.array(
    z.object({
      system: z.string(),
      read: z.number().int(),
      adds: z.number().int(),
      updates: z.number().int(),
      deletes: z.number().int(),
      took: z.number().int(),
    }),
  ),
  planned: z.number().int(),
  exported: operationCounts,
  failed: z.number().int(),
  confirmed: z.number().int(),
  unconfirmed: z.number().int(),
  approvedBy: z.array(z.string()),
  auditCsv: z.string().nullable(),
  pruned: prunedDetails,
})
export type SessionSummary = z.infer<typeof sessionSummary>

/** One run of one step over one system, with the statistics of the vocabulary. */
export const run = z.object({
  id: z.number().int(),
  session: z.number().int().nullable(),
  step: stepName,
  system: z.string().nullable(),
  mode: z.string(),
  state: stepState,
  startedAt: time,
  endedAt: time.nullable(),
  statistics: z.record(z.string(), z.number()),
  message: z.string().nullable(),
  /** Who ran it; null where an older version did not note it. */
  by: z.string().nullable(),
  /** The name of the run profile it was a step of. */
  profile: z.string().nullable(),
  /** Archives within the workspace that hold changes it wrote: these cannot be undone any more. */
  archives: z.array(z.string()),
})
export type Run = z.infer<typeof run>
