import type { Run } from '../../../preload/contract/session.ts'
import type { Operation } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
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
  ['read', t('Objects read')],
  ['unchanged', t('Unchanged')],
  ['adds', t('Adds')],
  ['updates', t('Updates')],
  ['renames', t('Renames')],
  ['deletes', t('Deletes')],
  ['rejected', t('Failures'), { bad: true, hint: t('Rows and objects that could not be read') }],
]
const settled: readonly Line[] = [
  ['confirmed', t('Confirmed'), { hint: t('Written values that were found as they were written') }],
  ['unconfirmed', t('Not as written'), { bad: true, hint: t('Exported changes that were not reimported') }],
]
const inbound: readonly Line[] = [
  ['objects', t('Objects evaluated')],
  ['projections', t('Projections')],
  ['joins', t('Joins')],
  ['filteredDisconnectors', t('Filtered disconnectors')],
  ['disconnectors', t('Disconnectors')],
  ['ambiguous', t('Ambiguous disconnectors')],
  ['mvUpdates', t('Identities with flow updates')],
  ['unmoved', t('Identities without flow updates')],
  ['mvDeletes', t('Metaverse deletes')],
  [
    'flowErrors',
    t('Flow errors'),
    { bad: true, hint: t('Expressions that failed, values of the wrong type, refusals') },
  ],
]
const outbound: readonly Line[] = [
  ['provisioned', t('Provisioning adds')],
  ['disconnects', t('Disconnects')],
  ['planned', t('Changes pending afterwards')],
]
const written: readonly Line[] = [
  ['adds', t('Adds')],
  ['updates', t('Updates')],
  ['renames', t('Renames')],
  ['disables', t('Disables')],
  ['deletes', t('Deletes')],
  ['failed', t('Failures'), { bad: true, hint: t('Changes the system refused') }],
]
const around: readonly Line[] = [
  ['exported', t('Changes written')],
  ['recovered', t('Found written after an interruption')],
  [
    'returned',
    t('In review again'),
    { hint: t('Not written, because they or their objects are not what was approved') },
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
      add(t('Staging'), linesOf(statistics, staging))
      add(t('Read back'), linesOf(statistics, settled))
      break
    case 'synchronize': {
      const { identities, mvUpdates } = statistics
      const unmoved =
        identities === undefined || mvUpdates === undefined
          ? {}
          : { unmoved: Math.max(0, identities - mvUpdates) }
      add(t('Inbound'), linesOf({ ...statistics, ...unmoved }, inbound))
      add(t('Outbound'), linesOf(statistics, outbound))
      break
    }
    case 'export':
      add(t('Export'), linesOf(statistics, written))
      add(t('Result'), linesOf(statistics, around))
      break
    default:
      add(t('Report'), linesOf(statistics, [['rows', t('Lines')]]))
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
