import type { SessionSummary } from '../../../preload/contract/session.ts'
import type { StepName, SystemTile } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { formatDay, isSameDay } from '../../ui/format.ts'
import { stepWord } from '../../ui/words.ts'
import type { Trend } from './historyPlace.ts'

export interface Series {
  readonly key: string
  readonly label: string
  /** A colour of the theme. */
  readonly colour: string
}

export interface TrendColumn {
  readonly number: number
  readonly label: string
  readonly values: Readonly<Record<string, number>>
}

export interface TrendPicture {
  readonly kind: 'lines' | 'bars'
  readonly unit: 'count' | 'time'
  readonly series: readonly Series[]
  /** From old to new. */
  readonly columns: readonly TrendColumn[]
}

const steps: readonly StepName[] = ['import', 'synchronize', 'export', 'confirm', 'report']
const stepColour = ['--sys-1', '--sys-2', '--sys-3', '--sys-4', '--sys-5']

/** What a trend draws: of every session one column, of every system, kind or step one series. */
export function seriesOf(
  trend: Exclude<Trend, 'exported'>,
  sessions: readonly SessionSummary[],
  systems: readonly SystemTile[],
  now: number,
): TrendPicture {
  const columns = (values: (session: SessionSummary) => Record<string, number>): TrendColumn[] =>
    sessions
      .map((session) => ({
        number: session.number,
        label: isSameDay(session.startedAt, now) ? t('today') : formatDay(session.startedAt),
        values: values(session),
      }))
      .toSorted((a, b) => a.number - b.number)
  if (trend === 'read') {
    const read = systems.filter(({ name }) =>
      sessions.some((one) => one.imports.some(({ system }) => system === name)),
    )
    return {
      kind: 'lines',
      unit: 'count',
      series: read.map(({ name, title, hue }) => ({ key: name, label: title, colour: `--sys-${hue}` })),
      columns: columns(({ imports }) => Object.fromEntries(imports.map((one) => [one.system, one.read]))),
    }
  }
  if (trend === 'found') {
    const sum = (session: SessionSummary, of: 'adds' | 'updates' | 'deletes') =>
      session.imports.reduce((total, one) => total + one[of], 0)
    return {
      kind: 'bars',
      unit: 'count',
      series: [
        { key: 'updates', label: t('Updates'), colour: '--update-fill' },
        { key: 'adds', label: t('Adds'), colour: '--add-fill' },
        { key: 'deletes', label: t('Deletes'), colour: '--delete-fill' },
      ],
      columns: columns((session) => ({
        adds: sum(session, 'adds'),
        updates: sum(session, 'updates'),
        deletes: sum(session, 'deletes'),
      })),
    }
  }
  return {
    kind: 'bars',
    unit: 'time',
    series: steps.map((step, i) => ({
      key: step,
      label: stepWord[step],
      colour: stepColour[i] ?? '--sys-1',
    })),
    columns: columns((session) =>
      Object.fromEntries(
        session.steps.flatMap(({ step, startedAt, endedAt }) =>
          step === 'review' || startedAt === null || endedAt === null ? [] : [[step, endedAt - startedAt]],
        ),
      ),
    ),
  }
}

/** All of a column: what its bar is high. */
export const heightOf = ({ values }: TrendColumn, kind: TrendPicture['kind']): number =>
  kind === 'lines'
    ? Math.max(0, ...Object.values(values))
    : Object.values(values).reduce((sum, value) => sum + value, 0)
