import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { ConnectionCheck } from './ConnectionCheck.tsx'
import { SystemSteps } from './SystemSteps.tsx'
import { formatSpacePlace } from './spacePlace.ts'

/** One system: its connector space, its last import, whether it answers, how it is configured. */
export function SystemPane({ system }: { system: SystemStatus }) {
  return (
    <Pane label={system.title}>
      <PanePart>
        <div className="subject">
          <SystemTile tile={system} size="large" />
          <div>
            <h2>{system.title}</h2>
            <p className="small muted">
              {system.connectorTitle}, <span className="mono">{system.name}</span>
            </p>
          </div>
        </div>
        <p className="badges">
          {system.source ? <Badge>Source</Badge> : null}
          {system.target ? <Badge tone="brand">Target</Badge> : null}
          {!system.source && !system.target ? <Badge tone="outline">No rule uses it</Badge> : null}
        </p>
        <div className="pane-actions">
          <Button shortcut="E" onClick={() => navigate(formatRoute('systems', system.name, 'view=edit'))}>
            Edit
          </Button>
          <Button onClick={() => navigate(formatRoute('systems', system.name, 'view=remove'))}>Remove</Button>
        </div>
      </PanePart>
      <SystemSteps system={system} />
      <ConnectionCheck system={system.name} />
      <PanePart
        title="Connector space"
        count={formatCounted(system.objects, 'object')}
        link={
          <a className="link end" href={formatRoute('systems', system.name, formatSpacePlace({}))}>
            Browse
          </a>
        }
      >
        <Counts
          lines={[
            ['Joined', system.joined],
            ['Match nobody', system.disconnectors],
            ['Match several people', system.ambiguous],
            ['Filtered, never touched', system.filtered],
            ['Placeholders', system.placeholders],
          ]}
        />
      </PanePart>
      <LastImport system={system} />
      {system.target ? (
        <PanePart title="Export">
          <Counts
            lines={[
              ['Pending', Object.values(system.pending).reduce((a, b) => a + b, 0)],
              ['Approved', system.approved],
              ['Written, not confirmed', system.unconfirmed],
            ]}
          />
        </PanePart>
      ) : null}
      {system.configuration.length > 0 ? (
        <PanePart title="Configuration">
          <dl className="settings">
            {system.configuration.map((setting) => (
              <div key={setting.label}>
                <dt>{setting.label}</dt>
                <dd className="mono">{setting.value}</dd>
              </div>
            ))}
          </dl>
        </PanePart>
      ) : null}
    </Pane>
  )
}

function Counts({ lines }: { lines: readonly (readonly [string, number])[] }) {
  return (
    <dl className="counts num">
      {lines.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={count === 0 ? 'zero' : undefined}>{count === 0 ? '–' : formatNumber(count)}</dd>
        </div>
      ))}
    </dl>
  )
}

function LastImport({ system: { lastImport } }: { system: SystemStatus }) {
  if (!lastImport) {
    return (
      <PanePart title="Last import">
        <p className="muted small">Not read yet. Start a session to read it.</p>
      </PanePart>
    )
  }
  const { statistics } = lastImport
  return (
    <PanePart title="Last import" count={formatMoment(lastImport.at, Date.now())}>
      <p className="small muted import-note">
        {lastImport.mode === 'full' ? 'Full' : 'Delta'}
        {lastImport.complete ? ', complete' : ', incomplete: nothing was taken as deleted'}
      </p>
      <Counts
        lines={[
          ['Read', statistics.read],
          ['Unchanged', statistics.unchanged],
          ['Adds', statistics.adds],
          ['Updates', statistics.updates],
          ['Renames', statistics.renames],
          ['Deletes', statistics.deletes],
          ['Rejected', statistics.rejected],
        ]}
      />
    </PanePart>
  )
}
