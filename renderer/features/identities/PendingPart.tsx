import type { Identity } from '../../../preload/contract/identities.ts'
import { t } from '../../language/text.ts'
import { DecisionText } from '../../ui/Decision.tsx'
import { Difference } from '../../ui/Difference.tsx'
import { formatNumber, shortAttribute } from '../../ui/format.ts'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'
import { changesOf } from './IdentityHead.tsx'

/** What waits to be written of its accounts. */
export function PendingPart({ identity }: { identity: Identity }) {
  const { changes, records } = identity
  if (changes.length === 0)
    return (
      <PanePart title={t('Pending')}>
        <p className="small muted">{t('Nothing waits to be written.')}</p>
      </PanePart>
    )
  const tileOf = (name: string) => records.find(({ system }) => system.name === name)?.system
  return (
    <PanePart
      title={t('Pending')}
      count={formatNumber(changes.length)}
      link={
        <a className="link end" href={changesOf(identity)}>
          {t('Open in Changes')}
        </a>
      }
    >
      <ul className="pending">
        {changes.map((change) => {
          const tile = tileOf(change.system)
          return (
            <li key={change.id}>
              <OperationMark operation={change.operation} />
              {tile ? <SystemTile tile={tile} size="small" /> : <span />}
              <span className="mono clip" title={change.attribute ?? undefined}>
                {change.attribute ? shortAttribute(change.attribute) : operationWord[change.operation]}
              </span>
              {change.attribute === null && change.operation !== 'move' ? (
                <span className="mono clip muted" title={change.key}>
                  {change.key}
                </span>
              ) : (
                <Difference old={change.old} new={change.new} added={change.added} removed={change.removed} />
              )}
              <DecisionText decision={change.decision} state={change.state} />
            </li>
          )
        })}
      </ul>
    </PanePart>
  )
}
