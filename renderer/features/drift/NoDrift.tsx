import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatMoment } from '../../ui/format.ts'

interface NoDriftProps {
  narrowed: boolean
  systems: readonly SystemStatus[]
  onClear: () => void
}

/** No rows: the filter leaves none, nothing was read yet, or nobody has changed anything. */
export function NoDrift({ narrowed, systems, onClear }: NoDriftProps) {
  if (narrowed)
    return (
      <Empty title={t('No drift matches')} action={<Button onClick={onClear}>{t('Show all drift')}</Button>}>
        {t('There is drift, but none of it is what you look for.')}
      </Empty>
    )
  const last = systems.reduce((latest, { lastImport }) => Math.max(latest, lastImport?.at ?? 0), 0)
  return (
    <Empty
      title={last === 0 ? t('Nothing was read yet') : t('Nobody has changed anything of ours')}
      action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
    >
      {rich`Drift is what somebody changed directly in a system although a rule of ours writes it. Each import looks for it${last === 0 ? '.' : t`, the last one ${formatMoment(last, Date.now())}.`}`}
    </Empty>
  )
}
