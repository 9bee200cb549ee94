import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { causeTitle } from './causeWords.ts'
import { findingsOf, formatHistoryPlace } from './historyPlace.ts'
import { useCauses } from './useCauses.ts'

/** What the open session found and is still open, by cause; each leads to its objects. */
export function CauseBars({ session }: { session: number }) {
  const { causes, looked, whole } = useCauses(session, null)
  const most = Math.max(1, ...causes.map(({ count }) => count))
  return (
    <figure>
      <figcaption className="section-head">
        {rich`Findings by cause ${<span className="sub num">{rich`session ${session}${whole || causes.length === 0 ? '' : t`, of the newest ${formatNumber(looked)}`}`}</span>}`}
        {causes.length > 0 ? (
          <a className="link" href={formatHistoryPlace(findingsOf(session))}>
            {causes.length > 5 ? t`All ${formatNumber(causes.length)}` : t('Open')}
          </a>
        ) : null}
      </figcaption>
      {causes.length === 0 ? (
        <p className="small muted causes">
          {whole ? t('Nothing is open.') : t('Looking through the findings…')}
        </p>
      ) : null}
      <ul className="causes num">
        {causes.slice(0, 5).map((cause) => (
          <li key={cause.cause}>
            <a
              className="clip"
              title={causeTitle(cause)}
              href={formatHistoryPlace(findingsOf(session, { cause: cause.cause }))}
            >
              {causeTitle(cause)}
            </a>
            <span className="track">
              <i
                className={cause.severity === 'error' ? 'is-error' : undefined}
                style={{ width: `${(cause.count / most) * 100}%` }}
              />
            </span>
            <span className="num">{formatNumber(cause.count)}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
