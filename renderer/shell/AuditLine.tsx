import { useCall } from '../client/queries.tsx'
import { rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { formatMoment, formatNumber, formatTime, isSameDay } from '../ui/format.ts'

/** `Audit chain verified 08:15, 41,208 entries` at the end of the keyboard strip. */
export function AuditLine() {
  const audit = useCall('workspace.get', {}).data?.audit
  if (!audit || audit.entries === 0) return null
  const entries = t`${formatNumber(audit.entries)} entries`
  if (audit.ok === false) return <span className="is-delete">{rich`Audit chain is broken, ${entries}`}</span>
  if (audit.verifiedAt === null) return <>{rich`Audit chain, ${entries}`}</>
  const now = Date.now()
  const when = isSameDay(audit.verifiedAt, now)
    ? formatTime(audit.verifiedAt)
    : formatMoment(audit.verifiedAt, now)
  return <>{rich`Audit chain verified ${when}, ${entries}`}</>
}
