import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect } from 'react'
import { t } from '../language/text.ts'
import { useTighter } from './density.ts'
import { Cell, ColumnHead, GridFrame, GridRow, GridRows } from './Grid.tsx'

interface VirtualGridProps {
  grid: RefObject<HTMLDivElement | null>
  label: string
  /** Class of the list, whose rows lay out their cells by its own columns. */
  className: string
  columns: readonly { name: string; right?: boolean }[]
  /** Rows there are in all. */
  count: number
  /** Position of the current row; -1 for none. */
  current: number
  /** Pixels, where rows stand comfortably; compact they are lower, as `--h-row`. */
  rowHeight: number
  onSpan: (span: { first: number; last: number }) => void
  onCurrent: (index: number) => void
  onOpen?: (index: number) => void
  /** Class of a row that is of another kind, such as the head of a group. */
  rowClass?: (index: number) => string | undefined
  /** The cells of a row; undefined while it is on its way. */
  cells: (index: number) => ReactNode | undefined
}

/** A grid of rows of one kind, of any number: only what is seen is in the document. One tab stop; readers hear the current row. */
export function VirtualGrid({ grid, count, current, rowHeight, onSpan, ...props }: VirtualGridProps) {
  const height = rowHeight - useTighter()
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: 28,
    paddingEnd: 8,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what the places come from
  useEffect(() => virtual.measure(), [virtual, height])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onSpan({ first, last }), [onSpan, first, last])
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: 'auto' })
  }, [virtual, current])
  const rowId = (index: number) => `${props.className}-row-${index}`
  return (
    <GridFrame
      className={`list ${props.className}`}
      ref={grid}
      kind="grid"
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-activedescendant={current >= first && current <= last ? rowId(current) : undefined}
    >
      <GridRow className="grid-head" aria-rowindex={1}>
        {props.columns.map(({ name, right }) => (
          <ColumnHead key={name} className={right ? 'right' : undefined}>
            {name}
          </ColumnHead>
        ))}
      </GridRow>
      <GridRows className="list-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <GridRow
            key={index}
            id={rowId(index)}
            className={`row ${props.rowClass?.(index) ?? 'line'}${index === current ? ' is-current' : ''}`}
            style={{ transform: `translateY(${start}px)` }}
            aria-rowindex={index + 2}
            aria-selected={index === current}
            onClick={() => props.onCurrent(index)}
            onDoubleClick={() => props.onOpen?.(index)}
          >
            {props.cells(index) ?? <LoadingCell />}
          </GridRow>
        ))}
      </GridRows>
    </GridFrame>
  )
}

function LoadingCell() {
  return (
    <Cell className="loading-cell">
      <span className="skeleton" />
      <span className="hidden-text">{t('Loading')}</span>
    </Cell>
  )
}
