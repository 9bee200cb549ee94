import type { ProfileEditPreview } from '../../../../preload/contract/profiles.ts'
import { t } from '../../../language/text.ts'
import { Button } from '../../../ui/Button.tsx'
import { DialogFrame } from '../../../ui/DialogFrame.tsx'
import { ErrorNotice, Notice } from '../../../ui/Notice.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { TextDifference } from '../TextDifference.tsx'

interface TextChangeDialogProps {
  title: string
  preview: ProfileEditPreview | undefined
  error: unknown
  /** What else is to be known. */
  facts: readonly string[]
  /** What the button does. */
  action: string
  back: string
  busy: boolean
  onAct: () => void
  onClose: () => void
}

/** The lines of workspace.yaml that change, before they do. */
export function TextChangeDialog(props: TextChangeDialogProps) {
  const { title, preview, error, facts, action, back, busy, onAct, onClose } = props
  const nothing = preview !== undefined && preview.problems.length === 0 && preview.lines.length === 0
  return (
    <DialogFrame
      title={nothing ? t('Nothing has changed') : title}
      wide
      className="save-content"
      actions={
        <>
          <Button onClick={onClose}>{nothing ? t('Close') : back}</Button>
          {preview && !nothing && preview.problems.length === 0 ? (
            <Button kind="primary" disabled={busy} onClick={onAct}>
              {action}
            </Button>
          ) : null}
        </>
      }
      onClose={onClose}
    >
      {error ? <ErrorNotice error={error} /> : null}
      {!preview ? (
        error ? null : (
          <SkeletonRows rows={4} label={t('Looking at what changes')} />
        )
      ) : nothing ? (
        <p className="muted">{t('workspace.yaml stays as it is.')}</p>
      ) : (
        <>
          {preview.problems.map(({ message, advice }) => (
            <Notice key={message} tone="error" title={message}>
              {advice}
            </Notice>
          ))}
          <TextDifference label={t('Difference in workspace.yaml')} lines={preview.lines} />
          <ul className="facts-list">
            {facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        </>
      )}
    </DialogFrame>
  )
}
