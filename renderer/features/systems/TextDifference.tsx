import type { TextLine } from '../../../preload/contract/connectors.ts'
import { t } from '../../language/text.ts'

const sign = { same: '', old: '−', new: '+' } as const
const said = { same: '', old: `${t('taken out:')} `, new: `${t('put in:')} ` } as const

/** Lines of a text file before and after, with their numbers. */
export function TextDifference({ label, lines }: { label: string; lines: readonly TextLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area has to be reachable by keyboard
    <section className="text-difference mono" tabIndex={0} aria-label={label}>
      {lines.map((line, at) => (
        <div key={`${line.kind} ${line.number}`} className={`is-${line.kind}`}>
          {at > 0 && isGap(lines[at - 1] as TextLine, line) ? <hr /> : null}
          <span className="number" aria-hidden="true">
            {line.number}
          </span>
          <span className="sign" aria-hidden="true">
            {sign[line.kind]}
          </span>
          <code>
            {said[line.kind] ? <span className="hidden-text">{said[line.kind]}</span> : null}
            {line.text}
          </code>
        </div>
      ))}
    </section>
  )
}

/** Unchanged lines between are left out. */
const isGap = (before: TextLine, line: TextLine): boolean =>
  before.kind === 'same' && line.kind === 'same' && line.number > before.number + 1
