import type { Change } from '../../../preload/contract/changes.ts'
import type { Decision, SystemTile as Tile } from '../../../preload/contract/words.ts'
import { DecideButtons, DecisionText } from '../../ui/Decision.tsx'
import { Difference } from '../../ui/Difference.tsx'
import { shortAttribute } from '../../ui/format.ts'
import { Cell } from '../../ui/Grid.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Risk } from '../../ui/Risk.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'
import { describeChange } from './describe.ts'

interface ChangeRowProps {
  change: Change
  tileOf: (system: string) => Tile | undefined
  isCurrent: boolean
  onDecide: (decision: Decision) => void
}

/** The cells of one change. Low risk is not worth a word here. */
export function ChangeRow({ change, tileOf, isCurrent, onDecide }: ChangeRowProps) {
  const tile = tileOf(change.system)
  const source = change.source
  const sourceTile = source ? tileOf(source.system) : undefined
  const what = describeChange(change)
  const decidable = change.state === 'planned'
  return (
    <>
      <Cell>
        <OperationMark operation={change.operation} />
      </Cell>
      <Cell className="object">
        {tile ? <SystemTile tile={tile} size="small" /> : null}
        <span className="clip" title={change.key}>
          {change.name}
        </span>
      </Cell>
      <Cell className="mono clip" title={change.attribute ?? undefined}>
        {change.attribute === null ? '' : shortAttribute(change.attribute)}
      </Cell>
      <Cell className="value">
        {what ? (
          <span className="muted">{what}</span>
        ) : (
          <Difference
            old={change.old}
            new={change.new}
            added={change.added}
            removed={change.removed}
            mono={change.operation === 'move'}
          />
        )}
      </Cell>
      <Cell className="why">
        {sourceTile ? <SystemTile tile={sourceTile} size="small" /> : null}
        {source ? (
          <span className="mono clip" title={source.attribute}>
            {source.attribute}
          </span>
        ) : (
          <span className="faint clip" title={change.rule}>
            {change.rule}
          </span>
        )}
      </Cell>
      <Cell>{change.risk === 'low' ? null : <Risk risk={change.risk} />}</Cell>
      <Cell className="verdict-cell">
        <span className="said">
          <DecisionText decision={change.decision} state={change.state} />
        </span>
        {decidable ? (
          <span className={`on-hover${isCurrent ? ' is-shown' : ''}`}>
            <DecideButtons
              decision={change.decision}
              isProtected={change.protected !== null}
              about={`${operationWord[change.operation].toLowerCase()} ${change.name}`}
              onDecide={onDecide}
            />
          </span>
        ) : null}
      </Cell>
    </>
  )
}
