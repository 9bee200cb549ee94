import type { LimitStatus } from '../../../preload/contract/changes.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Meter } from '../../ui/Meter.tsx'

interface LimitsProps {
  /** Undefined until they are known. */
  limits: readonly LimitStatus[] | undefined
  /** Title of a system's name. */
  titleOf: (system: string) => string
  held: number
  onShowHeld: () => void
}

/** What may happen in one session and how much of it is planned, before anybody asks. What is over is never cut off. */
export function Limits({ limits: known, titleOf, held, onShowHeld }: LimitsProps) {
  const limits = known ?? []
  const used = limits.filter((limit) => limit.count > 0 || limit.over)
  const several = new Set(used.map((limit) => limit.system)).size > 1
  const over = used.filter((limit) => limit.over)
  const within = used.filter((limit) => !limit.over)
  const show = (limit: LimitStatus, index: number) => (
    <Limit
      key={`${limit.system} ${limit.name}`}
      limit={limit}
      system={titleOf(limit.system)}
      named={several}
      first={index === 0 && limit === used[0]}
    />
  )
  return (
    <section className="limits" aria-label={t('Limits')}>
      <h2>{t('Limits')}</h2>
      <div className="limit-list">
        {within.map(show)}
        {known && used.length === 0 ? (
          <span className="limit">{t('nothing planned that a limit watches')}</span>
        ) : null}
      </div>
      {over.map(show)}
      {held > 0 ? (
        <button type="button" className="link end" onClick={onShowHeld}>
          {rich`${formatNumber(held)} held`}
        </button>
      ) : null}
    </section>
  )
}

interface LimitProps {
  limit: LimitStatus
  system: string
  /** Says the system as well, where several have limits. */
  named: boolean
  first: boolean
}

function Limit({ limit, system, named, first }: LimitProps) {
  return (
    <span className={`limit${limit.over ? ' over' : ''}`} title={`${limit.name}, ${system}`}>
      {limit.over ? <Glyph name="warn" /> : null}
      {limit.over ? <span className="hidden-text">{t('Over the limit: ')}</span> : null}
      {rich`${limit.name.charAt(0).toUpperCase() + limit.name.slice(1)}${named ? ` ${system}` : ''} ${<b>{formatNumber(limit.count)}</b>} of ${formatNumber(limit.allowed)}${first ? ` ${t('allowed')}` : ''}${<Meter count={limit.count} allowed={limit.allowed} over={limit.over} />}`}
    </span>
  )
}
