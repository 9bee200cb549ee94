import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { Run } from '../../../preload/contract/session.ts'
import type { UndoItem, UndoLook } from '../../../preload/contract/undo.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { useClient } from '../../client/queries.tsx'
import { useBlocks } from '../../client/useBlocks.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { listKeys } from '../../shell/moveKeys.ts'
import { formatRoute, navigate, replaceRoute } from '../../shell/route.ts'
import { takeFocus } from '../../shell/takeFocus.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Difference } from '../../ui/Difference.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatNumber, shortAttribute } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell } from '../../ui/Grid.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { formatHistoryPlace, type Undo } from './historyPlace.ts'
import { UndoPane } from './UndoPane.tsx'
import { everything, isTaken, mostMarks, nothing, orderOf, toggled } from './undoMarks.ts'
import { fateWord, undoMeaning, undoStates, undoWord } from './undoWords.ts'

const columns = [
  { name: '' },
  { name: '' },
  { name: t('Object') },
  { name: t('From what is written to what was before') },
  { name: t('What becomes of it') },
] as const

interface UndoListProps {
  place: Undo
  look: UndoLook
  tile: Tile | undefined
  /** The exports of the same session, this one among them. */
  siblings: readonly Run[]
  systems: readonly Tile[]
  /** Changes the run wrote. */
  written: number
  onAgain: () => void
}

/** Everything a run wrote with its state, what is marked to go back, and the button that plans it. */
export function UndoList({ place, look, tile, siblings, systems, written, onAgain }: UndoListProps) {
  const client = useClient()
  const queries = useQueryClient()
  const announce = useAnnounce()
  const grid = useRef<HTMLDivElement>(null)
  const [marks, setMarks] = useState(everything)
  const [position, setPosition] = useState(0)
  const [span, setSpan] = useState({ first: 0, last: 40 })
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<unknown>(null)
  const { filter, run } = place
  const sum = (state: UndoItem['state']) =>
    look.counts.reduce((total, one) => total + (one.state === state ? one.count : 0), 0)
  const total = useMemo(() => {
    const states = filter.states ?? []
    return states.length === 0
      ? look.total
      : look.counts.reduce((n, one) => n + (states.includes(one.state) ? one.count : 0), 0)
  }, [filter.states, look])
  const blocks = useBlocks('undo.items', { look: look.look, filter }, around(span, position))
  const first = blocks.total
  const count = filter.search === undefined ? total : (first ?? 0)
  const at = Math.min(position, count - 1)
  const current = at < 0 ? undefined : blocks.row(at)
  const planned = sum('planned')
  const order = planned + marks.forced.size === 0 ? undefined : orderOf(run, marks)
  const tooMany = marks.others.size >= mostMarks || marks.forced.size >= mostMarks

  const move = (to: number) => {
    setPosition(to)
    takeFocus(grid.current)
  }
  const toggle = (item: UndoItem) => setMarks((before) => toggled(before, item))
  const plan = async () => {
    if (order === undefined || busy) return
    setBusy(true)
    setRefused(null)
    try {
      const done = await client.call('undo.plan', order)
      announce(t`${formatCounted(done.count, 'change')} on the plan, undecided. Nothing is written.`)
      await queries.invalidateQueries()
      navigate(
        formatRoute(
          'changes',
          null,
          new URLSearchParams({ rule: `undo of run ${run}`, view: 'objects' }).toString(),
        ),
      )
    } catch (error) {
      setRefused(error)
    } finally {
      setBusy(false)
    }
  }
  useKeys([...listKeys(at, count, move), ['X', () => (current ? toggle(current) : false)]])
  const narrow = (states: readonly UndoItem['state'][]) => {
    setPosition(0)
    const { states: _, ...rest } = filter
    replaceRoute(
      formatHistoryPlace({ ...place, filter: states.length > 0 ? { ...rest, states: [...states] } : rest }),
    )
  }
  return (
    <>
      <div className="facets" role="toolbar" aria-label={t('Facets')}>
        {siblings.length > 1 ? (
          <>
            {siblings.map((one) => (
              <button
                key={one.id}
                type="button"
                className="chip"
                aria-pressed={one.id === run}
                onClick={() => replaceRoute(formatHistoryPlace({ view: 'undo', run: one.id, filter: {} }))}
              >
                {t`Run ${one.id}, ${systems.find(({ name }) => name === one.system)?.title ?? one.system}`}
              </button>
            ))}
            <span className="gap" />
          </>
        ) : null}
        {undoStates.map((state) => (
          <Chip
            key={state}
            pressed={filter.states?.includes(state) ?? false}
            count={sum(state)}
            onClick={() =>
              narrow(
                filter.states?.includes(state)
                  ? filter.states.filter((one) => one !== state)
                  : [...(filter.states ?? []), state],
              )
            }
          >
            {undoWord[state]}
          </Chip>
        ))}
        <span className="gap" />
        <Button kind="quiet" small onClick={onAgain}>
          {t('Look again')}
        </Button>
      </div>
      <div className="list-area">
        {refused || blocks.error ? (
          <ErrorNotice
            error={refused ?? blocks.error}
            action={blocks.error ? <Button onClick={onAgain}>{t('Look again')}</Button> : undefined}
          />
        ) : null}
        {count === 0 && (filter.search === undefined || first !== undefined) ? (
          <div className="page-message">
            <Empty
              title={t('Nothing matches')}
              action={
                <Button onClick={() => replaceRoute(formatHistoryPlace({ view: 'undo', run, filter: {} }))}>
                  {t('Show everything it wrote')}
                </Button>
              }
            >{rich`All ${formatCounted(look.total, 'change')} of the run were compared.`}</Empty>
          </div>
        ) : (
          <VirtualGrid
            grid={grid}
            label={t('What the run wrote')}
            className="undo-list"
            columns={columns}
            count={count}
            current={at}
            rowHeight={32}
            onSpan={setSpan}
            onCurrent={move}
            cells={(index) => {
              const item = blocks.row(index)
              return item ? (
                <UndoCells item={item} taken={isTaken(marks, item)} onToggle={() => toggle(item)} />
              ) : undefined
            }}
          />
        )}
        <div className="plan-bar">
          <p className="small num" aria-live="polite">
            <b>{sentenceOf(planned, marks)}</b>{' '}
            <span className="muted">
              {t(
                'The way back goes on the plan, undecided. Nothing is written before you approve and export it.',
              )}
            </span>
          </p>
          <Button kind="quiet" small onClick={() => setMarks(everything)}>
            {t('Mark all')}
          </Button>
          <Button kind="quiet" small onClick={() => setMarks(nothing)}>
            {t('Mark none')}
          </Button>
          <Button
            kind="primary"
            disabled={order === undefined || busy || tooMany}
            onClick={() => void plan()}
          >
            {busy ? t('Planning…') : t('Plan the undo')}
          </Button>
        </div>
      </div>
      {current ? (
        <UndoPane
          key={`${at} ${current.change}`}
          item={current}
          taken={isTaken(marks, current)}
          tile={tile}
          lost={look.lost}
          along={Math.max(0, written - look.total)}
          onToggle={() => toggle(current)}
        />
      ) : (
        <aside className="pane" aria-label={t('Selected change')} />
      )}
    </>
  )
}

