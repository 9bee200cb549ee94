import type { JoinCase, JoinCounts, JoinEffect } from '../../../preload/contract/joins.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Difference } from '../../ui/Difference.tsx'
import { formatCounted } from '../../ui/format.ts'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'
import type { Chosen } from './chosen.ts'

interface EffectProps {
  join: JoinCase
  chosen: Chosen
  systems: JoinCounts['systems']
}

/** What the decision would do, before anybody takes it. */
export function Effect({ join, chosen, systems }: EffectProps) {
  const option = typeof chosen === 'number' ? join.candidates[chosen] : join[chosen]
  if (!option) return null
  const changes = option.effects.flatMap((effect) => effect.changes)
  const findings = [...new Set(option.effects.flatMap((effect) => effect.findings))]
  return (
    <div className="effect">
      <div>
        <h3 className="section-head">{headOf(join, chosen)}</h3>
        {option.refused === null ? (
          <p className="muted">
            {changes.length === 0
              ? t('No change is planned.')
              : t`${formatCounted(changes.length, 'change is', 'changes are')} planned. Nothing is written before it is approved.`}
          </p>
        ) : (
          <p className="is-delete">{rich`It cannot be done: ${option.refused}`}</p>
        )}
        {option.effects.map((effect) => (
          <Values key={effect.identity ?? effect.name} effect={effect} />
        ))}
        {findings.map((finding) => (
          <p className="small" key={finding}>
            {finding}
          </p>
        ))}
      </div>
      <ul>
        {changes.map((change) => {
          const tile = systems.find((system) => system.name === change.system)
          return (
            <li key={`${change.system} ${change.key} ${change.operation} ${change.attribute}`}>
              <OperationMark operation={change.operation} />
              {tile ? <SystemTile tile={tile} size="small" /> : <span />}
              <span className="mono clip" title={change.attribute ?? undefined}>
                {change.attribute ?? operationWord[change.operation]}
              </span>
              {change.attribute === null && change.operation !== 'move' ? (
                <span className="clip">{change.name}</span>
              ) : (
                <Difference old={change.old} new={change.new} />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function headOf(join: JoinCase, chosen: Chosen): string {
  if (chosen === 'project') return t('If it is a new identity')
  if (chosen === 'disconnect') return t('If it is nobody’s')
  return t`If you join ${join.candidates[chosen]?.name ?? ''}`
}

/** What the identity itself would gain and lose. */
function Values({ effect }: { effect: JoinEffect }) {
  if (effect.gone) return <p className="small muted">{rich`Nothing would be left of ${effect.name}.`}</p>
  if (effect.values.length === 0) return null
  return (
    <dl className="effect-values">
      {effect.values.slice(0, 8).map(({ attribute, old, new: next }) => (
        <div key={attribute}>
          <dt className="mono clip" title={attribute}>
            {attribute}
          </dt>
          <dd>
            <Difference old={old} new={next} />
          </dd>
        </div>
      ))}
      {effect.values.length > 8 ? (
        <p className="small muted">{rich`and ${effect.values.length - 8} more values of the identity`}</p>
      ) : null}
    </dl>
  )
}
