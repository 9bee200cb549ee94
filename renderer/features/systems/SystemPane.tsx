import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { t } from '../../language/text.ts'
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
          {system.source ? <Badge>{t('Source')}</Badge> : null}
          {system.target ? <Badge tone="brand">{t('Target')}</Badge> : null}
          {!system.source && !system.target ? <Badge tone="outline">{t('No rule uses it')}</Badge> : null}
        </p>
        <div className="pane-actions">
          <Button shortcut="E" onClick={() => navigate(formatRoute('systems', system.name, 'view=edit'))}>
            {t('Edit')}
          </Button>
          <Button onClick={() => navigate(formatRoute('systems', system.name, 'view=remove'))}>
            {t('Remove')}
          </Button>
        </div>
      </PanePart>
      <SystemSteps system={system} />
      <ConnectionCheck system={system.name} />
      <PanePart
        title={t('Connector space')}
        count={formatCounted(system.objects, 'object')}
        link={
          <a className="link end" href={formatRoute('systems', system.name, formatSpacePlace({}))}>
            {t('Browse')}
          </a>
        }
      >
        <Counts
          lines={[
            [t('Joined'), system.joined],
            [t('Match nobody'), system.disconnectors],
            [t('Match several people'), system.ambiguous],
            [t('Filtered, never touched'), system.filtered],
            [t('Placeholders'), system.placeholders],
          ]}
        />
      </PanePart>
      <LastImport system={system} />
      {system.target ? (
        <PanePart title={t('Export')}>
          <Counts
            lines={[
              [t('Pending'), Object.values(system.pending).reduce((a, b) => a + b, 0)],
              [t('Approved'), system.approved],
              [t('Written, not confirmed'), system.unconfirmed],
            ]}
          />
        </PanePart>
      ) : null}
      {system.configuration.length > 0 ? (
        <PanePart title={t('Configuration')}>
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
      <PanePart title={t('Last import')}>
        <p className="muted small">{t('Not read yet. Start a session to read it.')}</p>
      </PanePart>
    )
  }
  const { statistics } = lastImport
  return (
    <PanePart title={t('Last import')} count={formatMoment(lastImport.at, Date.now())}>
      <p className="small muted import-note">
        {lastImport.mode === 'full' ? t('Full') : t('Delta')}
        {lastImport.complete ? t(', complete') : t(', incomplete: nothing was taken as deleted')}
      </p>
      <Counts
        lines={[
          [t('Read'), statistics.read],
          [t('Unchanged'), statistics.unchanged],
          [t('Adds'), statistics.adds],
          [t('Updates'), statistics.updates],
          [t('Renames'), statistics.renames],
          [t('Deletes'), statistics.deletes],
          [t('Rejected'), statistics.rejected],
        ]}
      />
    </PanePart>
  )
}
