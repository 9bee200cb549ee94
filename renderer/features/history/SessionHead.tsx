import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { navigate, replaceRoute } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { formatLongDate, formatTime } from '../../ui/format.ts'
import { PageHead } from '../../ui/Page.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { findingsOf, formatHistoryPlace, overviewOf } from './historyPlace.ts'

const views = [
  { value: 'runs', label: t('Runs') },
  { value: 'findings', label: t('Findings') },
] as const

interface SessionHeadProps {
  session: number
  view: 'runs' | 'findings'
}

/** The head of a session's own pages: which one, its two views, and the way back to all. */
export function SessionHead({ session, view }: SessionHeadProps) {
  const summary = useCall('session.list', { offset: 0, limit: 1000 }).data?.rows.find(
    ({ number }) => number === session,
  )
  return (
    <PageHead
      title={t`Session ${session}`}
      sub={
        summary
          ? t`${formatLongDate(summary.startedAt)}, ${formatTime(summary.startedAt)}, by ${summary.startedBy}`
          : null
      }
      actions={
        <>
          <Switch
            label={t('Part of the session')}
            value={view}
            options={views}
            onChange={(next) =>
              replaceRoute(
                formatHistoryPlace(
                  next === 'runs' ? { view: 'runs', session, run: null } : findingsOf(session),
                ),
              )
            }
          />
          <Button kind="quiet" icon="left" onClick={() => navigate(formatHistoryPlace(overviewOf(session)))}>
            {t('All sessions')}
          </Button>
        </>
      }
    />
  )
}
