import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { ChangePattern } from '../../../preload/contract/changes.ts'
import type { Decision, SystemTile as Tile } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useTighter } from '../../ui/density.ts'
import { formatNumber } from '../../ui/format.ts'
import { Cell, ColumnHead, GridFrame, GridRow, GridRows } from '../../ui/Grid.tsx'
import { ChangeRow } from './ChangeRow.tsx'
import { PatternRow } from './PatternRow.tsx'
import { placeOf, type TreeItem, type TreeLayout, type TreePlace } from './treeLayout.ts'
import type { Rows, Span } from './useRows.ts'

const heights: Record<TreeItem['kind'], number> = { pattern: 36, change: 32, more: 28 }
const columns = [
  t('Object'),
  t('Attribute'),
  t('Old and new value'),
  t('From'),
  t('Risk'),
  t('Decision'),
] as const

interface ChangesGridProps {
  grid: RefObject<HTMLDivElement | null>
  layout: TreeLayout
  rows: Rows
  /** Position of the current row; -1 for none. */
  current: number
  openPatterns: ReadonlySet<number>
  tileOf: (system: string) => Tile | undefined
  onSpan: (span: Span) => void
  onCurrent: (place: TreePlace) => void
  onToggle: (index: number, pattern: ChangePattern) => void
  onShowAll: (pattern: string) => void
  onDecide: (item: TreeItem, decision: Decision) => void
}

/** The treegrid of pending changes. Only what is seen is in the document; one tab stop, the current row is named to readers. */
export function ChangesGrid(props: ChangesGridProps) {
  const { grid, layout, current, onSpan } = props
  const tighter = useTighter()
  const virtual = useVirtualizer({
    count: layout.length,
    getScrollElement: () => grid.current,
    estimateSize: (index) => heights[layout.at(index).kind] - tighter,
    overscan: 12,
    scrollPaddingStart: 28,
    paddingEnd: 8,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the layout is what the sizes come from
  useEffect(() => virtual.measure(), [virtual, layout, tighter])

  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onSpan({ first, last }), [onSpan, first, last])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new current row scrolls, not a new layout
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: 'auto' })
  }, [current])

  return (
    <GridFrame
      className="list"
      ref={grid}
      kind="treegrid"
      aria-label={t('Pending changes')}
      aria-rowcount={layout.length + 1}
      aria-activedescendant={current >= first && current <= last ? rowId(current) : undefined}
    >
      <GridRow className="grid-head" aria-rowindex={1}>
        {columns.map((name) => (
          <ColumnHead key={name}>{name}</ColumnHead>
        ))}
      </GridRow>
      <GridRows className="list-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <TreeRow key={index} {...props} position={index} top={start} />
        ))}
      </GridRows>
    </GridFrame>
  )
}

const rowId = (position: number) => `change-row-${position}`

function TreeRow({ position, top, ...props }: ChangesGridProps & { position: number; top: number }) {
  const item = props.layout.at(position)
  const isCurrent = position === props.current
  const open = item.kind === 'pattern' && props.openPatterns.has(item.index)
  const kinds: Record<TreeItem['kind'], string> = {
    pattern: `group pattern${open ? ' is-open' : ''}`,
    change: 'row line',
    more: 'row more num',
  }
  return (
    <GridRow
      id={rowId(position)}
      className={`${kinds[item.kind]}${isCurrent ? ' is-current' : ''}${position === 0 ? ' is-first' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      aria-rowindex={position + 2}
      aria-level={item.kind === 'pattern' || (item.kind === 'change' && item.patternIndex < 0) ? 1 : 2}
      aria-expanded={item.kind === 'pattern' ? open : undefined}
      aria-selected={isCurrent}
      onClick={() => props.onCurrent(placeOf(item))}
      onDoubleClick={() => {
        const pattern = item.kind === 'pattern' ? props.rows.pattern(item.index) : undefined
        if (item.kind === 'pattern' && pattern) props.onToggle(item.index, pattern)
      }}
    >
      <Cells {...props} item={item} isCurrent={isCurrent} isOpen={open} />
    </GridRow>
  )
}

interface CellsProps extends ChangesGridProps {
  item: TreeItem
  isCurrent: boolean
  isOpen: boolean
}

function Cells({ item, isCurrent, isOpen, rows, tileOf, onToggle, onShowAll, onDecide }: CellsProps) {
  if (item.kind === 'more') {
    return (
      <Cell>
        <button
          type="button"
          tabIndex={-1}
          className="link"
          onClick={(event) => {
            event.stopPropagation()
            onShowAll(item.pattern)
          }}
        >
          {rich`Show all ${formatNumber(item.count)}`}
        </button>
      </Cell>
    )
  }
  if (item.kind === 'pattern') {
    const pattern = rows.pattern(item.index)
    if (!pattern) return <LoadingCells />
    return (
      <PatternRow
        pattern={pattern}
        tile={tileOf(pattern.system)}
        isOpen={isOpen}
        isCurrent={isCurrent}
        onToggle={() => onToggle(item.index, pattern)}
        onDecide={(decision) => onDecide(item, decision)}
      />
    )
  }
  const change = rows.change(item)
  if (!change) return <LoadingCells />
  return (
    <ChangeRow
      change={change}
      tileOf={tileOf}
      isCurrent={isCurrent}
      onDecide={(decision) => onDecide(item, decision)}
    />
  )
}

function LoadingCells() {
  return (
    <Cell className="loading-cell">
      <span className="skeleton" />
      <span className="hidden-text">{t('Loading')}</span>
    </Cell>
  )
}
