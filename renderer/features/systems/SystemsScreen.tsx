import { useEffect } from 'react'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { stepKeys } from '../../shell/moveKeys.ts'
import { formatRoute, navigate, replaceRoute, useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount, formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { Cell, ColumnHead, GridFrame, GridRow } from '../../ui/Grid.tsx'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { codeOf, Later } from '../../ui/Later.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Tally } from '../../ui/OperationMark.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operations } from '../../ui/words.ts'
import { formatProfilePlace, parseProfilePlace } from './profiles/profilePlace.ts'
import { SpaceBrowser } from './SpaceBrowser.tsx'
import { SystemPane } from './SystemPane.tsx'
import { formatSpacePlace, parseSpacePlace } from './spacePlace.ts'
import './space.css'
import './systems.css'

// A system is set up once.
const addSystem = codeOf(() => import('./setup/AddSystem.tsx'))
const editSystem = codeOf(() => import('./setup/EditSystem.tsx'))
const removeSystem = codeOf(() => import('./RemoveSystem.tsx'))
const runProfiles = codeOf(() => import('./profiles/ProfilesScreen.tsx'))

const hints = [
  { keys: ['J', 'K'], does: t('System') },
  { keys: ['Enter'], does: t('Its objects') },
  { keys: ['E'], does: t('Edit') },
  { keys: ['?'], does: t('All keys') },
]

const columns = [
  t('System'),
  t('Connector'),
  t('Objects'),
  t('Joined'),
  t('Waiting'),
  t('Last import'),
  t('Pending'),
] as const
const right = new Set<string>([t('Objects'), t('Joined'), t('Waiting')])

/** Every connected system, what its connector space holds, and whether it can be reached. */
export function SystemsScreen() {
  const { data: systems, error } = useCall('systems.list', {})
  const { item, query } = useRoute()
  const current = systems?.find((system) => system.name === item) ?? systems?.[0]
  useTitle(item && current ? current.title : t('Systems'))
  const place = parseSpacePlace(query)
  const view = new URLSearchParams(query).get('view')
  if (systems && view === 'add')
    return <Later code={addSystem} meanwhile={<Page className="systems">{null}</Page>} systems={systems} />
  if (current && view === 'edit')
    return (
      <Later
        key={current.name}
        code={editSystem}
        meanwhile={<Page className="systems">{null}</Page>}
        system={current}
      />
    )
  const profiles = parseProfilePlace(query)
  if (systems && profiles)
    return (
      <Later
        code={runProfiles}
        meanwhile={<Page className="systems">{null}</Page>}
        place={profiles}
        systems={systems}
      />
    )
  if (place && current) return <SpaceBrowser key={current.name} system={current} place={place} />
  return (
    <Page className="systems">
      <PageHead
        title={t('Systems')}
        sub={systems ? numbersLine(systems) : null}
        actions={
          <>
            <Button kind="quiet" icon="session" onClick={() => navigate(formatProfilePlace('profiles'))}>
              {t('Run profiles')}
            </Button>
            <Button onClick={() => navigate(formatRoute('systems', null, 'view=add'))}>
              {t('Add a system')}
            </Button>
          </>
        }
      />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !systems ? (
        <SkeletonRows rows={4} label={t('Reading the systems')} />
      ) : !current ? (
        <div className="page-message">
          <Empty title={t('No systems yet')}>
            {t('Add the first one: Joinery reads it, and writes nothing before you have approved it.')}
          </Empty>
        </div>
      ) : (
        <>
          <SystemGrid systems={systems} current={current} />
          <SystemPane key={current.name} system={current} />
          {view === 'remove' && current.name === item ? (
            <Later code={removeSystem} meanwhile={null} system={current} />
          ) : null}
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
    const next = systems[to]
    if (next) replaceRoute(formatRoute('systems', next.name))
  }
  useKeys([
    ...stepKeys(index, systems.length, go),
    ['E', () => navigate(formatRoute('systems', current.name, 'view=edit'))],
    ['Enter', () => navigate(formatRoute('systems', current.name, formatSpacePlace({})))],
  ])
  useEffect(() => {
    document.getElementById(`system-${current.name}`)?.scrollIntoView({ block: 'nearest' })
  }, [current.name])
  return (
    <GridFrame
      className="system-list"
      kind="grid"
      aria-label={t('Systems')}
      aria-activedescendant={`system-${current.name}`}
    >
      <GridRow className="grid-head">
        {columns.map((name) => (
          <ColumnHead key={name} className={right.has(name) ? 'right' : undefined}>
            {name}
          </ColumnHead>
        ))}
      </GridRow>
      {systems.map((system) => (
        <GridRow
          key={system.name}
          id={`system-${system.name}`}
          className={`row system${system === current ? ' is-current' : ''}`}
          aria-selected={system === current}
          onClick={() => replaceRoute(formatRoute('systems', system.name))}
        >
          <Cells system={system} />
        </GridRow>
      ))}
    </GridFrame>
  )
}

function Cells({ system }: { system: SystemStatus }) {
  const waiting = system.ambiguous + system.disconnectors
  const pending = operations.filter((operation) => system.pending[operation] > 0)
  return (
    <>
      <Cell className="sysname medium">
        <SystemTile tile={system} />
        <span className="clip">{system.title}</span>
      </Cell>
      <Cell className="muted clip">{system.connectorTitle}</Cell>
      <Cell className="num right">{formatNumber(system.objects)}</Cell>
      <Cell className={`num right${system.joined ? '' : ' zero'}`}>{formatCount(system.joined)}</Cell>
      <Cell className={`num right${waiting ? '' : ' zero'}`}>{formatCount(waiting)}</Cell>
      <Cell className="num muted clip">
        {system.lastImport ? formatMoment(system.lastImport.at, Date.now()) : t('never')}
      </Cell>
      <Cell className="pending num small">
        {pending.length === 0 ? <span className="zero">–</span> : null}
        {pending.map((operation) => (
          <Tally key={operation} operation={operation} count={formatNumber(system.pending[operation])} />
        ))}
      </Cell>
    </>
  )
}
