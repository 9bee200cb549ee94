/** What figures count: the pending changes, or the objects of the connector spaces and the metaverse. */
export type Part = 'plan' | 'space'

/**
 * Counters that the threads of a store share. Each is raised when an operation of the writer begins that may change what it stands for, and
 * again when it ends: an odd one is being written to.
 */
const places = { plan: 0, space: 1, people: 2 } as const
export type Mark = keyof typeof places

export const newMarks = (): Int32Array => new Int32Array(new SharedArrayBuffer(12))

export const markOf = (marks: Int32Array, mark: Mark): number => Atomics.load(marks, places[mark])

export function raise(marks: Int32Array, raised: readonly Mark[]): void {
  for (const mark of raised) Atomics.add(marks, places[mark], 1)
}

/** Operations of the writer that change nothing a figure counts. */
const neutral = new Set([
  'markInterrupted',
  'saveSchema',
  'setSetting',
  'startSession',
  'endSession',
  'startRun',
  'endRun',
  'startProfile',
  'enterProfileStep',
  'endProfile',
  'audit',
  'takeNotes',
  'pruneAudit',
  'recordArchive',
  'finishArchive',
  'shrink',
  'workspaceId',
  'saveLastChanges',
  'rememberProfile',
  'stageBegin',
  'stageNotes',
  'indexNames',
  'saveFigures',
])

/** Decisions about changes. */
const aboutPlan = new Set(['decide', 'undecide', 'passLimits', 'applyPolicies'])

/** What else people do, outside of the steps. */
const byPeople = new Set([
  'activate',
  'decideDrift',
  'decideJoin',
  'withdrawJoin',
  'planUndo',
  'rejectUndone',
  'returnOutdated',
])

/** What an operation of the writer may change; one that is not known here may change everything. */
export function marksOf(operation: string): readonly Mark[] {
  if (neutral.has(operation)) return []
  if (aboutPlan.has(operation)) return ['plan', 'people']
  return byPeople.has(operation) ? ['plan', 'space', 'people'] : ['plan', 'space']
}
