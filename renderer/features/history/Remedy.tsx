import { type Ref, useImperativeHandle } from 'react'
import type { FindingCause } from '../../../preload/contract/causes.ts'
import type { ChangeSelection } from '../../../preload/contract/changes.ts'
import type { Run } from '../../../preload/contract/session.ts'
import type { SystemTile } from '../../../preload/contract/words.ts'
import { useJob } from '../../client/JobContext.tsx'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { modeOf, remedyMeaning, remedyOf, retrySelection } from './causeWords.ts'
import type { Findings } from './historyPlace.ts'
import { useRetry } from './useRetry.ts'

/** What the key for trying again does. */
export interface RemedyHandle {
  /** @returns whether there was anything to do */
  act(): boolean
}

interface RemedyProps {
  handle: Ref<RemedyHandle>
  cause: FindingCause
  place: Findings
  runs: readonly Run[]
  systems: readonly SystemTile[]
  /** Only these changes instead of all behind the cause; how many objects they are. */
  marked?: { changes: readonly number[]; objects: number } | undefined
}

/** What can be done about a cause here: approve again and export, run a step again, or decide on another screen. */
export function Remedy({ handle, cause, place, runs, systems, marked }: RemedyProps) {
  const job = useJob()
  const retry = useRetry()
  const remedy = remedyOf(cause.code)
  const session = useCall('session.get', {}).data
  const isOpen = session != null && session.endedAt === null
  const own = cause.systems.flatMap(({ system }) => system ?? [])
  const busy = job.running || retry.busy || marked?.changes.length === 0
  const selection: ChangeSelection =
    marked === undefined ? retrySelection(cause.cause, place) : { ids: [...marked.changes] }
  const again = () => {
    if (remedy === 'import')
      void job.start({ kind: 'import', mode: modeOf(lastOf(runs, 'import', own)), systems: own })
    if (remedy === 'synchronize')
      void job.start({ kind: 'synchronize', mode: modeOf(lastOf(runs, 'synchronize', [])) })
  }
  const act = (): boolean => {
    if (busy || remedy === null) return false
    if (remedy === 'approve') void retry.approve(selection)
    else if (remedy === 'joins' || remedy === 'drift') navigate(formatRoute(remedy))
    else if (isOpen) again()
    else return false
    return true
  }
  useImperativeHandle(handle, () => ({ act }))
  if (remedy === null) return null
  if (remedy === 'joins' || remedy === 'drift')
    return (
      <PanePart title={t('Decide')}>
        <Button shortcut="T" onClick={act}>
          {remedy === 'joins' ? t('Go to Joins') : t('Go to Drift')}
        </Button>
      </PanePart>
    )
  if (remedy === 'approve') {
    const count = marked?.objects ?? cause.count
    return (
      <PanePart title={t('Try again')}>
        <Button shortcut="T" disabled={busy} onClick={act}>
          {count === 1
            ? t('Approve it again')
            : t`Approve ${marked === undefined ? `${t('all')} ` : ''}${formatNumber(count)} again`}
        </Button>
        <p className="small muted after-button">{remedyMeaning.approve}</p>
        {own.length > 0 && isOpen ? (
          <div className="after-button">
            <Button
              small
              disabled={job.running}
              onClick={() => void job.start({ kind: 'import', mode: 'delta', systems: own })}
            >
              {t`Import ${titlesOf(own, systems)} first`}
            </Button>
          </div>
        ) : null}
        {retry.said ? (
          <p className="small after-button" role="status">
            {retry.said}.
          </p>
        ) : null}
        {retry.error ? <ErrorNotice error={retry.error} /> : null}
        <ExportAgain systems={own} titles={systems} isOpen={isOpen} isNext={retry.said !== null} />
      </PanePart>
    )
  }
  return (
    <PanePart title={t('Try again')}>
      <Button shortcut="T" disabled={busy || !isOpen} onClick={act}>
        {remedy === 'import'
          ? t`Import ${titlesOf(own, systems) || t('the systems')} again`
          : t('Synchronize again')}
      </Button>
      <p className="small muted after-button">
        {isOpen
          ? remedyMeaning[remedy]
          : t('No session is open. The next one reads all systems and looks at everything anew.')}
      </p>
      <JobEnd />
    </PanePart>
  )
}

const titlesOf = (names: readonly string[], systems: readonly SystemTile[]): string =>
  names.map((name) => systems.find((system) => system.name === name)?.title ?? name).join(' and ')

const lastOf = (runs: readonly Run[], step: Run['step'], systems: readonly string[]): Run | undefined =>
  runs.find(
    (run) =>
      run.step === step && (run.system === null || systems.length === 0 || systems.includes(run.system)),
  )

/** Whatever is approved for these systems is exported with one button, and it says how much that is. */
function ExportAgain({
  systems,
  titles,
  isOpen,
  isNext,
}: {
  systems: readonly string[]
  titles: readonly SystemTile[]
  isOpen: boolean
  /** Something was approved here a moment ago: this is what comes next. */
  isNext: boolean
}) {
  const job = useJob()
  const approved = useCall('changes.facets', {
    filter: { systems: [...systems], decisions: ['approved'], states: ['planned'] },
  }).data?.total
  if (approved === undefined || approved === 0) return <JobEnd />
  const named = titlesOf(systems, titles)
  if (!isOpen)
    return (
      <p className="small muted after-button">
        {rich`${formatCounted(approved, 'change is', 'changes are')} approved for ${named}. No session is open: the next one writes ${approved === 1 ? t('it') : t('them')}.`}
      </p>
    )
  return (
    <div className="after-button">
      <Button
        kind={isNext ? 'primary' : 'default'}
        disabled={job.running}
        onClick={() => void job.start({ kind: 'export', systems: [...systems] })}
      >
        {t`Export ${formatNumber(approved)} approved`}
      </Button>
      <p className="small muted after-button">{rich`That is everything approved for ${named}. Limits and old values are checked as always.`}</p>
      <JobEnd />
    </div>
  )
}

/** How the step that was started here is getting on, or why it did not get to its end. */
function JobEnd() {
  const { job, running, refused } = useJob()
  if (refused) return <ErrorNotice error={refused} />
  if (!job) return null
  if (running)
    return (
      <p className="small muted after-button" role="status">
        {job.message || t('Running…')}
      </p>
    )
  if (job.error) return <ErrorNotice error={job.error} />
  return job.message ? (
    <p className="small after-button num" role="status">
      {job.message}.
    </p>
  ) : null
}
