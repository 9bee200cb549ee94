import { useEffect } from 'react'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useCall } from '../../client/queries.tsx'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { formatRoute, replaceRoute, useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount, formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Tally } from '../../ui/OperationMark.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operations } from '../../ui/words.ts'
import { SystemPane } from './SystemPane.tsx'
import './systems.css'

const hints = [
  { keys: ['J', 'K'], does: 'System' },
  { keys: ['G', 'S'], does: 'Go to Session' },
  { keys: ['?'], does: 'All keys' },
]

const columns = ['System', 'Connector', 'Objects', 'Joined', 'Waiting', 'Last import', 'Pending'] as const
const right = new Set<string>(['Objects', 'Joined', 'Waiting'])

/** Every connected system, what its connector space holds, and whether it can be reached. */
export function SystemsScreen() {
  const { data: systems, error } = useCall('systems.list', {})
  const { item } = useRoute()
  const current = systems?.find((system) => system.name === item) ?? systems?.[0]
  useTitle('Systems')
  return (
    <Page className="systems">
      <PageHead title="Systems" sub={systems ? numbersLine(systems) : null} />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !systems ? (
        <SkeletonRows rows={4} label="Reading the systems" />
      ) : !current ? (
        <div className="page-message">
          <Empty title="No systems yet">Name the first connected system in workspace.yaml, then start a session.</Empty>
        </div>
      ) : (
        <>
          <SystemGrid systems={systems} current={current} />
          <SystemPane key={current.name} system={current} />
        </>
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}

function numbersLine(systems: readonly SystemStatus[]): string {
  const objects = systems.reduce((sum, system) => sum + system.objects, 0)
  return `${formatCounted(systems.length, 'system')}, ${formatCounted(objects, 'object')}`
}

function SystemGrid({ systems, current }: { systems: readonly SystemStatus[]; current: SystemStatus }) {
  const index = systems.indexOf(current)
  const go = (to: number) => {
    const next = systems[Math.max(0, Math.min(systems.length - 1, to))]
    if (next) replaceRoute(formatRoute('systems', next.name))
  }
  useKeys({
    J: () => go(index + 1),
    K: () => go(index - 1),
    ArrowDown: () => go(index + 1),
    ArrowUp: () => go(index - 1),
  })
  useEffect(() => {
    document.getElementById(`system-${current.name}`)?.scrollIntoView({ block: 'nearest' })
  }, [current.name])
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are grids of their own, which a table cannot lay out
    <div
      className="system-list"
      role="grid"
      aria-label="Systems"
      aria-activedescendant={`system-${current.name}`}
      data-area
      tabIndex={0}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div className="grid-head" role="row">
        {columns.map((name) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
          // biome-ignore lint/a11y/useSemanticElements: as above
          <span role="columnheader" key={name} className={right.has(name) ? 'right' : undefined}>
            {name}
          </span>
        ))}
      </div>
      {systems.map((system) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are bound to the whole grid
        <div
          key={system.name}
          id={`system-${system.name}`}
          role="row"
          className={`row system${system === current ? ' is-current' : ''}`}
          aria-selected={system === current}
          onClick={() => replaceRoute(formatRoute('systems', system.name))}
        >
          <Cells system={system} />
        </div>
      ))}
    </div>
  )
}

function Cells({ system }: { system: SystemStatus }) {
  const waiting = system.ambiguous + system.disconnectors
  const pending = operations.filter((operation) => system.pending[operation] > 0)
  return (
    <>
      <span role="gridcell" className="sysname medium">
        <SystemTile tile={system} />
        <span className="clip">{system.title}</span>
      </span>
      <span role="gridcell" className="muted clip">
        {system.connectorTitle}
      </span>
      <span role="gridcell" className="num right">
        {formatNumber(system.objects)}
      </span>
      <span role="gridcell" className={`num right${system.joined ? '' : ' zero'}`}>
        {formatCount(system.joined)}
      </span>
      <span role="gridcell" className={`num right${waiting ? '' : ' zero'}`}>
        {formatCount(waiting)}
      </span>
      <span role="gridcell" className="num muted clip">
        {system.lastImport ? formatMoment(system.lastImport.at, Date.now()) : 'never'}
      </span>
      <span role="gridcell" className="pending num small">
        {pending.length === 0 ? <span className="zero">–</span> : null}
        {pending.map((operation) => (
          <Tally key={operation} operation={operation} count={formatNumber(system.pending[operation])} />
        ))}
      </span>
    </>
  )
}
