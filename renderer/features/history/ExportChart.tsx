import { type ReactNode, useState } from 'react'
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceDot,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { operations, operationWord } from '../../ui/words.ts'
import type { Column } from './figures.ts'

// Updates are the ground of every column; what is rare lies on top, where it is seen.
const stack = ['update', 'add', 'move', 'disable', 'delete'] as const
const tick = { fontSize: 11, fill: 'var(--text-3)' }

interface ExportChartProps {
  columns: Column[]
  /** Number of the session whose pane is open. */
  current: number | null
  onOpen: (session: number) => void
  /** What chooses another trend; it stands in the place of the title. */
  choice: ReactNode
}

/** Changes exported by session. The legend reads out the column under the pointer, else that of the open session. */
export function ExportChart({ columns, current, onOpen, choice }: ExportChartProps) {
  const [hovered, setHovered] = useState<number | null>(null)
  const shown = columns.find((c) => c.number === (hovered ?? current)) ?? columns.at(-1)
  const highest = columns.reduce((best, c) => (c.total > best.total ? c : best), columns[0] as Column)
  const byIndex = (index: unknown) => columns[Number(index)]?.number ?? null
  return (
    <figure className="chart">
      <figcaption className="section-head">
        {choice} {shown ? <span className="sub num">{rich`session ${shown.number}`}</span> : null}
        <span className="legend num">
          {operations.map((operation) => (
            <span key={operation}>
              <i className={`b-${operation}`} />
              {operationWord[operation]} <b>{formatNumber(shown?.[operation] ?? 0)}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div
        className="chart-box"
        role="img"
        aria-label={t`Changes exported by session. Highest: session ${highest.number} with ${formatNumber(highest.total)}.`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={columns}
            margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
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
              tickFormatter={(number: number) => columns.find((c) => c.number === number)?.label ?? ''}
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
              width={highest.total >= 1000 ? 44 : 32}
              tickFormatter={formatNumber}
              tickCount={5}
              allowDecimals={false}
            />
            {stack.map((operation) => (
              <Bar
                key={operation}
                dataKey={operation}
                stackId="exported"
                fill={`var(--${operation}-fill)`}
                stroke="var(--surface)"
                strokeWidth={0.5}
                maxBarSize={14}
                isAnimationActive={false}
              />
            ))}
            {columns
              .filter((c) => c.total === 0 && (c.stopped || c.open))
              .map((c) => (
                <ReferenceDot
                  key={c.number}
                  x={c.number}
                  y={0}
                  r={0}
                  shape={c.stopped ? StoppedMark : OpenMark}
                />
              ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}

/** A session that was stopped wrote nothing: a red triangle stands in its place. */
function StoppedMark({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) {
  return <path className="stop" d={`M${cx - 5} ${cy - 3}h10l-5 -9z`} />
}

/** The open session has written nothing yet: a dashed outline keeps its place. */
function OpenMark({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) {
  return <rect className="hold" x={cx - 6.5} y={cy - 21.5} width={13} height={21.5} rx={1} />
}
