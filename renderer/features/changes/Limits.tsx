import type { LimitStatus } from '../../../preload/contract/changes.ts'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Meter } from '../../ui/Meter.tsx'

interface LimitsProps {
  limits: readonly LimitStatus[]
  /** Title of a system's name. */
  titleOf: (system: string) => string
  held: number
  onShowHeld: () => void
}

/** What may happen in one session and how much of it is planned, before anybody asks. Over the limit comes first. */
export function Limits({ limits, titleOf, held, onShowHeld }: LimitsProps) {
  const used = limits
    .filter((limit) => limit.count > 0 || limit.over)
    .toSorted((a, b) => Number(b.over) - Number(a.over) || share(b) - share(a))
  const several = new Set(used.map((limit) => limit.system)).size > 1
  return (
    <section className="limits" aria-label="Limits">
      <h2>Limits</h2>
      <div className="limit-list">
        {used.map((limit, index) => (
          <span
            key={`${limit.system} ${limit.name}`}
            className={`limit${limit.over ? ' over' : ''}`}
            title={`${limit.name}, ${titleOf(limit.system)}`}
          >
            {limit.over ? <Glyph name="warn" /> : null}
            {limit.over ? <span className="hidden-text">Over the limit: </span> : null}
            {limit.name}
            {several ? ` ${titleOf(limit.system)}` : ''} <b>{formatNumber(limit.count)}</b> of{' '}
            {formatNumber(limit.allowed)}
            {index === 0 ? ' allowed' : ''}
            <Meter count={limit.count} allowed={limit.allowed} over={limit.over} />
          </span>
        ))}
        {used.length === 0 ? <span className="limit">nothing planned that a limit watches</span> : null}
      </div>
      {held > 0 ? (
        <button type="button" className="link end" onClick={onShowHeld}>
          {formatNumber(held)} held
        </button>
      ) : null}
    </section>
  )
}

const share = (limit: LimitStatus) => (limit.allowed > 0 ? limit.count / limit.allowed : 1)
