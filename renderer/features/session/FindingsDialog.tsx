import type { FindingGroup } from '../../../preload/contract/session.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { DialogFrame } from '../../ui/DialogFrame.tsx'
import { formatNumber } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'

const shown = 200

/** Each finding of one kind: what, where, and what to do next. */
export function FindingsDialog({ group, onClose }: { group: FindingGroup; onClose: () => void }) {
  const { data, error } = useCall('findings.list', { code: group.code, limit: shown })
  return (
    <DialogFrame title={group.title} closable onClose={onClose}>
      {error ? <ErrorNotice error={error} /> : null}
      {!data && !error ? <SkeletonRows rows={4} label={t('Reading the findings')} /> : null}
      <ul className="finding-list">
        {data?.rows.map((finding) => (
          <li key={finding.id}>
            <h3>{finding.message}</h3>
            <p>{finding.advice}</p>
            <p className="mono faint">
              {[finding.where, finding.object, finding.attribute].filter(Boolean).join(', ')}
            </p>
          </li>
        ))}
      </ul>
      {data && data.total > data.rows.length ? (
        <p className="small faint num">{rich`The first ${formatNumber(data.rows.length)} of ${formatNumber(data.total)}.`}</p>
      ) : null}
    </DialogFrame>
  )
}