/** What is marked, in one sentence. */
function sentenceOf(planned: number, { all, others, forced }: typeof everything): string {
  const also =
    forced.size > 0
      ? t`, and ${formatNumber(forced.size)} that ${forced.size === 1 ? 'was' : 'were'} changed since`
      : ''
  if (!all)
    return others.size + forced.size === 0
      ? t('Nothing is marked.')
      : others.size === 0
        ? t`${formatCounted(forced.size, 'change')} ${forced.size === 1 ? 'goes' : 'go'} back that ${forced.size === 1 ? 'was' : 'were'} changed since.`
        : t`${formatCounted(others.size, 'change')} ${others.size === 1 ? 'goes' : 'go'} back${also}.`
  if (planned === 0)
    return forced.size === 0
      ? t('Nothing goes back.')
      : t`${formatCounted(forced.size, 'change')} ${forced.size === 1 ? 'goes' : 'go'} back that ${forced.size === 1 ? 'was' : 'were'} changed since.`
  return others.size === 0
    ? t`All ${formatNumber(planned)} that can go back ${planned === 1 ? 'does' : 'do'}${also}.`
    : t`All ${formatNumber(planned)} that can go back but ${formatNumber(others.size)} left out${also}.`
}

/** What is seen, and the current row, as long as it is near. */
const around = ({ first, last }: { first: number; last: number }, position: number) =>
  Math.abs(position - first) < 200
    ? { first: Math.min(first, position), last: Math.max(last, position) }
    : { first, last }

interface UndoCellsProps {
  item: UndoItem
  taken: boolean
  onToggle: () => void
}

function UndoCells({ item, taken, onToggle }: UndoCellsProps) {
  const markable = item.state === 'planned' || item.state === 'changed'
  return (
    <>
      <Cell>
        {markable ? (
          <button
            type="button"
            tabIndex={-1}
            className={`check-box${taken ? ' is-on' : ''}`}
            aria-label={t`Take back ${item.name}${item.attribute === null ? '' : ` ${item.attribute}`}`}
            aria-pressed={taken}
            onClick={(event) => {
              event.stopPropagation()
              onToggle()
            }}
          >
            {taken ? <Glyph name="check" size={12} /> : null}
          </button>
        ) : null}
      </Cell>
      <Cell>
        <OperationMark operation={item.operation} />
      </Cell>
      <Cell className="medium clip">
        <span title={item.key}>{item.name}</span>
      </Cell>
      <Cell className="clip undo-what">
        <What item={item} />
      </Cell>
      <Cell className={taken ? 'clip' : 'faint clip'}>
        <span title={item.reason ?? undoMeaning[item.state]}>{fateWord(item.state, taken)}</span>
      </Cell>
    </>
  )
}

function What({ item }: { item: UndoItem }) {
  if (item.attribute === null && item.operation !== 'move')
    return (
      <span className="muted clip">
        {item.operation === 'delete' ? t('is deleted again') : t('comes back')}
      </span>
    )
  return (
    <>
      <span className="mono clip attribute" title={item.attribute ?? 'dn'}>
        {shortAttribute(item.attribute ?? 'dn')}
      </span>
      <Difference
        old={item.state === 'changed' ? item.now : item.written}
        new={item.before}
        mono={item.operation === 'move'}
      />
    </>
  )
}
