import { type ReactNode, useState } from 'react'
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatDuration, formatNumber } from '../../ui/format.ts'
import { heightOf, type TrendPicture } from './trendSeries.ts'

const tick = { fontSize: 11, fill: 'var(--text-3)' }

interface TrendChartProps {
  picture: TrendPicture
  label: string
  current: number | null
  onOpen: (session: number) => void
  choice: ReactNode
}

/** One trend over the sessions: a line for each system, or a column in parts. The legend reads out the column under the pointer. */
export default function TrendChart({ picture, label, current, onOpen, choice }: TrendChartProps) {
  const { kind, unit, series, columns } = picture
  const [hovered, setHovered] = useState<number | null>(null)
  const shown = columns.find((one) => one.number === (hovered ?? current)) ?? columns.at(-1)
  const format = unit === 'time' ? formatDuration : formatNumber
  const byIndex = (index: unknown) => columns[Number(index)]?.number ?? null
  const data = columns.map(({ number, values }) => ({ number, ...values }))
  const top = Math.max(1, ...columns.map((one) => heightOf(one, kind)))
  const highest = columns.find((one) => heightOf(one, kind) === top)
  return (
    <figure className="chart trend">
      <figcaption className="section-head">
        {choice} {shown ? <span className="sub num">{rich`session ${shown.number}`}</span> : null}
        <span className="legend num">
          {series.map(({ key, label: name, colour }) => (
            <span key={key}>
              <i style={{ background: `var(${colour})` }} />
              {name} <b>{format(shown?.values[key] ?? 0)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div
        className="chart-box"
        role="img"
        aria-label={t`${label} by session.${highest ? t` Highest: session ${highest.number} with ${format(top)}.` : ''}`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart
            data={data}
            margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
            barCategoryGap="20%"
            accessibilityLayer={false}
            onMouseMove={(state) => setHovered(byIndex(state.activeTooltipIndex))}
            onMouseLeave={() => setHovered(null)}
            onClick={(state) => {
              const session = byIndex(state.activeTooltipIndex)
              if (session !== null) onOpen(session)
            }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <Tooltip cursor={{ fill: 'var(--hover)' }} content={() => null} isAnimationActive={false} />
            <XAxis
              dataKey="number"
              scale="band"
              tickFormatter={(number: number) => columns.find((one) => one.number === number)?.label ?? ''}
              tickLine={false}
              axisLine={false}
              tick={tick}
              height={20}
              interval="equidistantPreserveStart"
              minTickGap={32}
            />
            <YAxis
              tickLine={false}
              axisLine={false}
              tick={tick}
              width={unit === 'time' || top >= 1000 ? 52 : 32}
              tickFormatter={(value: number) => format(value)}
              tickCount={5}
              allowDecimals={unit === 'time'}
            />
            {series.map(({ key, colour }) =>
              kind === 'lines' ? (
                <Line
                  key={key}
                  dataKey={key}
                  type="linear"
                  stroke={`var(${colour})`}
                  strokeWidth={2}
                  dot={{ r: 2, fill: `var(${colour})`, strokeWidth: 0 }}
                  isAnimationActive={false}
                  connectNulls
                />
              ) : (
                <Bar
                  key={key}
                  dataKey={key}
                  stackId="all"
                  fill={`var(${colour})`}
                  stroke="var(--surface)"
                  strokeWidth={0.5}
                  maxBarSize={14}
                  isAnimationActive={false}
                />
              ),
            )}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}
