import type { ReactNode } from 'react'
import type { WireValue } from '../../preload/contract/words.ts'
import { t } from '../language/text.ts'
import { differenceOf, type Piece } from './difference.ts'
import { formatNumber, formatValue } from './format.ts'

interface DifferenceProps {
  old: WireValue
  new: WireValue
  /** Counts of added and removed values; given only for attributes with several values. */
  added?: number | null
  removed?: number | null
  mono?: boolean
}

export function Nothing() {
  return <i className="nothing">{t('empty')}</i>
}

const marked = (list: readonly Piece[], Mark: 'del' | 'ins'): ReactNode =>
  list.map((piece, i) => {
    const key = `${i}${piece.text}`
    if (piece.changed) return <Mark key={key}>{piece.text}</Mark>
    return (
      <span className="same" key={key}>
        {piece.text}
      </span>
    )
  })

/** The two sides of a change as marked text; a side without a value is the word empty. */
export function sides(old: WireValue, next: WireValue): { old: ReactNode; new: ReactNode } {
  const before = formatValue(old)
  const after = formatValue(next)
  if (before === null && after === null) return { old: <Nothing />, new: <Nothing /> }
  if (before === null) return { old: <Nothing />, new: <ins>{after}</ins> }
  if (after === null) return { old: <del>{before}</del>, new: <Nothing /> }
  const words = differenceOf(before, after)
  return { old: marked(words.old, 'del'), new: marked(words.new, 'ins') }
}

/** old → new on one line. Several values are counts of what comes and goes. */
export function Difference({ old, new: next, added, removed, mono }: DifferenceProps) {
  const className = `diff num${mono ? ' mono' : ''}`
  if (added != null || removed != null) {
    const before = Array.isArray(old) ? old.length : old === null ? 0 : 1
    return (
      <span className={className}>
        {added ? <ins>+{formatNumber(added)}</ins> : null}
        {removed ? <del>−{formatNumber(removed)}</del> : null}
        <span className="muted same">
          {before ? t`of ${formatNumber(before)} value${before === 1 ? '' : 's'}` : t('new values')}
        </span>
      </span>
    )
  }
  const text = sides(old, next)
  return (
    <span className={className}>
      <span className="old">{text.old}</span>
      <span className="arrow" role="img" aria-label={t('becomes')}>
        →
      </span>
      <span className="new">{text.new}</span>
    </span>
  )
}
