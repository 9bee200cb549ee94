import type { Run } from '../../../preload/contract/session.ts'
import type { Operation } from '../../../preload/contract/words.ts'
import { operations } from '../../ui/words.ts'

/** One line of a run's figures; `bad` where anything but nought needs a person. */
export interface Figure {
  readonly name: string
  readonly count: number
  readonly bad?: boolean
  readonly hint?: string
}
export interface FigureGroup {
  readonly title: string
  readonly figures: readonly Figure[]
}

type Line = readonly [key: string, name: string, more?: { bad?: true; hint?: string }]

const staging: readonly Line[] = [
  ['read', 'Objects read'],
  ['unchanged', 'Unchanged'],
  ['adds', 'Adds'],
  ['updates', 'Updates'],
  ['renames', 'Renames'],
  ['deletes', 'Deletes'],
  ['rejected', 'Failures', { bad: true, hint: 'Rows and objects that could not be read' }],
]
const settled: readonly Line[] = [
  ['confirmed', 'Confirmed', { hint: 'Written values that were found as they were written' }],
  ['unconfirmed', 'Not as written', { bad: true, hint: 'Exported changes that were not reimported' }],
]
const inbound: readonly Line[] = [
  ['objects', 'Objects evaluated'],
  ['projections', 'Projections'],
  ['joins', 'Joins'],
  ['filteredDisconnectors', 'Filtered disconnectors'],
  ['disconnectors', 'Disconnectors'],
  ['ambiguous', 'Ambiguous disconnectors'],
  ['mvUpdates', 'Identities with flow updates'],
  ['unmoved', 'Identities without flow updates'],
  ['mvDeletes', 'Metaverse deletes'],
  [
    'flowErrors',
    'Flow errors',
    { bad: true, hint: 'Expressions that failed, values of the wrong type, refusals' },
  ],
]
const outbound: readonly Line[] = [
  ['provisioned', 'Provisioning adds'],
  ['disconnects', 'Disconnects'],
  ['planned', 'Changes pending afterwards'],
]
const written: readonly Line[] = [
  ['adds', 'Adds'],
  ['updates', 'Updates'],
  ['renames', 'Renames'],
  ['disables', 'Disables'],
  ['deletes', 'Deletes'],
  ['failed', 'Failures', { bad: true, hint: 'Changes the system refused' }],
]
const around: readonly Line[] = [
  ['exported', 'Changes written'],
  ['recovered', 'Found written after an interruption'],
  [
    'returned',
    'In review again',
    { hint: 'Not written, because they or their objects are not what was approved' },
  ],
]

const linesOf = (statistics: Run['statistics'], lines: readonly Line[]): Figure[] =>
  lines.flatMap(([key, name, more]) => {
    const count = statistics[key]
    return count === undefined ? [] : [{ name, count, ...more }]
  })

/** Everything a run counted, in the words of the vocabulary; a figure that an older version did not count is left out. */
export function figuresOfRun({ step, statistics }: Pick<Run, 'step' | 'statistics'>): FigureGroup[] {
  const groups: FigureGroup[] = []
  const add = (title: string, figures: readonly Figure[]) => {
    if (figures.length > 0) groups.push({ title, figures })
  }
  switch (step) {
    case 'import':
    case 'confirm':
      add('Staging', linesOf(statistics, staging))
      add('Read back', linesOf(statistics, settled))
      break
    case 'synchronize': {
      const { identities, mvUpdates } = statistics
      const unmoved =
        identities === undefined || mvUpdates === undefined
          ? {}
          : { unmoved: Math.max(0, identities - mvUpdates) }
      add('Inbound', linesOf({ ...statistics, ...unmoved }, inbound))
      add('Outbound', linesOf(statistics, outbound))
      break
    }
    case 'export':
      add('Export', linesOf(statistics, written))
      add('Result', linesOf(statistics, around))
      break
    default:
      add('Report', linesOf(statistics, [['rows', 'Lines']]))
  }
  return groups
}

/** What was pending for each system after a synchronization, by what it does. */
export function pendingOfRun(
  statistics: Run['statistics'],
): { system: string; counts: Partial<Record<Operation, number>> }[] {
  const systems = new Map<string, Partial<Record<Operation, number>>>()
  for (const operation of operations)
    for (const [key, count] of Object.entries(statistics)) {
      if (!key.startsWith('pending.') || !key.endsWith(`.${operation}`)) continue
      const system = key.slice('pending.'.length, -operation.length - 1)
      systems.set(system, { ...systems.get(system), [operation]: count })
    }
  return [...systems]
    .map(([system, counts]) => ({ system, counts }))
    .sort((a, b) => a.system.localeCompare(b.system))
}

/** How many objects or changes a run went through. */
export function workOf({ step, statistics }: Pick<Run, 'step' | 'statistics'>): number {
  const of = (key: string) => statistics[key] ?? 0
  switch (step) {
    case 'import':
    case 'confirm':
      return of('read')
    case 'synchronize':
      return of('objects') + of('identities')
    case 'export':
      return of('exported') + of('recovered') + of('failed')
    default:
      return of('rows')
  }
}

/** Objects or changes a second; null for runs that are too short or not over. */
export function rateOf(run: Pick<Run, 'step' | 'statistics' | 'startedAt' | 'endedAt'>): number | null {
  const work = workOf(run)
  if (run.endedAt === null || work === 0) return null
  const seconds = (run.endedAt - run.startedAt) / 1000
  return seconds < 0.05 ? null : work / seconds
}

/** What went wrong in a run, counted. */
export const failuresOf = ({ statistics }: Pick<Run, 'statistics'>): number =>
  (statistics.failed ?? 0) +
  (statistics.rejected ?? 0) +
  (statistics.unconfirmed ?? 0) +
  (statistics.flowErrors ?? 0)

/** Whether what a run wrote may be looked at for an undo. */
export const mayBeUndone = (run: Pick<Run, 'step' | 'statistics' | 'archives'>): boolean =>
  run.step === 'export' &&
  (run.statistics.exported ?? 0) + (run.statistics.recovered ?? 0) > 0 &&
  run.archives.length === 0
