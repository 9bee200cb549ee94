import { type RefObject, useCallback, useEffect, useState } from 'react'
import type { Change, ChangeFacets, ChangeFilter } from '../../../preload/contract/changes.ts'
import type { Decision, SystemTile as Tile } from '../../../preload/contract/words.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { takeFocus } from '../../shell/takeFocus.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { ChangePane } from './ChangePane.tsx'
import { ChangesGrid } from './ChangesGrid.tsx'
import { formatPlace } from './filter.ts'
import { PatternPane } from './PatternPane.tsx'
import { blockSize, type TreeItem } from './treeLayout.ts'
import { useCursor } from './useCursor.ts'
import { useDecisions } from './useDecisions.ts'
import { type Span, useRows } from './useRows.ts'

interface ChangesListProps {
  grid: RefObject<HTMLDivElement | null>
  filter: ChangeFilter
  /** Rows only, without their patterns. */
  flat: boolean
  facets: ChangeFacets
  tileOf: (system: string) => Tile | undefined
}

/** The first patterns of a filter. The screen asks for them at once and the list when there is one: they are asked for once. */
export const usePatterns = (filter: ChangeFilter, enabled: boolean) =>
  useCall('changes.patterns', { filter, offset: 0, limit: blockSize }, { enabled, keep: true })

