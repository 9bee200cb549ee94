import type { Identity } from '../../../preload/contract/identities.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { formatCounted, formatNumber, initialsOf } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { headline } from './headline.ts'
import { formatListPlace, type ListPlace } from './identityPlace.ts'
import { countedType } from './identityWords.ts'
import type { Neighbours } from './useNeighbours.ts'

interface IdentityHeadProps {
  identity: Identity
  place: ListPlace
  neighbours: Neighbours
  previewed: boolean
  onPreview: () => void
}

/** Who it is, and what may be done. */
export function IdentityHead({ identity, place, neighbours, previewed, onPreview }: IdentityHeadProps) {
  const types = useCall('identities.list', { limit: 1 }).data?.types
  const count = types?.find(({ type }) => type === identity.type)?.count
  const { badge, facts } = headline(identity.values)
  return (
    <header className="person">
      <p className="crumb">
        <a href={formatRoute('identities', null, formatListPlace(place))}>{t('Identities')}</a>
        <Glyph name="right" size={12} />
        <span className="num">
          {place.search && place.at !== null
            ? t`${formatNumber(place.at + 1)} of those found by “${place.search}”`
            : count === undefined
              ? identity.type
              : countedType(count, identity.type)}
        </span>
      </p>
      <span className="photo" aria-hidden="true">
        {initialsOf(identity.name)}
      </span>
      <div className="who">
        <h1>
          <span className="clip" title={identity.name}>
            {identity.name}
          </span>
          {badge ? <Badge tone="brand">{badge}</Badge> : null}
        </h1>
        <p className="facts num">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      </div>
      <div className="buttons">
        <IconButton
          icon="left"
          label={t('Previous')}
          disabled={!neighbours.previous}
          onClick={() => neighbours.previous?.()}
        />
        <IconButton
          icon="right"
          label={t('Next')}
          disabled={!neighbours.next}
          onClick={() => neighbours.next?.()}
        />
        <Button onClick={onPreview}>{previewed ? t('Close preview') : t('Preview')}</Button>
        {identity.changes.length > 0 ? (
          <Button kind="primary" onClick={() => navigate(changesOf(identity))}>
            {t`Review ${formatCounted(identity.changes.length, 'change')}`}
          </Button>
        ) : null}
      </div>
    </header>
  )
}

/** Its changes, in Changes: found by the name that they carry. */
export function changesOf(identity: Identity): string {
  const name = identity.changes[0]?.name ?? identity.name
  return formatRoute('changes', null, `view=objects&q=${encodeURIComponent(name)}`)
}
