import type { SpaceAttribute, SpaceObject } from '../../../preload/contract/space.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { Badge } from '../../ui/Badge.tsx'
import { DecisionText } from '../../ui/Decision.tsx'
import { Difference, Nothing } from '../../ui/Difference.tsx'
import { Dn } from '../../ui/Dn.tsx'
import { formatCounted, formatMoment, formatNumber, formatValue, shortAttribute } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'
import { keyOf, spaceStateMeaning, spaceStateWord } from './spaceWords.ts'

/** One object: who it belongs to, what was read, what was written and not read back, what is on the plan. */
export function ObjectPane({ system, id }: { system: SystemStatus; id: number }) {
  const { data, error } = useCall('space.get', { system: system.name, id })
  return (
    <Pane label={t('Selected object')}>
      {error ? (
        <PanePart>
          <ErrorNotice error={error} />
        </PanePart>
      ) : data ? (
        <Detail object={data} system={system} />
      ) : (
        <SkeletonRows rows={6} label={t('Reading the object')} />
      )}
    </Pane>
  )
}

function Detail({ object, system }: { object: SpaceObject; system: SystemStatus }) {
  return (
    <>
      <PanePart>
        <div className="subject">
          <SystemTile tile={system} />
          <h2>{object.name}</h2>
        </div>
        <Dn text={keyOf(object)} />
        {object.dn !== null && object.anchor !== null && object.anchor !== object.dn ? (
          <p className="mono small faint dn" title={t('Anchor')}>
            {object.anchor}
          </p>
        ) : null}
        <p className="badges">
          {object.type ? <Badge>{object.type}</Badge> : null}
          <Badge tone={object.state === 'joined' ? 'brand' : 'outline'}>{spaceStateWord[object.state]}</Badge>
        </p>
      </PanePart>
      <LinkPart object={object} />
      {object.changes.length > 0 ? <Way object={object} /> : null}
      <Holograms attributes={object.attributes} origin={object.origin} />
    </>
  )
}

const linkWord = {
  projected: t('It made the identity'),
  joined: t('Joined'),
  provisioned: t('Provisioned for it'),
} as const

function LinkPart({ object }: { object: SpaceObject }) {
  const { link } = object
  return (
    <PanePart title={t('Identity')}>
      {link ? (
        <>
          <p className="medium">
            <a href={formatRoute('identities', link.identity)}>{link.name}</a>
          </p>
          <p className="small muted">
            {rich`${linkWord[link.kind]} by ${link.rule || t('a person')}${link.at === null ? '' : `, ${formatMoment(link.at, Date.now())}`}`}
          </p>
        </>
      ) : (
        <p className="small muted">{spaceStateMeaning[object.state]}</p>
      )}
      {object.findings.map((finding) => (
        <p className="small" key={finding}>
          {finding}
        </p>
      ))}
    </PanePart>
  )
}

function Way({ object }: { object: SpaceObject }) {
  return (
    <PanePart
      title={t('On its way')}
      count={formatCounted(object.changes.length, 'change')}
      link={
        <a
          className="link end"
          href={formatRoute('changes', null, `view=objects&q=${encodeURIComponent(keyOf(object))}`)}
        >
          {t('Open in Changes')}
        </a>
      }
    >
      <ul className="way">
        {object.changes.map((change) => (
          <li key={change.id}>
            <OperationMark operation={change.operation} />
            <span className="mono clip" title={change.attribute ?? undefined}>
              {change.attribute ? shortAttribute(change.attribute) : operationWord[change.operation]}
            </span>
            {change.attribute === null && change.operation !== 'move' ? (
              <span />
            ) : (
              <Difference old={change.old} new={change.new} added={change.added} removed={change.removed} />
            )}
            <DecisionText decision={change.decision} state={change.state} />
          </li>
        ))}
      </ul>
    </PanePart>
  )
}

interface HologramsProps {
  attributes: readonly SpaceAttribute[]
  origin: string | null
}

/** Attribute by attribute, the values in the order in which they become true. */
function Holograms({ attributes, origin }: HologramsProps) {
  return (
    <PanePart title={t('Attributes')} count={formatNumber(attributes.length)}>
      {origin ? <p className="small muted origin">{rich`Read from ${origin}`}</p> : null}
      <dl className="holograms">
        {attributes.map((attribute) => (
          <div key={attribute.attribute}>
            <dt className="mono clip" title={attribute.attribute}>
              {shortAttribute(attribute.attribute)}
            </dt>
            <dd>
              <Value attribute={attribute} />
            </dd>
            {attribute.unconfirmed !== undefined ? (
              <dd className="small">
                <span className="muted">{t('written, not read back')}</span>{' '}
                {formatValue(attribute.unconfirmed) ?? <Nothing />}
              </dd>
            ) : null}
            {attribute.pending !== undefined ? (
              <dd className="small">
                <span className="muted">{t('planned')}</span>{' '}
                <ins>{formatValue(attribute.pending) ?? <Nothing />}</ins>
              </dd>
            ) : null}
          </div>
        ))}
      </dl>
    </PanePart>
  )
}

function Value({ attribute: { observed, count } }: { attribute: SpaceAttribute }) {
  const text = formatValue(observed)
  if (text === null) return <Nothing />
  const named = Array.isArray(observed) ? observed.length : 1
  return (
    <>
      {text}
      {count !== null && count > named ? (
        <span className="muted">{rich` and ${formatNumber(count - named)} more`}</span>
      ) : null}
    </>
  )
}
