import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import type { SessionSystem } from '../../../preload/contract/session.ts'
import type { Operation } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { Tally } from '../../ui/OperationMark.tsx'

export type FlowEdgeData = Edge<
  {
    /** From and to, on the map; the line is straight and level. */
    from: number
    to: number
    y: number
    live: boolean
    figures: SessionSystem | undefined
    says: 'read' | 'read-below' | 'written'
  },
  'flow'
>

/** A straight edge that says what crosses it. A running one is dashed and moves. */
export function FlowEdge({ data }: EdgeProps<FlowEdgeData>) {
  if (!data) return null
  const { from, to, y, live } = data
  const way = to > from ? 1 : -1
  const tip = to - way * 8
  return (
    <>
      <path className={live ? 'edge live' : 'edge'} d={`M${from} ${y}H${tip}`} />
      <path className={live ? 'tip live' : 'tip'} d={`M${tip} ${y - 4.5}L${to} ${y}L${tip} ${y + 4.5}z`} />
      <EdgeLabelRenderer>
        <Label data={data} />
      </EdgeLabelRenderer>
    </>
  )
}

function Label({ data: { from, to, y, figures, says } }: { data: NonNullable<FlowEdgeData['data']> }) {
  const at = (top: number) => ({
    width: Math.abs(to - from),
    transform: `translate(${Math.min(from, to)}px, ${top}px)`,
  })
  if (says === 'written') return <WrittenLabel style={at(y - 22)} figures={figures} />
  const read = figures?.import
  if (!read) return null
  const counts = [
    ['add', read.adds],
    ['update', read.updates],
    ['move', read.renames],
    ['delete', read.deletes],
  ] as const satisfies readonly (readonly [Operation, number])[]
  const crossing = counts.filter(([, n]) => n > 0)
  const unchanged = t`${formatNumber(read.unchanged)} unchanged`
  return (
    <>
      <div className="edge-label num" style={at(says === 'read' ? y - 22 : y + 8)}>
        {crossing.length > 0
          ? crossing.map(([operation, n]) => (
              <Tally key={operation} operation={operation} count={formatNumber(n)} />
            ))
          : t('nothing new')}
      </div>
      {says === 'read' ? (
        <div className="edge-label num" style={at(y + 6)}>
          {unchanged}
        </div>
      ) : null}
    </>
  )
}

interface WrittenLabelProps {
  style: { width: number; transform: string }
  figures: SessionSystem | undefined
}

function WrittenLabel({ style, figures }: WrittenLabelProps) {
  const total = (of: 'approved' | 'exported' | 'planned') =>
    figures ? Object.values(figures[of]).reduce((a, b) => a + b, 0) : 0
  const first = (['approved', 'exported', 'planned'] as const).find((of) => total(of) > 0)
  const words = { approved: t('approved'), exported: t('written'), planned: t('planned') }
  return (
    <div className="edge-label num" style={style}>
      {first ? (
        <span title={formatCounted(total(first), 'change')}>
          <b>{formatNumber(total(first))}</b> {words[first]}
        </span>
      ) : (
        t('nothing to write')
      )}
    </div>
  )
}
