import type { IdentityPreview } from '../../../preload/contract/identities.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { Difference } from '../../ui/Difference.tsx'
import { shortAttribute } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'
import { previewSentence } from './previewSentence.ts'

/** What a synchronization would do with it now, by what was read last. */
export function PreviewPart({ id, onClose }: { id: number; onClose: () => void }) {
  const { data, error } = useCall('identities.preview', { id })
  return (
    <PanePart title={t('Preview')} className="preview">
      {error ? (
        <ErrorNotice error={error} />
      ) : data ? (
        <Shown preview={data} />
      ) : (
        <SkeletonRows rows={3} label={t('Working it out')} />
      )}
      <p className="small faint">
        {t(
          'Worked out from what was read last, and saved nowhere. References, such as manager and members, are left to the synchronization.',
        )}
      </p>
      <Button small onClick={onClose}>
        {t('Close preview')}
      </Button>
    </PanePart>
  )
}

function Shown({ preview }: { preview: IdentityPreview }) {
  const fresh = preview.changes.filter(({ planned }) => !planned)
  return (
    <>
      <p role="status">{previewSentence(preview)}</p>
      {preview.values.length > 0 ? (
        <ul className="pending values">
          {preview.values.map((one) => (
            <li key={one.attribute}>
              <span className="mono clip" title={one.attribute}>
                {shortAttribute(one.attribute)}
              </span>
              <Difference old={one.old} new={one.new} />
            </li>
          ))}
        </ul>
      ) : null}
      {fresh.length > 0 ? (
        <ul className="pending">
          {fresh.map((change) => (
            <li key={`${change.system.name}${change.key}${change.operation}${change.attribute}`}>
              <OperationMark operation={change.operation} />
              <SystemTile tile={change.system} size="small" />
              <span className="mono clip">
                {change.attribute ? shortAttribute(change.attribute) : operationWord[change.operation]}
              </span>
              {change.attribute === null && change.operation !== 'move' ? (
                <span className="mono clip muted">{change.key}</span>
              ) : (
                <Difference old={change.old} new={change.new} />
              )}
            </li>
          ))}
        </ul>
      ) : null}
      {preview.findings.map((finding) => (
        <p className="small finding" key={finding}>
          {finding}
        </p>
      ))}
    </>
  )
}
