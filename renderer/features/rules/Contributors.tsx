import type { ContributorList } from '../../../preload/contract/rules.ts'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { PanePart } from '../../ui/Pane.tsx'
import { MetaverseTile, SystemTile } from '../../ui/SystemTile.tsx'
import { shortName } from './RuleList.tsx'

/** Who gives an attribute its values: by precedence, with how many each decides. */
export function Contributors({ attribute, list }: { attribute: string; list: ContributorList | undefined }) {
  if (!list) return null
  const sample = list.looked < list.total
  return (
    <PanePart
      title={t`Who decides ${attribute}`}
      {...(sample && { count: t`sample of ${formatNumber(list.looked)} of ${formatNumber(list.total)}` })}
    >
      <ul className="who num">
        {list.rows.map((row) => (
          <li key={row.rule} title={row.rule}>
            <span className="prec">{row.precedence}</span>
            {row.system ? <SystemTile tile={row.system} size="small" /> : <MetaverseTile size="small" />}
            <span className="clip">{shortName(row.rule)}</span>
            <Bar hue={row.system?.hue ?? null} part={list.looked === 0 ? 0 : row.count / list.looked} />
            <span className="num">{row.count === 0 ? t('never') : formatNumber(row.count)}</span>
          </li>
        ))}
      </ul>
    </PanePart>
  )
}

function Bar({ hue, part }: { hue: number | null; part: number }) {
  return (
    <svg className="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect className="ground" width="100" height="4" rx="2" />
      <rect
        width={Math.round(part * 100)}
        height="4"
        rx="2"
        fill={hue === null ? 'var(--sys-mv)' : `var(--sys-${hue})`}
      />
    </svg>
  )
}
