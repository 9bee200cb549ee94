import type { UndoItem, UndoLook } from '../../../preload/contract/undo.ts'
import type { SystemTile as Tile, WireValue } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { Nothing } from '../../ui/Difference.tsx'
import { Dn } from '../../ui/Dn.tsx'
import { formatCounted, formatNumber, formatValue } from '../../ui/format.ts'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'
import { sentence } from './causeWords.ts'
import { fateWord, undoMeaning } from './undoWords.ts'

interface UndoPaneProps {
  item: UndoItem
  taken: boolean
  tile: Tile | undefined
  lost: UndoLook['lost']
  /** Changes the run made to objects that it made as well: they go with these. */
  along: number
  onToggle: () => void
}

/** One change that was written: what it was, what the system holds now, what becomes of it and why. */
export function UndoPane({ item, taken, tile, lost, along, onToggle }: UndoPaneProps) {
  const markable = item.state === 'planned' || item.state === 'changed'
  return (
    <Pane label={t('Selected change')}>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>{item.name}</h2>
        </div>
        <Dn text={item.key} />
        <p className="undo-fate">
          <OperationMark operation={item.operation} decorative />
          <b>{fateWord(item.state, taken)}</b>
          <span className="muted">
            {operationWord[item.operation]}
            {item.attribute === null ? '' : ' '}
            {item.attribute === null ? null : <span className="mono">{item.attribute}</span>}
          </span>
        </p>
        <p className="small muted">
          {item.reason === null ? undoMeaning[item.state] : sentence(capital(item.reason))}
        </p>
        {markable ? (
          <div className="after-button">
            <Button shortcut="X" onClick={onToggle}>
              {item.state === 'changed'
                ? taken
                  ? t('Leave it alone')
                  : t('Take it back all the same')
                : taken
                  ? t('Leave it out')
                  : t('Take it back')}
            </Button>
          </div>
        ) : null}
        {item.state === 'changed' ? (
          <p className="small faint after-button">
            {t(
              'Taking it back loses what somebody has set since. Nobody does so by accident: only what you mark here is overwritten.',
            )}
          </p>
        ) : null}
      </PanePart>
      <PanePart title={t('Values')}>
        <dl className="run-facts">
          <dt>{t('Before')}</dt>
          <dd>
            <Text value={item.before} />
          </dd>
          <dt>{t('Written')}</dt>
          <dd>
            <Text value={item.written} />
          </dd>
          {item.state === 'changed' ? (
            <>
              <dt>{t('Now')}</dt>
              <dd>
                <Text value={item.now} />
              </dd>
            </>
          ) : null}
        </dl>
      </PanePart>
      {item.lost.length > 0 ? (
        <PanePart title={t('Does not come back')}>
          <ul className="lost">
            {item.lost.map((text) => (
              <li key={text}>{sentence(capital(text))}</li>
            ))}
          </ul>
        </PanePart>
      ) : null}
      <PanePart>
        <ul className="places">
          <li>
            <a
              className="link"
              href={formatRoute(
                'systems',
                item.system,
                `view=objects&search=${encodeURIComponent(item.key)}`,
              )}
            >
              {t('Find it in the connector space')}
            </a>
          </li>
        </ul>
      </PanePart>
      {lost.length + along > 0 ? (
        <PanePart title={t('Of the whole run')}>
          {along > 0 ? (
            <p className="small muted num">
              {rich`${formatCounted(along, 'change')} more ${along === 1 ? t('was') : t('were')} made to objects that the run made: what takes these away takes ${along === 1 ? t('it') : t('them')} along.`}
            </p>
          ) : null}
          {lost.length > 0 ? (
            <p className="small muted">{t('An undo brings values back, not everything around them:')}</p>
          ) : null}
          <ul className="lost">
            {lost.slice(0, 5).map(({ text, count }) => (
              <li key={text}>
                <span className="num">{formatCounted(count, 'change')}</span>: {text}
              </li>
            ))}
          </ul>
          {lost.length > 5 ? (
            <p className="small faint num">{rich`And ${formatNumber(lost.length - 5)} more kinds.`}</p>
          ) : null}
        </PanePart>
      ) : null}
    </Pane>
  )
}

/** Several values one below the other, and not more of them than anybody reads. */
function Text({ value }: { value: WireValue }) {
  if (Array.isArray(value) && value.length > 1)
    return (
      <ul className="mono">
        {value.slice(0, 20).map((one) => (
          <li key={String(one)}>{String(one)}</li>
        ))}
        {value.length > 20 ? (
          <li className="faint">{rich`and ${formatNumber(value.length - 20)} more`}</li>
        ) : null}
      </ul>
    )
  const text = formatValue(value)
  return text === null ? <Nothing /> : <span>{text}</span>
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
