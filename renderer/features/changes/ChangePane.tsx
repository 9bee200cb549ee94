import { Fragment } from 'react'
import type { Change, ChangeDetail } from '../../../preload/contract/changes.ts'
import type { Decision, SystemTile as Tile } from '../../../preload/contract/words.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { buttonsFor } from '../../ui/Decision.tsx'
import { Difference, Nothing, sides } from '../../ui/Difference.tsx'
import { Dn } from '../../ui/Dn.tsx'
import { formatMoment, formatNumber, formatValue } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { Risk } from '../../ui/Risk.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { decisionWord, operationWord } from '../../ui/words.ts'
import { describeChange } from './describe.ts'
import { Lineage } from './Lineage.tsx'

interface ChangePaneProps {
  id: number
  /** Which of how many, in the pattern or in the list; null when it was reached from another change. */
  place: { index: number; count: number } | null
  tileOf: (system: string) => Tile | undefined
  onDecide: (change: Change, decision: Decision) => void
  onMove: (by: 1 | -1) => void
  onOpen: (id: number) => void
}

/** One change: what, decide, before and after, why, who lost, what else. */
export function ChangePane(props: ChangePaneProps) {
  const { data, error } = useCall('changes.get', { id: props.id }, { keep: true })
  return (
    <Pane label={t('Selected change')}>
      {error ? (
        <PanePart>
          <ErrorNotice error={error} />
        </PanePart>
      ) : data ? (
        <Detail detail={data} {...props} />
      ) : (
        <SkeletonRows rows={5} label={t('Reading the change')} />
      )}
    </Pane>
  )
}

function Detail({
  detail,
  place,
  tileOf,
  onDecide,
  onMove,
  onOpen,
}: ChangePaneProps & { detail: ChangeDetail }) {
  const { change } = detail
  const tile = tileOf(change.system)
  return (
    <>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>{change.name}</h2>
          <span className="nav num">
            {place ? t`${formatNumber(place.index + 1)} of ${formatNumber(place.count)}` : null}
            <IconButton icon="left" label={t('Previous')} onClick={() => onMove(-1)} />
            <IconButton icon="right" label={t('Next')} onClick={() => onMove(1)} />
          </span>
        </div>
        <Dn text={change.key} />
        {detail.identity === null ? null : (
          <p className="small open-identity">
            <a href={formatRoute('identities', detail.identity)}>{t('Open identity')}</a>
          </p>
        )}
        {change.state === 'planned' ? (
          <div className="verdict">
            {buttonsFor(change.protected !== null).map((button) => (
              <Button
                key={button.value}
                shortcut={button.key}
                disabled={change.decision === button.value}
                onClick={() => onDecide(change, button.value)}
              >
                {change.decision === button.value ? decisionWord[button.value] : button.label}
              </Button>
            ))}
          </div>
        ) : null}
        {detail.error ? (
          <div className="failure">
            <Notice tone="error" title={detail.error} />
          </div>
        ) : null}
        {change.returned ? (
          <div className="failure">
            <Notice tone="warning" title={t`In review again: ${change.returned}`} />
          </div>
        ) : null}
        {change.protected ? (
          <div className="failure">
            <Notice tone="warning" title={t`Never written: ${change.protected}`} />
          </div>
        ) : null}
        {change.twoPeople && change.decision !== 'approved' ? (
          <p className="small faint decided">
            {rich`${
              change.twoPeople.by
                ? t`Approved by ${change.twoPeople.by}; another person has to approve it, too`
                : t('Two people have to approve it')
            } (policy “${change.twoPeople.policy}”)`}
          </p>
        ) : null}
        {detail.decided ? (
          <p className="small faint num decided">
            {rich`${decisionWord[change.decision]} by ${detail.decided.by}, ${formatMoment(detail.decided.at, Date.now())}${detail.decided.reason ? `: ${detail.decided.reason}` : ''}`}
          </p>
        ) : null}
      </PanePart>
      <BeforeAfter detail={detail} />
      {change.risk === 'low' ? null : (
        <PanePart title={t('Risk')}>
          <p className="risk-part">
            <Risk risk={change.risk} />
            <span className="small muted">{detail.riskReason}</span>
          </p>
        </PanePart>
      )}
      <PanePart title={t('Why')}>
        <Lineage steps={detail.lineage} change={change} tileOf={tileOf} />
      </PanePart>
      {detail.losers.length > 0 ? (
        <PanePart title={t('Candidates that lost')} count={formatNumber(detail.losers.length)}>
          <div className="losers">
            {detail.losers.map((loser) => {
              const loserTile = tileOf(loser.system)
              return (
                <Fragment key={`${loser.system} ${loser.rule}`}>
                  {loserTile ? <SystemTile tile={loserTile} /> : <span />}
                  <span className="clip" title={loser.rule}>
                    {formatValue(loser.value) ?? <Nothing />}
                  </span>
                  <span className="num">{rich`precedence ${loser.precedence}`}</span>
                </Fragment>
              )
            })}
          </div>
        </PanePart>
      ) : null}
      {detail.also.length > 0 ? <Also changes={detail.also} tileOf={tileOf} onOpen={onOpen} /> : null}
    </>
  )
}

function BeforeAfter({ detail }: { detail: ChangeDetail }) {
  const { change, attributes } = detail
  const text = sides(change.old, change.new)
  const counts = change.added !== null || change.removed !== null
  const what = describeChange(change)
  return (
    <PanePart>
      <h3 className="section-head">
        {change.attribute ? (
          <span className="mono strong">{change.attribute}</span>
        ) : (
          operationWord[change.operation]
        )}
        <span className="sub">{change.attribute ? operationWord[change.operation].toLowerCase() : what}</span>
      </h3>
      {counts ? (
        <Difference old={change.old} new={change.new} added={change.added} removed={change.removed} />
      ) : what ? null : (
        <dl className={`beforeafter${change.operation === 'move' ? ' mono' : ''}`}>
          <dt>{t('Before')}</dt>
          <dd>{text.old}</dd>
          <dt>{t('After')}</dt>
          <dd>{text.new}</dd>
        </dl>
      )}
      {attributes.length > 0 ? (
        <dl className="whole">
          {attributes.map((entry) => (
            <Fragment key={entry.attribute}>
              <dt className="mono clip" title={entry.attribute}>
                {entry.attribute}
              </dt>
              <dd>{formatValue(entry.new) ?? formatValue(entry.old) ?? <Nothing />}</dd>
            </Fragment>
          ))}
        </dl>
      ) : null}
    </PanePart>
  )
}

interface AlsoProps {
  changes: readonly Change[]
  tileOf: (system: string) => Tile | undefined
  onOpen: (id: number) => void
}

function Also({ changes, tileOf, onOpen }: AlsoProps) {
  return (
    <PanePart title={t('Also pending for this identity')} count={formatNumber(changes.length)}>
      <ul className="also">
        {changes.map((change) => {
          const tile = tileOf(change.system)
          const what = describeChange(change)
          return (
            <li key={change.id}>
              <button type="button" onClick={() => onOpen(change.id)}>
                <OperationMark operation={change.operation} />
                {tile ? <SystemTile tile={tile} size="small" /> : <span />}
                <span className="mono clip">
                  {change.attribute ?? operationWord[change.operation].toLowerCase()}
                </span>
                {what ? (
                  <span className="muted clip">{what}</span>
                ) : (
                  <Difference
                    old={change.old}
                    new={change.new}
                    added={change.added}
                    removed={change.removed}
                  />
                )}
              </button>
            </li>
          )
        })}
      </ul>
    </PanePart>
  )
}
