import { MenuDivider, MenuItem } from '@fluentui/react-components'
import { useEffect, useRef } from 'react'
import type { JobSnapshot } from '../../../preload/contract/jobs.ts'
import type { Session } from '../../../preload/contract/session.ts'
import { useJob } from '../../client/JobContext.tsx'
import { figureOf, shareOf } from '../../client/jobProgress.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { useAnnounce } from '../../shell/announce.tsx'
import { formatRoute, navigate } from '../../shell/route.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { formatLongDate, formatTime } from '../../ui/format.ts'
import { IconMenu } from '../../ui/IconMenu.tsx'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { codeOf, Later } from '../../ui/Later.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { formatProfilePlace } from '../systems/profiles/profilePlace.ts'
import { Findings } from './Findings.tsx'
import { FirstSession } from './FirstSession.tsx'
import { NextStep } from './NextStep.tsx'
import { RunningStep } from './RunningStep.tsx'
import { runningText } from './runningWords.ts'
import { Statistics, type StatisticsShape } from './Statistics.tsx'
import './session.css'

const topology = codeOf(() => import('./Topology.tsx'))

const pauseHint = { keys: ['Space'], does: t('Pause, go on') }
const hints = [
  { keys: ['J', 'K'], does: t('Next finding') },
  { keys: ['Enter'], does: t('Open it') },
  { keys: ['G', 'C'], does: t('Go to Changes') },
  { keys: ['?'], does: t('All keys') },
]

/** What happened, what runs, what comes next. */
export function SessionScreen() {
  const { data: session, error } = useCall('session.get', {})
  const { job, running } = useJob()
  useTitle(session ? t`Session ${session.number}` : t('Session'))
  useSpokenEnd(job)
  if (error) {
    return (
      <Page className="session">
        <PageHead title={t('Session')} />
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      </Page>
    )
  }
  if (session === undefined) {
    return (
      <Page className="session">
        <PageHead title={t('Session')} />
        <SkeletonRows rows={6} label={t('Reading the session')} />
      </Page>
    )
  }
  if (session === null) return <FirstSession />
  return <OpenSession session={session} job={job} running={running} />
}

interface OpenSessionProps {
  session: Session
  job: JobSnapshot | null
  running: boolean
}

function OpenSession({ session, job, running }: OpenSessionProps) {
  const { cancel, pause } = useJob()
  const figure = running && job ? figureOf(job) : null
  const mapped = useCall('systems.list', {})
  const waiting = useCall('workspace.get', {}).data?.waiting.changes ?? 0
  const reviewing = session.steps.some((step) => step.step === 'review' && step.state === 'running')
  return (
    <Page className="session">
      <div className="session-top">
        <PageHead
          title={t`Session ${session.number}`}
          sub={startedLine(session)}
          actions={<SessionActions />}
        />
        <Stepper
          steps={session.steps}
          share={running && !reviewing ? shareOf(figure) : decidedShare(session, waiting)}
          paused={figure?.paused ?? false}
          {...(figure && { runningNote: runningText(figure).note })}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area has to be reachable by keyboard */}
      <section className="session-main" data-area data-scrolls tabIndex={0} aria-label={t('Session')}>
        {running && job ? (
          <RunningStep job={job} onCancel={cancel} onPause={pause} />
        ) : (
          <EndedBadly job={job} />
        )}
        {mapped.data ? (
          <Later
            code={topology}
            meanwhile={<div className="map" />}
            session={session}
            systems={mapped.data}
            job={running ? job : null}
          />
        ) : (
          <div className="map" />
        )}
        <Statistics systems={session.systems} shape={shapeOf(session)} />
      </section>
      <aside className="session-side" aria-label={t('What happens next')} data-area tabIndex={-1}>
        <NextStep session={session} running={running} />
        <Findings groups={session.findings} />
      </aside>
      <KeyStrip hints={figure?.step === 'export' ? [pauseHint, ...hints] : hints} end={<AuditLine />} />
    </Page>
  )
}

/** How much of the plan is decided: the share of a review, which waits for a person and not for the machine. */
function decidedShare(session: Session, waiting: number): number {
  const planned = session.systems.reduce((n, s) => n + Object.values(s.planned).reduce((a, b) => a + b, 0), 0)
  return planned === 0 ? 0 : Math.max(0, 1 - waiting / planned)
}

function startedLine(session: Session): string {
  return t`Started ${formatTime(session.startedAt)} by ${session.startedBy}, ${formatLongDate(session.startedAt)}`
}

function shapeOf(session: Session): StatisticsShape {
  const sum = (of: 'approved' | 'exported') =>
    session.systems.reduce((n, s) => n + Object.values(s[of]).reduce((a, b) => a + b, 0), 0)
  const exporting = session.steps.some((step) => step.step === 'export' && step.state === 'running')
  if (!exporting && sum('exported') > 0 && sum('approved') === 0) return 'exported'
  if (sum('approved') > 0) return 'approved'
  return sum('exported') > 0 ? 'exported' : 'planned'
}

function SessionActions() {
  const { start, running } = useJob()
  return (
    <>
      <Button kind="quiet" small icon="history" onClick={() => navigate(formatRoute('history'))}>
        {t('Earlier sessions')}
      </Button>
      <IconMenu icon="more" label={t('More')}>
        <MenuItem disabled={running} onClick={() => start({ kind: 'session', mode: 'full' })}>
          {t('Start a full session')}
        </MenuItem>
        <MenuItem disabled={running} onClick={() => start({ kind: 'session', mode: 'delta' })}>
          {t('Start a delta session')}
        </MenuItem>
        <MenuDivider />
        <ProfileItems />
        <MenuItem onClick={() => navigate(formatProfilePlace('profiles'))}>{t('Run profiles')}</MenuItem>
      </IconMenu>
    </>
  )
}

/** Asked for when the menu is opened: the screen itself does not show them. */
function ProfileItems() {
  const { start, running } = useJob()
  return useCall('profiles.list', {}).data?.profiles.map(({ name, title }) => (
    <MenuItem key={name} disabled={running} onClick={() => start({ kind: 'profile', name })}>
      {t`Run ${title}`}
    </MenuItem>
  ))
}

/** How the last job of this page ended, when it did not end well. */
function EndedBadly({ job }: { job: JobSnapshot | null }) {
  if (!job) return null
  if (job.state === 'stopped') {
    return (
      <Notice
        tone="warning"
        title={job.error?.message || job.message || t('The export is stopped by a limit.')}
      >
        {job.error?.advice}
      </Notice>
    )
  }
  if (job.error) return <ErrorNotice error={job.error} />
  if (job.state === 'cancelled') {
    return (
      <Notice tone="warning" title={t('Cancelled')}>
        {t('What was done until then is kept; the session goes on where it stopped.')}
      </Notice>
    )
  }
  return null
}

function useSpokenEnd(job: JobSnapshot | null) {
  const announce = useAnnounce()
  const before = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (before.current === 'running' && job && job.state !== 'running')
      announce(job.message || t`Job ${job.state}`)
    before.current = job?.state
  }, [announce, job])
}
