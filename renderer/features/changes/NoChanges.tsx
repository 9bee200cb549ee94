import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'

/** No rows: the filter leaves none, or nothing has to change. */
export function NoChanges({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const session = useCall('session.get', {}).data
  if (filtered) {
    return (
      <Empty
        title={t('No change matches')}
        action={<Button onClick={onClear}>{t('Clear the filter')}</Button>}
      >
        {t('There are pending changes, but none of them has all that the filter asks for.')}
      </Empty>
    )
  }
  if (!session) {
    return (
      <Empty
        title={t('Nothing is planned yet')}
        action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
      >
        {t('Changes appear here once a session has read the systems and synchronized them.')}
      </Empty>
    )
  }
  return (
    <Empty
      title={t('Nothing to change')}
      action={
        <Button icon="history" onClick={() => navigate(formatRoute('history', session.number))}>
          {t`Open session ${session.number}`}
        </Button>
      }
    >{rich`All ${formatNumber(session.metaverse.joined)} joined accounts are as the rules want them.`}</Empty>
  )
}
