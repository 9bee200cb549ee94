import type { IdentityEvent } from '../../../preload/contract/identities.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { formatMoment } from '../../ui/format.ts'
import { Glyph, type GlyphName } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'

/** Everything the workspace knows that happened to it, the latest first. */
export function Timeline({ id }: { id: number }) {
  const { data, error } = useCall('identities.timeline', { id })
  return (
    <PanePart title={t('Timeline')}>
      {error ? (
        <ErrorNotice error={error} />
      ) : data === undefined ? (
        <SkeletonRows rows={4} label={t('Reading what happened')} />
      ) : data.length === 0 ? (
        <p className="small muted">{t('Nothing is recorded of it.')}</p>
      ) : (
        <ol className="events">
          {data.map((event, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no name of their own
            <li key={i}>
              <Mark event={event} />
              <div>
                {event.title}
                {event.detail ? <p className="num">{event.detail}</p> : null}
              </div>
              <time className="num">{event.at === null ? '' : formatMoment(event.at, Date.now())}</time>
            </li>
          ))}
        </ol>
      )}
    </PanePart>
  )
}

const glyphs: Partial<Record<IdentityEvent['kind'], GlyphName>> = {
  joined: 'joins',
  made: 'person',
  decided: 'check',
  drift: 'warn',
  failed: 'error',
}

function Mark({ event }: { event: IdentityEvent }) {
  const glyph = glyphs[event.kind]
  if (glyph) return <Glyph name={glyph} className="is-ink" />
  if (event.operation) return <OperationMark operation={event.operation} />
  return event.system ? <SystemTile tile={event.system} size="small" /> : <Glyph name="changes" />
}
