import type { IdentityReferrer } from '../../../preload/contract/identities.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { formatNumber } from '../../ui/format.ts'
import { PanePart } from '../../ui/Pane.tsx'
import { countedType } from './identityWords.ts'

/** Who names it: the groups it is in, those it is the manager of. */
export function ReferrersPart({ id }: { id: number }) {
  const { data } = useCall('identities.referrers', { id })
  if (!data || data.length === 0) return null
  return (
    <PanePart title={t('Named by')}>
      {data.map((referrer) => (
        <Referrers key={referrer.attribute} referrer={referrer} />
      ))}
    </PanePart>
  )
}

function Referrers({ referrer: { attribute, type, count, first } }: { referrer: IdentityReferrer }) {
  return (
    <p className="small referrer">
      {rich`${<span className="mono">{attribute}</span>} of ${countedType(count, type)}: ${first.map(
        ({ id, name }, i) => (
          <span key={id}>
            {i > 0 ? ', ' : ''}
            <a href={formatRoute('identities', id)}>{name}</a>
          </span>
        ),
      )}${count > first.length ? t` and ${formatNumber(count - first.length)} more` : ''}`}
    </p>
  )
}
