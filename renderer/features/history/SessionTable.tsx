import { createColumnHelper, type Row, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { SessionSummary } from '../../../preload/contract/session.ts'
import { t } from '../../language/text.ts'
import { stepKeys } from '../../shell/moveKeys.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTighter } from '../../ui/density.ts'
import { formatCount, formatDuration, formatMoment } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell, ColumnHead, GridFrame, GridRow, GridRows } from '../../ui/Grid.tsx'
import { approvers, describeSteps, stepMark, stoppedNote, totalOf } from './figures.ts'

const features = tableFeatures({})
const helper = createColumnHelper<typeof features, SessionSummary>()
const right = new Set(['machine', 'planned', 'exported', 'failed', 'unconfirmed'])
/** Columns that give way to the reason why nothing was written. */
const unwritten = new Set(['mix', 'failed', 'unconfirmed'])
const stack = ['update', 'add', 'move', 'disable', 'delete'] as const

const columns = helper.columns([
  helper.accessor('number', { id: 'number', header: t('No.') }),
  helper.accessor('startedAt', {
    id: 'started',
    header: t('Started'),
    cell: (cell) => formatMoment(cell.getValue(), Date.now()),
  }),
  helper.display({
    id: 'steps',
    header: t('Steps'),
    cell: ({ row }) => <StepSquares session={row.original} />,
  }),
  helper.accessor('machineTime', {
    id: 'machine',
    header: t('Machine'),
    cell: (cell) => formatDuration(cell.getValue()),
  }),
  helper.accessor('planned', {
    id: 'planned',
    header: t('Planned'),
    cell: (cell) => formatCount(cell.getValue()),
  }),
  helper.accessor((s) => totalOf(s.exported), {
    id: 'exported',
    header: t('Exported'),
    cell: (cell) => formatCount(cell.getValue()),
  }),
  helper.display({ id: 'mix', header: t('by operation') }),
  helper.accessor('failed', {
    id: 'failed',
    header: t('Failed'),
    cell: (cell) => formatCount(cell.getValue()),
  }),
  helper.accessor('unconfirmed', {
    id: 'unconfirmed',
    header: t('Unconfirmed'),
    cell: (cell) => formatCount(cell.getValue()),
  }),
  helper.accessor(approvers, { id: 'by', header: t('Approved by') }),
])

interface SessionTableProps {
  sessions: SessionSummary[]
  current: number | null
  onOpen: (session: number) => void
}

/** Sessions, newest first. J and K move; the pane follows. */
export function SessionTable({ sessions, current, onOpen }: SessionTableProps) {
  const grid = useRef<HTMLDivElement>(null)
  const table = useTable({ features, columns, data: sessions, getRowId: (s) => String(s.number) })
  const rows = table.getRowModel().rows
  const index = sessions.findIndex((session) => session.number === current)
  const height = 32 - useTighter()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: 8,
    scrollPaddingStart: 28,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what the places come from
  useEffect(() => virtual.measure(), [virtual, height])
  const go = (to: number) => {
    const next = sessions[to]
    if (next) onOpen(next.number)
  }
  useKeys(stepKeys(index, sessions.length, go))
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
  }, [virtual, index])
  const widest = sessions.reduce((most, s) => Math.max(most, totalOf(s.exported)), 1)
  return (
    <GridFrame
      className="runs"
      ref={grid}
      kind="grid"
      aria-label={t('Sessions')}
      aria-rowcount={sessions.length + 1}
      aria-activedescendant={current === null ? undefined : `session-${current}`}
    >
      <GridRow className="grid-head" aria-rowindex={1}>
        {table.getFlatHeaders().map((header) => (
          <ColumnHead key={header.id} className={right.has(header.column.id) ? 'right' : undefined}>
            <table.FlexRender header={header} />
          </ColumnHead>
        ))}
      </GridRow>
      <GridRows className="runs-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index] as Row<typeof features, SessionSummary>
          const isCurrent = row.original.number === current
          const stopped = stoppedNote(row.original)
          return (
            <GridRow
              key={row.id}
              id={`session-${row.id}`}
              aria-rowindex={item.index + 2}
              aria-selected={isCurrent}
              className={`row run${isCurrent ? ' is-current' : ''}`}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => onOpen(row.original.number)}
            >
              {row.getAllCells().map((cell) =>
                stopped && unwritten.has(cell.column.id) ? null : stopped && cell.column.id === 'exported' ? (
                  <Cell key={cell.id} className="stopped">
                    <Glyph name="warn" />
                    <span className="clip">{stopped}</span>
                  </Cell>
                ) : (
                  <Cell key={cell.id} className={cellClass(cell.column.id, cell.getValue())}>
                    {cell.column.id === 'mix' ? (
                      <Mix session={row.original} widest={widest} />
                    ) : (
                      <table.FlexRender cell={cell} />
                    )}
                  </Cell>
                ),
              )}
            </GridRow>
          )
        })}
      </GridRows>
    </GridFrame>
  )
}

function cellClass(column: string, value: unknown): string {
  if (column === 'number') return 'num medium'
  if (column === 'by') return 'clip muted'
  if (!right.has(column)) return 'num clip'
  if (value === 0) return 'num right zero'
  return column === 'failed' ? 'num right is-delete' : 'num right'
}

function StepSquares({ session }: { session: SessionSummary }) {
  return (
    <span className="steps" role="img" aria-label={describeSteps(session)} title={describeSteps(session)}>
      {session.steps.map((step) => (
        <i key={step.step} className={stepMark(step.state)} />
      ))}
    </span>
  )
}

function Mix({ session, widest }: { session: SessionSummary; widest: number }) {
  const total = totalOf(session.exported)
  if (total === 0) return null
  return (
    <span className="bar" aria-hidden="true" style={{ width: Math.max(4, (total / widest) * 80) }}>
      {stack
        .filter((operation) => session.exported[operation] > 0)
        .map((operation) => (
          <i key={operation} className={`b-${operation}`} style={{ flex: session.exported[operation] }} />
        ))}
    </span>
  )
}
