import { useCallback, useState } from 'react'
import type { JoinQueueRow } from '../../../preload/contract/joins.ts'
import { useCall } from '../../client/queries.tsx'
import { type Span, useBlocks } from '../../client/useBlocks.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { endKeys, stepKeys } from '../../shell/moveKeys.ts'
import { formatRoute, navigate, replaceRoute, useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { Case } from './Case.tsx'
import { Decided } from './Decided.tsx'
import './joins.css'
import { Queue } from './Queue.tsx'
import { useJoinDecisions } from './useJoinDecisions.ts'

const views = [
  { value: 'queue', label: t('To decide') },
  { value: 'decided', label: t('Decided') },
] as const

const hints = [
  { keys: ['J', 'K'], does: t('Next account') },
  { keys: ['1…9'], does: t('Join') },
  { keys: ['N'], does: t('New identity') },
  { keys: ['D'], does: t('Never join') },
  { keys: ['S'], does: t('Later') },
  { keys: ['Ctrl', 'Z'], does: t('Take back') },
]

/** Objects that the rules cannot place: whose they are is decided here, once and for good. */
export default function JoinsScreen() {
  const { query } = useRoute()
  const view = new URLSearchParams(query).get('view') === 'decided' ? 'decided' : 'queue'
  const counts = useCall('joins.counts', {})
  const decisions = useJoinDecisions()
  useTitle(t('Joins'))
  useKeys([['Ctrl+Z', () => void decisions.takeBack()]])
  const error = counts.error ?? decisions.error
  return (
    <Page className="joins">
      <PageHead
        title={t('Joins')}
        sub={counts.data ? progressLine(counts.data) : null}
        actions={
          <>
            {counts.data && counts.data.decidedInSession > 0 ? (
              <Progress
                done={counts.data.decidedInSession}
                total={counts.data.decidedInSession + counts.data.left}
                label={t('Decided in this session')}
              />
            ) : null}
            <Switch
              label={t('View')}
              value={view}
              options={views}
              onChange={(next) =>
                navigate(formatRoute('joins', null, next === 'decided' ? 'view=decided' : ''))
              }
            />
          </>
        }
      />
      {error ? (
        <div className="joins-message">
          <ErrorNotice error={error} />
        </div>
      ) : null}
      {view === 'decided' ? (
        <Decided onWithdraw={decisions.withdraw} />
      ) : counts.data === undefined ? (
        error ? null : (
          <SkeletonRows rows={8} label={t('Reading the queue')} />
        )
      ) : counts.data.left === 0 ? (
        <NothingToDecide decided={counts.data.decided} />
      ) : (
        <OpenQueue systems={counts.data.systems} left={counts.data.left} decisions={decisions} />
      )}
      {decisions.said ? <TakeBack said={decisions.said} onTakeBack={decisions.takeBack} /> : null}
      <KeyStrip hints={hints} end={t('Decisions survive every later synchronization')} />
    </Page>
  )
}

function progressLine({ left, decidedInSession }: { left: number; decidedInSession: number }): string {
  const open = t`${formatNumber(left)} open`
  return decidedInSession === 0
    ? open
    : t`${open}, ${formatNumber(decidedInSession)} of ${formatNumber(left + decidedInSession)} decided in this session`
}

interface OpenQueueProps {
  systems: Parameters<typeof Queue>[0]['systems']
  left: number
  decisions: ReturnType<typeof useJoinDecisions>
}

/** The queue and the case of its current object. */
function OpenQueue({ systems, left, decisions }: OpenQueueProps) {
  const { query } = useRoute()
  const asked = new URLSearchParams(query)
  const [span, setSpan] = useState<Span>({ first: 0, last: 30 })
  const [at, setAt] = useState(0)
  const rows = useBlocks('joins.list', {}, span)
  const scored = useBlocks('joins.list', { scores: true }, span)
  const index = Math.min(at, left - 1)
  const row = rows.row(index)
  // An address names one object, wherever in the queue it stands.
  const system = asked.get('system') ?? row?.system
  const anchor = asked.get('anchor') ?? row?.anchor
  const go = useCallback(
    (to: number) => {
      setAt(Math.max(0, Math.min(left - 1, to)))
      replaceRoute(formatRoute('joins'))
    },
    [left],
  )
  useKeys([
    ...stepKeys(index, left, go),
    [']', () => go(index + 1)],
    ['[', () => go(index - 1)],
    ...endKeys(left, go),
    ['S', () => go(index + 1)],
  ])
  const rowAt = (position: number): JoinQueueRow | undefined => scored.row(position) ?? rows.row(position)
  return (
    <>
      <Queue
        systems={systems}
        total={left}
        current={asked.get('anchor') === null ? index : -1}
        rowAt={rowAt}
        onSpan={setSpan}
        onCurrent={go}
      />
      {system && anchor ? (
        <Case
          key={`${system} ${anchor}`}
          object={{ system, anchor }}
          systems={systems}
          onDecide={async (choice) => {
            await decisions.decide({ system, anchor }, choice)
            replaceRoute(formatRoute('joins'))
          }}
          onLater={() => go(index + 1)}
        />
      ) : rows.error ? (
        <ErrorNotice error={rows.error} />
      ) : (
        <SkeletonRows rows={8} label={t('Reading the candidates')} />
      )}
    </>
  )
}

function NothingToDecide({ decided }: { decided: number }) {
  return (
    <div className="page-message">
      <Empty
        title={t('Nothing waits for a decision')}
        action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
      >
        {rich`Every object that was read has found its identity, or no rule asks for one.${decided > 0 ? t` ${formatNumber(decided)} were decided by people.` : ''}`}
      </Empty>
    </div>
  )
}

function TakeBack({ said, onTakeBack }: { said: string; onTakeBack: () => Promise<void> }) {
  return (
    <div className="bulk">
      <span>{said}</span>
      <span className="sep" />
      <button type="button" onClick={() => void onTakeBack()}>
        {t('Take back')} <kbd className="key">Ctrl</kbd>
        <kbd className="key">Z</kbd>
      </button>
    </div>
  )
}
