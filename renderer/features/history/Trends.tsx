import { useMemo } from 'react'
import type { SessionSummary } from '../../../preload/contract/session.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { codeOf, Later } from '../../ui/Later.tsx'
import { ExportChart } from './ExportChart.tsx'
import { columnsOf } from './figures.ts'
import type { Trend } from './historyPlace.ts'
import { seriesOf } from './trendSeries.ts'

const trendChart = codeOf(() => import('./TrendChart.tsx'))

const words: Record<Trend, string> = {
  exported: t('Changes exported'),
  read: t('Objects read'),
  found: t('Adds, updates and deletes found'),
  time: t('Machine time'),
}

interface TrendsProps {
  sessions: readonly SessionSummary[]
  trend: Trend
  /** Number of the session whose pane is open. */
  current: number
  onTrend: (trend: Trend) => void
  onOpen: (session: number) => void
}

/** How sessions compare over the period: what was written, read and found, and how long it took. */
export function Trends({ sessions, trend, current, onTrend, onOpen }: TrendsProps) {
  const systems = useCall('systems.list', {}).data
  const picture = useMemo(
    () => (trend === 'exported' ? undefined : seriesOf(trend, sessions, systems ?? [], Date.now())),
    [trend, sessions, systems],
  )
  const choice = (
    <select
      className="trend-choice"
      aria-label={t('Trend')}
      value={trend}
      onChange={(event) => onTrend(event.target.value as Trend)}
    >
      {Object.entries(words).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
  if (picture === undefined)
    return (
      <ExportChart
        columns={columnsOf(sessions, Date.now())}
        current={current}
        onOpen={onOpen}
        choice={choice}
      />
    )
  return (
    <Later
      code={trendChart}
      meanwhile={<figure className="chart" />}
      picture={picture}
      label={words[trend]}
      current={current}
      onOpen={onOpen}
      choice={choice}
    />
  )
}
