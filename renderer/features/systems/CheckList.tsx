import type { CheckResult } from '../../../preload/contract/workspace.ts'
import { t } from '../../language/text.ts'
import { Glyph } from '../../ui/Glyph.tsx'

/** Each check with what it found and, where it failed, what to do. */
export function CheckList({ results }: { results: readonly CheckResult[] }) {
  return (
    <ul className="checks">
      {results.map((result) => (
        <li key={result.title}>
          <Glyph name={result.ok ? 'done' : 'error'} className={result.ok ? 'is-brand' : 'is-delete'} />
          <div>
            <p className="medium">
              {result.title}
              <span className="hidden-text">{result.ok ? t(': works') : t(': fails')}</span>
            </p>
            <p className="small muted">{result.detail}</p>
            {/* A certificate is shown with what to do about it. */}
            {!result.ok && result.advice && !result.certificate ? (
              <p className="small">{result.advice}</p>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  )
}
