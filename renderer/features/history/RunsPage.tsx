import { useRef } from 'react'
import type { Run } from '../../../preload/contract/session.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { endKeys, stepKeys } from '../../shell/moveKeys.ts'
import { replaceRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount, formatDuration, formatNumber, formatTime } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Cell } from '../../ui/Grid.tsx'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { stepMarks, stepStateWord } from '../../ui/stepMarks.ts'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { stepWord } from '../../ui/words.ts'
import { findingsOf, formatHistoryPlace } from './historyPlace.ts'
import { RunPane } from './RunPane.tsx'
import { failuresOf, mayBeUndone, workOf } from './runFigures.ts'
import { SessionHead } from './SessionHead.tsx'

const columns = [
  { name: t('Run'), right: true },
  { name: t('Step') },
  { name: t('System') },
  { name: t('Result') },
  { name: t('Began'), right: true },
  { name: t('Took'), right: true },
  { name: t('Objects'), right: true },
  { name: t('Adds'), right: true },
  { name: t('Updates'), right: true },
  { name: t('Deletes'), right: true },
  { name: t('Failures'), right: true },
] as const

const hints = [
  { keys: ['J', 'K'], does: t('Run') },
  { keys: ['Enter'], does: t('What it found') },
  { keys: ['U'], does: t('Undo an export') },
  { keys: ['Esc'], does: t('All sessions') },
]

/** Every run of a session in the order in which they happened, and all figures of one. */
export function RunsPage({ session, run }: { session: number; run: number | null }) {
  const { data, error } = useCall('runs.list', { session, limit: 1000 })
  const systems = useCall('systems.list', {}).data ?? []
  const grid = useRef<HTMLDivElement>(null)
  useTitle(t`Runs of session ${session}`)
  const runs = data?.rows.toReversed() ?? []
  const at = Math.max(
    0,
    runs.findIndex(({ id }) => id === run),
  )
  const current = runs[at]
  const go = (to: number) => {
    const next = runs[to]
    if (next) replaceRoute(formatHistoryPlace({ view: 'runs', session, run: next.id }))
  }
  const tileOf = (name: string | null) => systems.find((system) => system.name === name)
  useKeys([
    ...stepKeys(at, runs.length, go),
    ...endKeys(runs.length, go),
    ['Escape', () => replaceRoute(`#/history/${session}`)],
    [
      'Enter',
      () => {
        if (!current) return false
        location.hash = formatHistoryPlace(findingsOf(session, { run: current.id }))
      },
    ],
    [
      'U',
      () => {
        if (!current || !mayBeUndone(current)) return false
        location.hash = formatHistoryPlace({ view: 'undo', run: current.id, filter: {} })
      },
    ],
  ])
  return (
    <Page className="history-page">
      <SessionHead session={session} view="runs" />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !data ? (
        <SkeletonRows rows={8} label={t('Reading the runs')} />
      ) : !current ? (
        <div className="page-message">
          <Empty title={t`Session ${session} has no runs`}>
            {t('Steps that were run in it would stand here, each with what it counted.')}
          </Empty>
        </div>
      ) : (
        <>
          <div className="list-area">
            <VirtualGrid
              grid={grid}
              label={t`Runs of session ${session}`}
              className="run-grid"
              columns={columns}
              count={runs.length}
              current={at}
              rowHeight={32}
              onSpan={noSpan}
              onCurrent={go}
              cells={(index) => {
                const shown = runs[index]
                return shown ? <RunCells run={shown} tile={tileOf(shown.system)} /> : undefined
              }}
            />
          </div>
          <RunPane
            key={current.id}
            run={current}
            session={session}
            tile={tileOf(current.system)}
            systems={systems}
          />
        </>
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}

const noSpan = () => undefined

type Tile = Parameters<typeof SystemTile>[0]['tile'] & { title: string }

function RunCells({ run, tile }: { run: Run; tile: Tile | undefined }) {
  const of = (key: string) => run.statistics[key] ?? 0
  const mark = stepMarks[run.state]
  const failures = failuresOf(run)
  const counts = [
    of('adds') + of('provisioned') + of('projections'),
    of('updates') + of('mvUpdates'),
    of('deletes') + of('mvDeletes'),
  ]
  return (
    <>
      <Cell className="num right faint">{formatNumber(run.id)}</Cell>
      <Cell className="medium clip">
        {stepWord[run.step]} <span className="faint">{modeWord(run.mode)}</span>
      </Cell>
      <Cell className="clip system-cell">
        {tile ? <SystemTile tile={tile} size="small" /> : null}
        <span className="clip">{tile?.title ?? (run.system === null ? t('All systems') : run.system)}</span>
      </Cell>
      <Cell className="state-cell">
        <Glyph name={mark.glyph} className={mark.tone} />
        <span className="clip">{stepStateWord[run.state]}</span>
      </Cell>
      <Cell className="num right muted">{formatTime(run.startedAt)}</Cell>
      <Cell className="num right">
        {run.endedAt === null ? '' : formatDuration(run.endedAt - run.startedAt)}
      </Cell>
      <Cell className="num right">{formatCount(workOf(run))}</Cell>
      {counts.map((count, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of one row, in their order
        <Cell key={index} className={`num right${count === 0 ? ' zero' : ''}`}>
          {formatCount(count)}
        </Cell>
      ))}
      <Cell className={`num right${failures === 0 ? ' zero' : ' is-delete'}`}>{formatCount(failures)}</Cell>
    </>
  )
}

/** `approved` and `read back` say nothing that the step does not. */
const modeWord = (mode: string): string => (mode === 'full' || mode === 'delta' ? mode : '')
