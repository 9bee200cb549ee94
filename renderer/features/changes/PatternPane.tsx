import type { ChangePattern } from '../../../preload/contract/changes.ts'
import type { Decision, SystemTile as Tile } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { decisionButtons } from '../../ui/Decision.tsx'
import { sides } from '../../ui/Difference.tsx'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { Risk } from '../../ui/Risk.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { decisionWord, operationWord } from '../../ui/words.ts'
import { describePattern } from './describe.ts'

interface PatternPaneProps {
  pattern: ChangePattern
  tile: Tile | undefined
  isOpen: boolean
  onToggle: () => void
  onDecide: (decision: Decision) => void
}

/** A whole pattern: how many, decide them all, what they have in common. */
export function PatternPane({ pattern, tile, isOpen, onToggle, onDecide }: PatternPaneProps) {
  const what = describePattern(pattern)
  const text = sides(pattern.old, pattern.new)
  return (
    <Pane label={t('Selected change')}>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>{formatCounted(pattern.count, 'object')}</h2>
        </div>
        <p className="small muted pattern-note">
          {rich`${pattern.undecided > 0 ? t`${formatNumber(pattern.undecided)} of them undecided. ` : ''}${
            pattern.decision !== 'mixed' && pattern.decision !== 'undecided'
              ? t`All are ${decisionWord[pattern.decision].toLowerCase()}. `
              : ''
          }The same change, by the same rule.`}
        </p>
        <div className="verdict">
          {decisionButtons.map((button) => (
            <Button
              key={button.value}
              shortcut={button.key}
              disabled={pattern.decision === button.value}
              onClick={() => onDecide(button.value)}
            >
              {pattern.decision === button.value ? decisionWord[button.value] : button.label}
            </Button>
          ))}
        </div>
      </PanePart>
      <PanePart>
        <h3 className="section-head">
          {pattern.attribute ? <span className="mono strong">{pattern.attribute}</span> : null}
          <span className={pattern.attribute ? 'sub' : ''}>
            {pattern.attribute
              ? operationWord[pattern.operation].toLowerCase()
              : operationWord[pattern.operation]}
          </span>
        </h3>
        {what ? (
          <p className="muted">{what}</p>
        ) : (
          <dl className={`beforeafter${pattern.operation === 'move' ? ' mono' : ''}`}>
            <dt>{t('Before')}</dt>
            <dd>{text.old}</dd>
            <dt>{t('After')}</dt>
            <dd>{text.new}</dd>
          </dl>
        )}
      </PanePart>
      <PanePart title={t('Rule')}>
        <p className="muted">{pattern.rule}</p>
      </PanePart>
      <PanePart title={t('Risk')}>
        <Risk risk={pattern.risk} />
      </PanePart>
      <PanePart>
        <Button small onClick={onToggle} shortcut="E">
          {isOpen ? t('Fold') : t('Unfold')}
        </Button>
      </PanePart>
    </Pane>
  )
}
