import type { ChangePattern } from '../../../preload/contract/changes.ts'
import type { Decision, SystemTile as Tile } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { DecideButtons, DecisionText } from '../../ui/Decision.tsx'
import { Difference } from '../../ui/Difference.tsx'
import { formatCounted, formatNumber, shortAttribute } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell } from '../../ui/Grid.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Risk } from '../../ui/Risk.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { describePattern } from './describe.ts'

interface PatternRowProps {
  pattern: ChangePattern
  tile: Tile | undefined
  isOpen: boolean
  isCurrent: boolean
  onToggle: () => void
  onDecide: (decision: Decision) => void
}

/** The cells of changes that do the same to many objects. */
export function PatternRow({ pattern, tile, isOpen, isCurrent, onToggle, onDecide }: PatternRowProps) {
  const what = describePattern(pattern)
  return (
    <>
      <Cell>
        <button
          type="button"
          className="fold"
          tabIndex={-1}
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
        <OperationMark operation={pattern.operation} />
      </Cell>
      <Cell className="what">
        {tile ? <SystemTile tile={tile} size="small" /> : null}
        {pattern.attribute ? (
          <span className="mono attr clip" title={pattern.attribute}>
            {shortAttribute(pattern.attribute)}
          </span>
        ) : null}
        {what ? (
          <span className="muted clip">{what}</span>
        ) : (
          <Difference old={pattern.old} new={pattern.new} mono={pattern.operation === 'move'} />
        )}
      </Cell>
      <Cell className="count num">{formatCounted(pattern.count, 'object')}</Cell>
      <Cell className="rule clip" title={pattern.rule}>
        {pattern.rule}
      </Cell>
      <Cell>
        <Risk risk={pattern.risk} />
      </Cell>
      <Cell className="verdict-cell">
        <span className="said">
          {pattern.decision === 'mixed' ? (
            <span className="decision faint num">{rich`${formatNumber(pattern.undecided)} undecided`}</span>
          ) : (
            <DecisionText decision={pattern.decision} />
          )}
        </span>
        <span className={`on-hover${isCurrent ? ' is-shown' : ''}`}>
          <DecideButtons decision={pattern.decision} about={t`all ${pattern.count}`} onDecide={onDecide} />
        </span>
      </Cell>
    </>
  )
}
