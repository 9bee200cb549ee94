import type { ChangeState, Decision as DecisionValue } from '../../preload/contract/words.ts'
import { t } from '../language/text.ts'
import { Glyph, type GlyphName } from './Glyph.tsx'
import { decisionWord, stateWord } from './words.ts'

const glyphOf: Partial<Record<DecisionValue, GlyphName>> = { approved: 'done', held: 'pause', rejected: 'x' }

/** A decision as a word, or how far the written change is. */
export function DecisionText({
  decision,
  state = 'planned',
}: {
  decision: DecisionValue
  state?: ChangeState
}) {
  if (state === 'failed') {
    return (
      <span className="decision is-delete">
        <Glyph name="error" />
        {stateWord.failed}
      </span>
    )
  }
  if (state === 'unconfirmed') {
    return (
      <span className="decision is-disable">
        <Glyph name="warn" />
        {stateWord.unconfirmed}
      </span>
    )
  }
  if (state !== 'planned') {
    return (
      <span className="decision">
        {state === 'confirmed' ? <Glyph name="done" className="is-brand" /> : null}
        {stateWord[state]}
      </span>
    )
  }
  const glyph = glyphOf[decision]
  if (!glyph) return <span className="decision faint">{decisionWord[decision]}</span>
  return (
    <span className="decision">
      <Glyph name={glyph} className={decision === 'approved' ? 'is-brand' : ''} />
      {decisionWord[decision]}
    </span>
  )
}

export const decisionButtons = [
  { value: 'approved', label: t('Approve'), glyph: 'check', key: 'A', className: 'approve' },
  { value: 'held', label: t('Hold'), glyph: 'pause', key: 'H', className: 'hold' },
  { value: 'rejected', label: t('Reject'), glyph: 'x', key: 'R', className: 'reject' },
] as const

/** What may be decided: a change that is never written cannot be approved. */
export const buttonsFor = (isProtected: boolean) =>
  isProtected ? decisionButtons.filter(({ value }) => value !== 'approved') : decisionButtons

interface DecideButtonsProps {
  decision: DecisionValue | 'mixed'
  /** It is never written, so it is not offered for approval. */
  isProtected?: boolean
  /** Whom the decision is about, for readers: `Jürgen Großmann`. */
  about: string
  onDecide: (decision: DecisionValue) => void
}

/** Approve, hold, reject on a row. Out of the tab order: the grid is one stop, and letters do the same. */
export function DecideButtons({ decision, isProtected = false, about, onDecide }: DecideButtonsProps) {
  return (
    <span className="decide">
      {buttonsFor(isProtected).map((button) => (
        <button
          key={button.value}
          type="button"
          tabIndex={-1}
          className={button.className}
          title={`${button.label} (${button.key})`}
          aria-label={`${button.label} ${about}`}
          aria-pressed={decision === button.value}
          onClick={(event) => {
            event.stopPropagation()
            onDecide(button.value)
          }}
        >
          <Glyph name={button.glyph} />
        </button>
      ))}
    </span>
  )
}
