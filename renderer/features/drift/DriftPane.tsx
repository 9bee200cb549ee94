import type { RefObject } from 'react'
import type { Drift, DriftGroup } from '../../../preload/contract/drift.ts'
import type { SystemTile as Tile, WireValue } from '../../../preload/contract/words.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Nothing, sides } from '../../ui/Difference.tsx'
import { Dn } from '../../ui/Dn.tsx'
import { formatMoment, formatNumber, formatValue } from '../../ui/format.ts'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { countedKind, groupWords, stateMeaning, stateWord } from './driftWords.ts'
import type { DriftDecision } from './useDriftDecisions.ts'

export interface VerdictProps {
  reason: string
  field: RefObject<HTMLInputElement | null>
  busy: boolean
  onReason: (reason: string) => void
  onDecide: (decision: DriftDecision) => void
}

interface DriftPaneProps extends VerdictProps {
  row: Drift
  tile: Tile | undefined
}

/** One drift: what, decide, was and is and should be, who and when, what comes of it. */
export function DriftPane({ row, tile, ...verdict }: DriftPaneProps) {
  return (
    <Pane label={t('Selected drift')}>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>{row.name ?? row.key}</h2>
        </div>
        <Dn text={row.key} />
        <p className="small drift-words">{row.words}.</p>
        <Verdict {...verdict} state={row.state} />
      </PanePart>
      <Values row={row} />
      <PanePart title={t('Who and when')}>
        <dl className="facts">
          <dt>{t('Found')}</dt>
          <dd className="num">
            {rich`${formatMoment(row.since, Date.now())}, by import run ${formatNumber(row.run)}`}
          </dd>
          <dt>{t('By')}</dt>
          <dd>{row.changedBy ?? <span className="faint">{t('The system does not tell')}</span>}</dd>
          <dt>{t('Last changed')}</dt>
          <dd className="num">
            {row.changedAt === null ? (
              <span className="faint">{t('The system does not tell')}</span>
            ) : (
              formatMoment(row.changedAt, Date.now())
            )}
          </dd>
        </dl>
        {row.changedBy !== null || row.changedAt !== null ? (
          <p className="small faint fact-note">
            {t('Who and when are of the object’s last change: what was found here may be older.')}
          </p>
        ) : null}
      </PanePart>
      <PanePart title={t('What comes of it')}>
        <p>
          <Badge tone={row.state === 'open' ? 'disable' : row.state === 'enforced' ? 'brand' : 'plain'}>
            {stateWord[row.state]}
          </Badge>
        </p>
        <p className="small muted fact-note">{stateMeaning[row.state]}</p>
        {row.decision ? (
          <p className="small faint num fact-note">
            {rich`Decided by ${row.decision.author}, ${formatMoment(row.decision.at, Date.now())}${row.decision.reason ? `: ${row.decision.reason}` : ''}`}
          </p>
        ) : row.state === 'open' ? null : (
          <p className="small faint fact-note">{rich`So says ${row.rule ? t`the rule ${row.rule}` : t('the rule')}.`}</p>
        )}
        <p className="links">
          {row.kind === 'deleted' ? null : (
            <a
              className="link"
              href={formatRoute('systems', row.system, `view=objects&object=${row.object}`)}
            >
              {t('Open in the connector space')}
            </a>
          )}
          {row.state === 'enforced' ? (
            <a
              className="link"
              href={formatRoute('changes', null, `view=objects&q=${encodeURIComponent(row.key)}`)}
            >
              {t('Open its changes')}
            </a>
          ) : null}
        </p>
      </PanePart>
    </Pane>
  )
}

function Values({ row }: { row: Drift }) {
  if (row.kind === 'deleted' || row.kind === 'created') return null
  const mono = row.kind !== 'value' || row.attribute === 'dn'
  const text = sides(row.was, row.now)
  const reference = (there: WireValue): string => (there === true ? t('in it') : t('not in it'))
  return (
    <PanePart>
      <h3 className="section-head">
        <span className="mono strong">{row.attribute}</span>
      </h3>
      {row.kind === 'value' ? (
        <dl className={`was-is${mono ? ' mono' : ''}`}>
          <dt>{t('Was')}</dt>
          <dd>{text.old}</dd>
          <dt>{t('Is')}</dt>
          <dd>{text.new}</dd>
          <dt>{t('Rules want')}</dt>
          <dd>{formatValue(row.wanted) ?? <Nothing />}</dd>
        </dl>
      ) : (
        <dl className="was-is">
          <dt>{t('Object')}</dt>
          <dd className="mono">{row.target ?? t('no longer known')}</dd>
          <dt>{t('Was')}</dt>
          <dd>{row.kind === 'reference-added' ? t('not in it') : t('in it')}</dd>
          <dt>{t('Is')}</dt>
          <dd>{row.kind === 'reference-added' ? t('in it') : t('not in it')}</dd>
          <dt>{t('Rules want')}</dt>
          <dd>{reference(row.wanted)}</dd>
        </dl>
      )}
      {row.rule ? <p className="small muted fact-note">{row.rule}</p> : null}
    </PanePart>
  )
}

interface GroupPaneProps extends VerdictProps {
  group: DriftGroup
}

/** A whole group: decide over all of it at once. */
export function GroupPane({ group, ...verdict }: GroupPaneProps) {
  return (
    <Pane label={t('Selected drift')}>
      <PanePart>
        <div className="subject">
          <h2>{countedKind(group.count, group.kind)}</h2>
        </div>
        <p className="small muted">
          {group.attribute === null ? null : <span className="mono">{group.attribute} </span>}
          {rich`${groupWords(group)}, ${formatNumber(group.open)} to decide.`}
        </p>
        <Verdict {...verdict} state={null} />
        <p className="small faint fact-note">{rich`The decision is over all ${formatNumber(group.count)} of them.`}</p>
      </PanePart>
    </Pane>
  )
}

function Verdict({
  state,
  reason,
  field,
  busy,
  onReason,
  onDecide,
}: VerdictProps & { state: Drift['state'] | null }) {
  return (
    <>
      <TextField
        field={field}
        label={t('Reason')}
        hint={t('kept in the audit')}
        shortcut="R"
        value={reason}
        onChange={onReason}
      />
      <div className="drift-verdict">
        <Button shortcut="A" disabled={busy || state === 'accepted'} onClick={() => onDecide('accept')}>
          {state === 'accepted' ? t('Accepted') : t('Accept')}
        </Button>
        <Button shortcut="E" disabled={busy || state === 'enforced'} onClick={() => onDecide('enforce')}>
          {state === 'enforced' ? t('Enforced') : t('Enforce')}
        </Button>
      </div>
      <p className="small faint fact-note">
        {t('Accept lets it stand. Enforce plans the way back. You may decide otherwise at any time.')}
      </p>
    </>
  )
}