/** The treegrid, the pane of its current row, and the keys of both. */
export function ChangesList({ grid, filter, flat, facets, tileOf }: ChangesListProps) {
  const patterns = usePatterns(filter, !flat)
  const total = flat ? facets.total : (patterns.data?.total ?? 0)
  const cursor = useCursor(total, flat, formatPlace({ filter, view: flat ? 'objects' : 'patterns' }))
  const { follow } = cursor
  useEffect(() => {
    if (patterns.data && !patterns.isPlaceholderData) follow(patterns.data.rows)
  }, [follow, patterns.data, patterns.isPlaceholderData])
  const [span, setSpan] = useState<Span>({ first: 0, last: 30 })
  const rows = useRows(cursor.layout, withCurrent(span, cursor.position), filter)
  const decisions = useDecisions()
  /** A change opened from another one; it stands in the pane instead of the current row. */
  const [aside, setAside] = useState<Change['id'] | null>(null)
  const [paneOpen, setPaneOpen] = useState(false)

  const { item } = cursor
  const pattern = item?.kind === 'pattern' ? rows.pattern(item.index) : undefined
  const change = item?.kind === 'change' ? rows.change(item) : undefined

  const decideItem = useCallback(
    (at: TreeItem, decision: Decision) => {
      if (at.kind === 'pattern') {
        const chosen = rows.pattern(at.index)
        if (chosen) void decisions.decide(ofPattern(filter, chosen.pattern, facets.planHash), decision)
      } else if (at.kind === 'change') {
        const chosen = rows.change(at)
        if (chosen?.state === 'planned') void decisions.decide({ ids: [chosen.id] }, decision)
      }
    },
    [rows, decisions, filter, facets.planHash],
  )
  const decideHere = (decision: Decision) => {
    if (aside !== null) void decisions.decide({ ids: [aside] }, decision)
    else if (item) decideItem(item, decision)
  }
  const decidePattern = (decision: Decision) => {
    if (!item || item.kind === 'pattern') return decideHere(decision)
    if (item.patternIndex < 0 || aside !== null) return
    void decisions.decide(ofPattern(filter, item.pattern, facets.planHash), decision)
  }
  const go = (by: number) => {
    setAside(null)
    cursor.move(by)
    takeFocus(grid.current)
  }
  const toggle = (unfold?: boolean) => {
    if (item?.kind === 'pattern' && pattern) {
      if (unfold === undefined || unfold !== cursor.openPatterns.has(item.index))
        cursor.toggle(item.index, pattern)
    } else if (item?.kind === 'change' && item.patternIndex >= 0 && unfold !== true) {
      const parent = rows.pattern(item.patternIndex)
      cursor.go({ pattern: item.patternIndex, row: null })
      if (unfold === undefined && parent) cursor.toggle(item.patternIndex, parent)
    } else if (item?.kind === 'more' && unfold !== false) cursor.showAll(item.pattern)
  }
  const open = () => {
    setAside(null)
    if (item?.kind === 'more') cursor.showAll(item.pattern)
    else if (item?.kind === 'pattern' && !cursor.openPatterns.has(item.index)) toggle(true)
    else setPaneOpen(true)
  }
  useKeys([
    ['J', () => go(1)],
    ['K', () => go(-1)],
    ['ArrowDown', () => go(1)],
    ['ArrowUp', () => go(-1)],
    ['PageDown', () => go(20)],
    ['PageUp', () => go(-20)],
    ['Home', () => go(-cursor.layout.length)],
    ['End', () => go(cursor.layout.length)],
    ['ArrowRight', () => toggle(true)],
    ['ArrowLeft', () => toggle(false)],
    [']', () => go(1)],
    ['[', () => go(-1)],
    ['E', () => toggle()],
    ['Enter', open],
    ['Escape', () => (aside === null ? setPaneOpen(false) : setAside(null))],
    ['A', () => decideHere('approved')],
    ['H', () => decideHere('held')],
    ['R', () => decideHere('rejected')],
    ['Shift+A', () => decidePattern('approved')],
    ['Shift+H', () => decidePattern('held')],
    ['Shift+R', () => decidePattern('rejected')],
    ['Ctrl+Z', () => void decisions.takeBack()],
  ])

  const shown = aside ?? change?.id ?? null
  return (
    <div className={`changes-rest changes-list${paneOpen ? ' is-pane-open' : ''}`}>
      <div className="list-area">
        {decisions.error || rows.error || patterns.error ? (
          <ErrorNotice error={decisions.error ?? rows.error ?? patterns.error} />
        ) : null}
        <ChangesGrid
          grid={grid}
          layout={cursor.layout}
          rows={rows}
          current={cursor.position}
          openPatterns={cursor.openPatterns}
          tileOf={tileOf}
          onSpan={setSpan}
          onCurrent={(place) => {
            setAside(null)
            cursor.go(place)
          }}
          onToggle={cursor.toggle}
          onShowAll={cursor.showAll}
          onDecide={decideItem}
        />
        {decisions.said ? <TakeBackBar said={decisions.said} onTakeBack={decisions.takeBack} /> : null}
      </div>
      {shown !== null ? (
        <ChangePane
          id={shown}
          place={aside === null && item?.kind === 'change' ? { index: item.index, count: item.count } : null}
          tileOf={tileOf}
          onDecide={(chosen, decision) => void decisions.decide({ ids: [chosen.id] }, decision)}
          onMove={go}
          onOpen={setAside}
        />
      ) : item?.kind === 'pattern' && pattern ? (
        <PatternPane
          pattern={pattern}
          tile={tileOf(pattern.system)}
          isOpen={cursor.openPatterns.has(item.index)}
          onToggle={() => toggle()}
          onDecide={decideHere}
        />
      ) : (
        <aside className="pane" aria-label={t('Selected change')} />
      )}
    </div>
  )
}

const ofPattern = (filter: ChangeFilter, pattern: string, planHash: string) => ({
  filter: { ...filter, pattern },
  planHash,
})

/** The current row is needed even where it is scrolled out of sight: the pane shows it, the keys act on it. */
function withCurrent(span: Span, position: number): Span {
  const near = position >= 0 && Math.abs(position - span.first) < blockSize
  return near ? { first: Math.min(span.first, position), last: Math.max(span.last, position) } : span
}

function TakeBackBar({ said, onTakeBack }: { said: string; onTakeBack: () => void }) {
  return (
    <div className="bulk">
      <span className="num">{said}</span>
      <span className="sep" />
      <button type="button" onClick={onTakeBack}>
        <Glyph name="undo" />
        {t('Take back')} <kbd className="key">Ctrl</kbd>
        <kbd className="key">Z</kbd>
      </button>
    </div>
  )
}
