import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { JoinCounts, JoinQueueRow } from '../../../preload/contract/joins.ts'
import { t } from '../../language/text.ts'
import { useTighter } from '../../ui/density.ts'
import { formatNumber } from '../../ui/format.ts'
import { Cell, GridFrame, GridRow, GridRows } from '../../ui/Grid.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { closeness, kindHead, shortKey } from './joinWords.ts'
import { layoutQueue } from './queueLayout.ts'

interface QueueProps {
  systems: JoinCounts['systems']
  total: number
  /** Index in the list; -1 when the open object is not in it. */
  current: number
  rowAt: (index: number) => JoinQueueRow | undefined
  onSpan: (span: { first: number; last: number }) => void
  onCurrent: (index: number) => void
}

const heights = { head: 32, row: 48 }

/** What waits, by kind, most urgent first. */
export function Queue({ systems, total, current, rowAt, onSpan, onCurrent }: QueueProps) {
  const list = useRef<HTMLDivElement>(null)
  const layout = useMemo(() => layoutQueue(systems, total), [systems, total])
  const tighter = useTighter()
  const virtual = useVirtualizer({
    count: layout.length,
    getScrollElement: () => list.current,
    estimateSize: (position) => heights[layout.at(position).kind] - tighter,
    overscan: 8,
    paddingStart: 8,
    paddingEnd: 8,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the layout is what the sizes come from
  useEffect(() => virtual.measure(), [virtual, layout, tighter])
  const items = virtual.getVirtualItems()
  const first = Math.max(0, (items[0]?.index ?? 0) - 2)
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onSpan({ first, last }), [onSpan, first, last])
  const position = current < 0 ? -1 : layout.positionOf(current)
  useEffect(() => {
    if (position >= 0) virtual.scrollToIndex(position, { align: 'auto' })
  }, [virtual, position])
  return (
    <GridFrame
      className="queue"
      ref={list}
      kind="grid"
      aria-label={t('Queue')}
      aria-rowcount={layout.length}
      aria-activedescendant={position < 0 ? undefined : `queue-${position}`}
    >
      <GridRows className="list-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const item = layout.at(index)
          const place = { transform: `translateY(${start}px)` }
          if (item.kind === 'head')
            return (
              <GridRow key={index} className="queue-head" style={place} aria-rowindex={index + 1}>
                <Cell>
                  {kindHead[item.of]} <span className="num">{formatNumber(item.count)}</span>
                </Cell>
              </GridRow>
            )
          const isCurrent = item.index === current
          return (
            <GridRow
              key={index}
              id={`queue-${index}`}
              className={`queue-item${isCurrent ? ' is-current' : ''}`}
              style={place}
              aria-rowindex={index + 1}
              aria-selected={isCurrent}
              onClick={() => onCurrent(item.index)}
            >
              <Item row={rowAt(item.index)} systems={systems} />
            </GridRow>
          )
        })}
      </GridRows>
    </GridFrame>
  )
}

function Item({ row, systems }: { row: JoinQueueRow | undefined; systems: JoinCounts['systems'] }) {
  if (!row)
    return (
      <Cell className="loading-cell">
        <span className="skeleton" />
        <span className="hidden-text">{t('Loading')}</span>
      </Cell>
    )
  const tile = systems.find((system) => system.name === row.system)
  return (
    <Cell className="queue-cell">
      <span className="clip medium">{row.name}</span>
      <span className="closeness num">{closeness(row)}</span>
      <span className="queue-key">
        {tile ? <SystemTile tile={tile} size="small" /> : null}
        <span className="mono clip" title={shortKey(row)}>
          {shortKey(row)}
        </span>
      </span>
    </Cell>
  )
}
