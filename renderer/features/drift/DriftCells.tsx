import type { Drift, DriftGroup } from '../../../preload/contract/drift.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { Difference } from '../../ui/Difference.tsx'
import { formatMoment, formatNumber, shortAttribute } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell } from '../../ui/Grid.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { countedKind, groupWords, operationOf, stateWord } from './driftWords.ts'

interface GroupCellsProps {
  group: DriftGroup
  isOpen: boolean
  onToggle: () => void
}

/** The head of a group: what was changed in the same way, how often, how much of it waits. */
export function GroupCells({ group, isOpen, onToggle }: GroupCellsProps) {
  const whole = group.attribute === null
  return (
    <>
      <Cell>
        <button
          type="button"
          tabIndex={-1}
          className="fold"
          aria-label={isOpen ? t('Fold') : t('Unfold')}
          onClick={(event) => {
            event.stopPropagation()
            onToggle()
          }}
        >
          <Glyph name={isOpen ? 'down' : 'right'} />
        </button>
      </Cell>
      <Cell>
        <OperationMark operation={operationOf(group)} />
      </Cell>
      <Cell className="what">
        {whole ? null : (
          <span className="mono medium clip" title={group.attribute ?? undefined}>
            {shortAttribute(group.attribute ?? '')}
          </span>
        )}
        <span className={`clip${whole ? ' medium' : ' muted'}`}>{groupWords(group)}</span>
      </Cell>
      <Cell className="num medium right">{countedKind(group.count, group.kind)}</Cell>
      <Cell className={group.open > 0 ? undefined : 'faint'}>
        {group.open > 0 ? t`${formatNumber(group.open)} to decide` : t('All decided')}
      </Cell>
    </>
  )
}

interface DriftCellsProps {
  row: Drift
  tile: Tile | undefined
  isMarked: boolean
  onMark: () => void
}

/** One drift: whose, what it was and is, who did it and when, what became of it. */
export function DriftCells({ row, tile, isMarked, onMark }: DriftCellsProps) {
  return (
    <>
      <Cell>
        <button
          type="button"
          tabIndex={-1}
          className={`mark-box${isMarked ? ' is-on' : ''}`}
          aria-label={t`Mark ${row.name ?? row.key}`}
          aria-pressed={isMarked}
          onClick={(event) => {
            event.stopPropagation()
            onMark()
          }}
        >
          {isMarked ? <Glyph name="check" size={12} /> : null}
        </button>
      </Cell>
      <Cell>{tile ? <SystemTile tile={tile} /> : null}</Cell>
      <Cell className="medium clip">
        <span title={row.key}>{row.name ?? row.key}</span>
      </Cell>
      <Cell className="clip">
        <What row={row} />
      </Cell>
      <Cell className="muted clip">
        <span title={row.changedBy ?? undefined}>{row.changedBy ?? '–'}</span>
      </Cell>
      <Cell className="num muted clip">{formatMoment(row.changedAt ?? row.since, Date.now())}</Cell>
      <Cell className={row.state === 'open' ? undefined : 'faint'}>{stateWord[row.state]}</Cell>
    </>
  )
}

function What({ row }: { row: Drift }) {
  if (row.kind === 'value') return <Difference old={row.was} new={row.now} mono={row.attribute === 'dn'} />
  const text = row.kind === 'deleted' || row.kind === 'created' ? row.key : (row.target ?? t('an object'))
  return (
    <span className="mono clip" title={text}>
      {text}
    </span>
  )
}
