import { useRef } from 'react'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { navigate, replaceRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { formatHistoryPlace, overviewOf, type Undo } from './historyPlace.ts'
import { mayBeUndone } from './runFigures.ts'
import { UndoList } from './UndoList.tsx'
import { useUndoLook } from './useUndoLook.ts'

const hints = [
  { keys: ['J', 'K'], does: t('Change') },
  { keys: ['X'], does: t('Take along or leave out') },
  { keys: ['/'], does: t('Find') },
  { keys: ['Esc'], does: t('The session') },
]

/** Taking back what an export wrote: every change with what stands in its way, and the plan of what goes back. */
export function UndoPage({ place }: { place: Undo }) {
  const { run: id, filter } = place
  const runs = useCall('runs.list', { limit: 1000 })
  const run = runs.data?.rows.find((one) => one.id === id)
  const systems = useCall('systems.list', {}).data ?? []
  const tile = systems.find(({ name }) => name === run?.system)
  const pruned = run !== undefined && run.archives.length > 0
  const { look, progress, error, again } = useUndoLook(id, runs.data !== undefined && !pruned)
  const field = useRef<HTMLInputElement>(null)
  useTitle(t`Undo run ${id}`)
  const session = run?.session ?? null
  const written = (run?.statistics.exported ?? 0) + (run?.statistics.recovered ?? 0)
  const back = () => navigate(formatHistoryPlace(overviewOf(session)))
  const siblings = (runs.data?.rows ?? [])
    .filter((one) => one.session === session && session !== null && mayBeUndone(one))
    .toReversed()
  useKeys([
    ['/', () => field.current?.focus()],
    ['Escape', back],
  ])
  return (
    <Page className="history-page has-bar undo-page">
      <PageHead
        title={t`Undo run ${formatNumber(id)}`}
        sub={
          run ? (
            <>
              {tile?.title ?? run.system}
              {rich`, ${formatMoment(run.startedAt, Date.now())}${session === null ? '' : t`, session ${session}`}, ${formatCounted(written, 'change')} written`}
            </>
          ) : null
        }
        actions={
          <>
            {look ? (
              <SearchField
                field={field}
                label={t('Find in what was written')}
                placeholder={t('Name, DN or attribute')}
                value={filter.search ?? ''}
                onSearch={(text) => {
                  const { search: _, ...rest } = filter
                  const search = text.trim()
                  replaceRoute(formatHistoryPlace({ ...place, filter: search ? { ...rest, search } : rest }))
                }}
                onLeave={() => document.querySelector<HTMLElement>('.undo-list')?.focus()}
              />
            ) : null}
            <Button kind="quiet" icon="left" onClick={back}>
              {session === null ? t('History') : t`Session ${session}`}
            </Button>
          </>
        }
      />
      {pruned ? (
        <div className="page-message">
          <Empty
            title={t('It cannot be undone any more')}
            action={<Button onClick={back}>{t('Back to the session')}</Button>}
          >
            {t`What run ${id} wrote was pruned, and what was there before with it. It is kept in ${run.archives.join(' and ')}.`}
          </Empty>
        </div>
      ) : error ? (
        <div className="page-message">
          <ErrorNotice error={error} action={<Button onClick={again}>{t('Look again')}</Button>} />
        </div>
      ) : !look ? (
        <div className="page-message looking" role="status">
          <h2>{rich`Asking ${tile?.title ?? t('the system')} what it holds now`}</h2>
          <p className="muted num">
            {progress && progress.total > 0
              ? t`${formatNumber(progress.done)} of ${formatCounted(progress.total, 'change')} compared. Nothing is written.`
              : t('Reading what the run wrote. Nothing is written.')}
          </p>
          <Progress
            done={progress?.done ?? 0}
            total={progress && progress.total > 0 ? progress.total : null}
            label={t('Compared with the system')}
          />
        </div>
      ) : (
        <UndoList
          key={look.look}
          place={place}
          look={look}
          tile={tile}
          siblings={siblings}
          systems={systems}
          written={written}
          onAgain={again}
        />
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}
