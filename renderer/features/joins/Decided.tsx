import { useRef, useState } from 'react'
import type { JoinDecisionRow } from '../../../preload/contract/joins.ts'
import { useCall } from '../../client/queries.tsx'
import { blockSize, type Span, useBlocks } from '../../client/useBlocks.ts'
import { t } from '../../language/text.ts'
import { stepKeys } from '../../shell/moveKeys.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatMoment } from '../../ui/format.ts'
import { Cell } from '../../ui/Grid.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { decisionDone } from './joinWords.ts'
import type { ObjectKey } from './useJoinDecisions.ts'

const columns = [
  { name: t('Object') },
  { name: t('Decision') },
  { name: t('By') },
  { name: t('Reason') },
  { name: '' },
] as const

/** What people decided, the latest first; each can be handed back to the rules. */
export function Decided({ onWithdraw }: { onWithdraw: (object: ObjectKey) => Promise<void> }) {
  const first = useCall('joins.decisions', { offset: 0, limit: blockSize })
  const systems = useCall('systems.list', {}).data
  const [span, setSpan] = useState<Span>({ first: 0, last: 40 })
  const [current, setCurrent] = useState(0)
  const rows = useBlocks('joins.decisions', {}, span)
  const grid = useRef<HTMLDivElement>(null)
  const total = first.data?.total ?? 0
  useKeys(stepKeys(current, total, setCurrent))
  if (first.error) return <ErrorNotice error={first.error} />
  if (first.data && total === 0)
    return (
      <div className="page-message">
        <Empty title={t('Nobody has decided anything yet')}>
          {t('What is decided in the queue is listed here, and stands through every later synchronization.')}
        </Empty>
      </div>
    )
  return (
    <div className="decided">
      <VirtualGrid
        grid={grid}
        label={t('Decisions over joins')}
        className="decided-list"
        columns={columns}
        count={total}
        current={Math.min(current, total - 1)}
        rowHeight={32}
        onSpan={setSpan}
        onCurrent={setCurrent}
        cells={(index) => {
          const row = rows.row(index)
          return row ? (
            <DecidedCells
              row={row}
              tile={systems?.find((system) => system.name === row.system)}
              onWithdraw={() => void onWithdraw({ system: row.system, anchor: row.anchor })}
            />
          ) : undefined
        }}
      />
    </div>
  )
}

interface DecidedCellsProps {
  row: JoinDecisionRow
  tile: Parameters<typeof SystemTile>[0]['tile'] | undefined
  onWithdraw: () => void
}

function DecidedCells({ row, tile, onWithdraw }: DecidedCellsProps) {
  return (
    <>
      <Cell className="object">
        {tile ? <SystemTile tile={tile} size="small" /> : null}
        <span className="clip medium" title={row.anchor}>
          {row.name}
        </span>
      </Cell>
      <Cell className="clip">
        {decisionDone[row.decision]}
        {row.identity ? t` to ${row.identity.name}` : ''}
        {row.waiting ? <span className="muted">{t(', with the next synchronization')}</span> : null}
        {row.present ? null : <span className="muted">{t(', no longer in the system')}</span>}
      </Cell>
      <Cell className="num muted clip">
        {row.by}, {formatMoment(row.at, Date.now())}
      </Cell>
      <Cell className="muted clip">
        <span title={row.reason ?? undefined}>{row.reason ?? ''}</span>
      </Cell>
      <Cell className="right">
        <Button small kind="quiet" onClick={onWithdraw}>
          {t('Hand back to the rules')}
        </Button>
      </Cell>
    </>
  )
}
