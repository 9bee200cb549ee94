import type { ReactNode } from 'react'
import type { RuleEffect, ScopeCount } from '../../../preload/contract/rules.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { sides } from '../../ui/Difference.tsx'
import { formatCounted, formatNumber, percentOf, shortAttribute } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { calmSentences, partWords, warningSentences } from './text/effectWords.ts'
import type { EffectState } from './useRuleEffect.ts'

interface EffectPartProps {
  state: EffectState
  /** Something differs from the rules in use. */
  edited: boolean
  /** All of it is in the files. */
  saved: boolean
  /** No step runs. */
  idle: boolean
  version: number
  /** The text has errors: nothing can be said of it. */
  broken: boolean
  large: boolean
  scope: ScopeCount | undefined
  scopeWord: string
}

/** What the edit would change, in numbers; nothing of it is stored. */
export function EffectPart({
  state,
  edited,
  saved,
  idle,
  version,
  broken,
  large,
  scope,
  scopeWord,
}: EffectPartProps) {
  const { effect, current, running, error } = state
  if (!edited)
    return (
      <PanePart>
        <h2 className="total">{t('Nothing is edited')}</h2>
        <p className="calm">
          <span>
            {t('What you type is tried on a copy: you see here what it would change, and nothing is stored.')}
          </span>
        </p>
        <ScopeLine scope={scope} word={scopeWord} />
      </PanePart>
    )
  return (
    <PanePart>
      <h2 className="total num">
        {effect === null
          ? broken
            ? t('Not worked out yet')
            : running
              ? t('Working out the effect')
              : t('The effect is not worked out yet')
          : effect.accounts === 0
            ? t('This edit changes no account')
            : t`This edit changes ${formatCounted(effect.accounts, 'account')}`}
      </h2>
      {broken ? (
        <p className="calm">
          <Glyph name="warn" className="is-disable" />
          <span>
            {rich`The text has errors. ${effect ? t('These numbers are of what it was before.') : t('Without them its effect is shown here.')}`}
          </span>
        </p>
      ) : null}
      {saved ? (
        <p className="calm">
          <span>{rich`It is saved. Version ${version} stays in use until you activate it, or the workspace is opened anew.`}</span>
        </p>
      ) : null}
      {idle ? null : (
        <p className="calm">
          <span>{t('A step is running. The effect is worked out when it has ended.')}</span>
        </p>
      )}
      {error ? <ErrorNotice error={error} /> : null}
      {running && large ? <Working state={state} running={running} /> : null}
      {large && idle && !running && !current && !broken ? (
        <p className="calm">
          <span>{t('So much is stored here that the effect is worked out when you ask for it.')}</span>
          <Button small onClick={state.work}>
            {t('Preview')}
          </Button>
        </p>
      ) : null}
      {effect ? (
        <div className={current || running ? '' : 'is-stale'}>
          <Numbers effect={effect} />
          <ScopeLine scope={scope} word={scopeWord} />
        </div>
      ) : null}
    </PanePart>
  )
}

function Working({
  state,
  running: { done, total },
}: {
  state: EffectState
  running: { done: number; total: number }
}) {
  return (
    <p className="calm">
      <span className="num">
        {total > 0
          ? t`${percentOf(done, total)} %, ${formatNumber(done)} of ${formatNumber(total)}`
          : t('Copying the database')}
      </span>
      <Button small onClick={state.cancel}>
        {t('Cancel')}
      </Button>
    </p>
  )
}

function Numbers({ effect }: { effect: RuleEffect }) {
  const parts = effect.parts.slice(0, 8)
  return (
    <>
      <ul className="parts num">
        {parts.map((part) => (
          <li key={`${part.system.name} ${part.operation} ${part.attribute} ${part.withdrawn}`}>
            <OperationMark operation={part.operation} />
            <SystemTile tile={part.system} size="small" />
            <span className="clip" title={part.attribute ?? undefined}>
              {partWords(part)}
            </span>
            <span className="num">{formatNumber(part.count)}</span>
          </li>
        ))}
      </ul>
      {effect.parts.length > parts.length ? (
        <p className="small muted">
          {rich`${formatCounted(effect.parts.length - parts.length, 'more kind', 'more kinds')} of change`}
        </p>
      ) : null}
      {effect.patterns.length > 0 ? <Patterns effect={effect} /> : null}
      {calmSentences(effect).map((sentence) => (
        <Sentence key={sentence} glyph="done" className="is-brand">
          {sentence}
        </Sentence>
      ))}
      {warningSentences(effect).map((sentence) => (
        <Sentence key={sentence} glyph="warn" className="is-disable">
          {sentence}
        </Sentence>
      ))}
    </>
  )
}

function Sentence({
  glyph,
  className,
  children,
}: {
  glyph: 'done' | 'warn'
  className: string
  children: ReactNode
}) {
  return (
    <p className="calm">
      <Glyph name={glyph} className={className} />
      <span>{children}</span>
    </p>
  )
}

function Patterns({ effect }: { effect: RuleEffect }) {
  const shown = effect.patterns.slice(0, 5)
  const more = effect.patterns.length - shown.length + effect.morePatterns.patterns
  return (
    <>
      <h3 className="section-head">{t('Largest patterns')}</h3>
      <ul className="patterns num">
        {shown.map((pattern) => {
          const text = sides(pattern.old, pattern.new)
          return (
            <li
              key={`${pattern.attribute} ${pattern.old} ${pattern.new}`}
              title={shortAttribute(pattern.attribute)}
            >
              <span className="diff">
                <span className="old">{text.old}</span>
                <span className="arrow" role="img" aria-label={t('becomes')}>
                  →
                </span>
                <span className="new">{text.new}</span>
              </span>
              <span>{formatCounted(pattern.people, 'person', 'people')}</span>
            </li>
          )
        })}
        {more > 0 ? (
          <li className="muted">
            <span>{formatCounted(more, 'more pattern')}</span>
          </li>
        ) : null}
      </ul>
    </>
  )
}

function ScopeLine({ scope, word }: { scope: ScopeCount | undefined; word: string }) {
  if (!scope) return null
  const { total, looked, inScope, entering, leaving } = scope
  const sample = looked < total ? t`, in a sample of ${formatNumber(looked)} of ${formatNumber(total)}` : ''
  const moves = [
    entering > 0 ? t`${formatNumber(entering)} come in` : '',
    leaving > 0 ? t`${formatNumber(leaving)} leave` : '',
  ].filter(Boolean)
  return (
    <p className="calm num">
      <Glyph
        name={moves.length > 0 ? 'warn' : 'done'}
        className={moves.length > 0 ? 'is-disable' : 'is-brand'}
      />
      <span>
        {rich`${formatNumber(inScope)} of ${formatNumber(looked)} ${word} are in scope${sample}${moves.length > 0 ? <b>: {moves.join(', ')}</b> : ''}.`}
      </span>
    </p>
  )
}
