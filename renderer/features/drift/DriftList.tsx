import { useMemo, useRef, useState } from 'react'
import type { DriftFilter, DriftGroup } from '../../../preload/contract/drift.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { type Span, useBlocks } from '../../client/useBlocks.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { listKeys } from '../../shell/moveKeys.ts'
import { takeFocus } from '../../shell/takeFocus.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { formatNumber } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { DriftCells, GroupCells } from './DriftCells.tsx'
import { DriftPane, GroupPane } from './DriftPane.tsx'
import { layoutDrift } from './driftLayout.ts'
import { formatDriftFilter } from './driftPlace.ts'
import { type DriftDecision, type DriftSelection, useDriftDecisions } from './useDriftDecisions.ts'

const columns = [
  { name: '' },
  { name: t('In') },
  { name: t('Object') },
  { name: t('Was and is') },
  { name: t('By') },
  { name: t('When') },
  { name: t('State') },
] as const

interface DriftListProps {
  filter: DriftFilter
  groups: readonly DriftGroup[]
  systems: readonly SystemStatus[]
}

/** The groups with their drift, the pane of the current line, and the keys of both. */
export function DriftList({ filter, groups, systems }: DriftListProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set())
  const [lines, setLines] = useState<Span>({ first: 0, last: 40 })
  const [at, setAt] = useState(1)
  const [reason, setReason] = useState('')
  const grid = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const layout = useMemo(() => layoutDrift(groups, folded), [groups, folded])
  const position = Math.min(at, layout.length - 1)
  const rows = useBlocks('drift.list', { filter, grouped: true }, rowsOf(layout, lines, position))
  const decisions = useDriftDecisions()

  const item = layout.at(position)
  const row = item?.kind === 'drift' ? rows.row(item.row) : undefined
  const tileOf = (name: string) => systems.find((system) => system.name === name)
  const move = (to: number) => {
    setAt(to)
    takeFocus(grid.current)
  }
  const fold = (key: string, close?: boolean) =>
    setFolded((before) => {
      const next = new Set(before)
      if (close ?? !before.has(key)) next.add(key)
      else next.delete(key)
      return next
    })
  const mark = (id: number) =>
    setMarked((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const ofGroup = (group: DriftGroup): DriftSelection => ({
    filter: {
      ...filter,
      kind: group.kind,
      ...(group.attribute === null ? {} : { attribute: group.attribute }),
    },
  })
  const decide = async (selection: DriftSelection | undefined, decision: DriftDecision) => {
    if (selection === undefined || decisions.busy) return
    await decisions.decide(selection, decision, reason)
    setReason('')
    setMarked(new Set())
  }
  const here = (): DriftSelection | undefined => {
    if (marked.size > 0) return { ids: [...marked] }
    if (item?.kind === 'group') return ofGroup(item.group)
    return row && { ids: [row.id] }
  }
  const group = () => item && ofGroup(item.group)
  useKeys([
    ...listKeys(position, layout.length, move),
    ['ArrowLeft', () => item && fold(item.key, true)],
    ['ArrowRight', () => item && fold(item.key, false)],
    ['Enter', () => item?.kind === 'group' && fold(item.key)],
    ['X', () => row && mark(row.id)],
    ['A', () => void decide(here(), 'accept')],
    ['E', () => void decide(here(), 'enforce')],
    ['Shift+A', () => void decide(group(), 'accept')],
    ['Shift+E', () => void decide(group(), 'enforce')],
    ['R', () => field.current?.focus()],
    ['Escape', () => setMarked(new Set())],
  ])
  const verdict = {
    reason,
    field,
    busy: decisions.busy,
    onReason: setReason,
    onDecide: (decision: DriftDecision) => void decide(here(), decision),
  }
  return (
    <>
      <div className="list-area">
        {decisions.error || rows.error ? <ErrorNotice error={decisions.error ?? rows.error} /> : null}
        <VirtualGrid
          key={formatDriftFilter(filter)}
          grid={grid}
          label={t('Changes from outside')}
          className="drift-list"
          columns={columns}
          count={layout.length}
          current={position}
          rowHeight={32}
          onSpan={setLines}
          onCurrent={move}
          onOpen={(index) => {
            const opened = layout.at(index)
            if (opened?.kind === 'group') fold(opened.key)
          }}
          rowClass={(index) => (layout.at(index)?.kind === 'group' ? 'drift-group' : undefined)}
          cells={(index) => {
            const line = layout.at(index)
            if (line?.kind === 'group')
              return (
                <GroupCells
                  group={line.group}
                  isOpen={!folded.has(line.key)}
                  onToggle={() => fold(line.key)}
                />
              )
            const shown = line && rows.row(line.row)
            return shown ? (
              <DriftCells
                row={shown}
                tile={tileOf(shown.system)}
                isMarked={marked.has(shown.id)}
                onMark={() => mark(shown.id)}
              />
            ) : undefined
          }}
        />
        {marked.size > 0 ? (
          <MarkedBar count={marked.size} onDecide={(decision) => void decide(here(), decision)} />
        ) : decisions.said ? (
          <p className="small said-line" role="status">
            {rich`${decisions.said}. The next synchronization plans accordingly.`}
          </p>
        ) : null}
      </div>
      {row ? (
        <DriftPane key={row.id} row={row} tile={tileOf(row.system)} {...verdict} />
      ) : item?.kind === 'group' ? (
        <GroupPane group={item.group} {...verdict} />
      ) : (
        <aside className="pane" aria-label={t('Selected drift')} />
      )}
    </>
  )
}

/** Which rows of the grouped list the lines that are seen need, the current one among them. */
function rowsOf(layout: ReturnType<typeof layoutDrift>, { first, last }: Span, position: number): Span {
  const near = position >= 0 && Math.abs(position - first) < 200
  const from = layout.at(Math.max(0, near ? Math.min(first, position) : first))
  const to = layout.at(Math.min(layout.length - 1, near ? Math.max(last, position) : last))
  const of = (item: typeof from, start: number): number => (item?.kind === 'drift' ? item.row : start)
  return { first: of(from, 0), last: of(to, layout.length) }
}

function MarkedBar({ count, onDecide }: { count: number; onDecide: (decision: DriftDecision) => void }) {
  return (
    <div className="bulk" role="toolbar" aria-label={t('Marked')}>
      <span className="num">{rich`${formatNumber(count)} marked`}</span>
      <span className="sep" />
      <button type="button" onClick={() => onDecide('accept')}>
        {t('Accept')} <kbd className="key">A</kbd>
      </button>
      <button type="button" onClick={() => onDecide('enforce')}>
        {t('Enforce')} <kbd className="key">E</kbd>
      </button>
    </div>
  )
}
