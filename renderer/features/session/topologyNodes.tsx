import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import type { JobProgress } from '../../../preload/contract/jobs.ts'
import type { Session, SessionSystem } from '../../../preload/contract/session.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatCounted, formatDuration, formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { MetaverseTile, SystemTile } from '../../ui/SystemTile.tsx'

export type SystemNodeData = Node<
  {
    system: SystemStatus
    figures: SessionSystem | undefined
    line: JobProgress | undefined
    paused: boolean
  },
  'system'
>
export type HubNodeData = Node<{ session: Session; systems: SystemStatus[] }, 'hub'>

// React Flow draws an edge only between handles; ours ignore their place and are never seen.
function Ends() {
  return (
    <>
      <Handle type="source" position={Position.Right} isConnectable={false} />
      <Handle type="target" position={Position.Left} isConnectable={false} />
    </>
  )
}

export function SystemNode({ data: { system, figures, line, paused } }: NodeProps<SystemNodeData>) {
  return (
    <section className="node" aria-label={system.title}>
      <header>
        <SystemTile tile={system} />
        <span className="clip">{system.title}</span>
        {figures?.import && !line ? (
          <span className="state is-brand" title={t('Read in this session')}>
            <Glyph name="done" />
            <span className="hidden-text">{t('Read in this session')}</span>
          </span>
        ) : null}
      </header>
      {line ? <RunningLines line={line} paused={paused} /> : <RestLines system={system} figures={figures} />}
      <Ends />
    </section>
  )
}

const crossed: Partial<Record<JobProgress['step'], string>> = {
  import: t('read'),
  export: t('written'),
  confirm: t('read back'),
}

function RunningLines({ line, paused }: { line: JobProgress; paused: boolean }) {
  const verb = crossed[line.step] ?? t('done')
  const done = formatNumber(line.done)
  return (
    <>
      <p className="num">
        {line.total === null ? `${done} ${verb}` : t`${done} of ${formatNumber(line.total)} ${verb}`}
      </p>
      <Progress done={line.done} total={line.total} label={verb} />
      <p className="num">
        {(paused
          ? ['paused']
          : [
              line.rate > 0 ? t`${formatNumber(Math.max(1, Math.round(line.rate)))} a second` : '',
              line.left !== null
                ? t`${formatDuration(Math.max(1000, Math.round(line.left / 1000) * 1000))} left`
                : '',
            ]
        )
          .filter(Boolean)
          .join(', ')}
      </p>
      {line.failed > 0 ? <p className="num is-delete">{rich`${formatNumber(line.failed)} failed`}</p> : null}
    </>
  )
}

function RestLines({ system, figures }: { system: SystemStatus; figures: SessionSystem | undefined }) {
  const read = figures?.import
  const waiting = figures?.waiting ?? system.ambiguous + system.disconnectors
  return (
    <>
      <p className="num">
        {formatCounted(system.objects, 'object')}
        {read && read.read !== system.objects ? t`, ${formatNumber(read.read)} read` : ''}
      </p>
      {read && read.rejected > 0 ? (
        <p className="num is-brand">{rich`${formatCounted(read.rejected, 'row')} rejected`}</p>
      ) : (
        <p className="num">
          {rich`${formatNumber(system.joined)} joined${waiting > 0 ? t`, ${formatNumber(waiting)} waiting` : ''}`}
        </p>
      )}
      {system.target ? <WrittenLine system={system} figures={figures} /> : null}
    </>
  )
}

function WrittenLine({ system, figures }: { system: SystemStatus; figures: SessionSystem | undefined }) {
  const total = (counts: SystemStatus['pending'] | undefined) =>
    counts ? Object.values(counts).reduce((a, b) => a + b, 0) : 0
  const pending = total(system.pending)
  const exported = total(figures?.exported)
  return (
    <>
      {exported > 0 ? <p className="num">{rich`${formatNumber(exported)} written`}</p> : null}
      {figures && figures.failed > 0 ? (
        <p className="num is-delete">{rich`${formatNumber(figures.failed)} failed`}</p>
      ) : (
        <p className="num faint">
          {pending > 0 ? t`${formatCounted(pending, 'change')} pending` : t('nothing pending')}
        </p>
      )}
    </>
  )
}

export function HubNode({ data: { session, systems } }: NodeProps<HubNodeData>) {
  const mv = session.metaverse
  const shares = mv.bySource.filter((share) => share.objects > 0)
  const tileOf = (name: string) => systems.find((system) => system.name === name)
  return (
    <section className="node hub" aria-label={t('Metaverse')}>
      <header>
        <MetaverseTile />
        {t('Metaverse')}
      </header>
      <p className="figure num">{formatNumber(mv.objects)}</p>
      <p className="num">
        {mv.objects === 1 ? t('identity') : t('identities')}
        {mv.projected > 0 ? t`, ${formatNumber(mv.projected)} new` : ''}
      </p>
      <div className="progress" aria-hidden="true">
        {shares.map((share) => (
          <i
            key={share.system}
            style={{ flex: share.objects, background: `var(--sys-${tileOf(share.system)?.hue ?? 'mv'})` }}
          />
        ))}
      </div>
      <p className="shares num">
        {shares.map((share) => {
          const tile = tileOf(share.system)
          return (
            <span className="tally" key={share.system}>
              {tile ? <SystemTile tile={tile} size="small" /> : null}
              {formatNumber(share.objects)}
            </span>
          )
        })}
      </p>
      <dl className="num">
        <Line name={t('Accounts joined')} count={mv.joined} />
        <Line name={t('People without account')} count={mv.withoutAccount} />
        <Line name={t('Filtered, never touched')} count={mv.filtered} />
        <Line name={t('Match several people')} count={mv.ambiguous} waits />
        <Line name={t('Match nobody')} count={mv.unmatched} waits />
      </dl>
      <Ends />
    </section>
  )
}

function Line({ name, count, waits = false }: { name: string; count: number; waits?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={waits && count > 0 ? 'is-brand' : undefined}>{formatNumber(count)}</dd>
    </div>
  )
}
