import type { SystemEditPreview } from '../../../../preload/contract/connectors.ts'
import { rich } from '../../../language/rich.tsx'
import { t } from '../../../language/text.ts'
import { Button } from '../../../ui/Button.tsx'
import { DialogFrame } from '../../../ui/DialogFrame.tsx'
import { ErrorNotice, Notice } from '../../../ui/Notice.tsx'
import { TextDifference } from '../TextDifference.tsx'

interface SaveDialogProps {
  title: string
  preview: SystemEditPreview
  /** What went wrong when it was saved. */
  error: unknown
  saving: boolean
  onSave: () => void
  onClose: () => void
}

/** What saving writes, and what it asks for after. */
export function SaveDialog({ title, preview, error, saving, onSave, onClose }: SaveDialogProps) {
  const nothing = preview.lines.length === 0 && preview.secrets.length === 0
  return (
    <DialogFrame
      title={nothing ? t('Nothing has changed') : t`What saving ${title} writes`}
      wide
      className="save-content"
      actions={
        <>
          <Button onClick={onClose}>{nothing ? t('Close') : t('Back to the form')}</Button>
          {nothing ? null : (
            <Button kind="primary" disabled={saving || preview.refused.length > 0} onClick={onSave}>
              {t`Save ${title}`}
            </Button>
          )}
        </>
      }
      onClose={onClose}
    >
      {error ? <ErrorNotice error={error} /> : null}
      {preview.refused.map((one) => (
        <Notice
          key={`${one.file} ${one.line} ${one.message}`}
          tone="error"
          title={one.message}
          code={`${one.file}:${one.line}`}
        >
          {t('The configuration would not hold with this, so it cannot be saved.')}
        </Notice>
      ))}
      {preview.lines.length > 0 ? (
        <TextDifference label={t('Difference in workspace.yaml')} lines={preview.lines} />
      ) : nothing ? (
        <p className="muted">{t('Every setting is as it stands in workspace.yaml.')}</p>
      ) : (
        <p className="muted">{t('workspace.yaml stays as it is.')}</p>
      )}
      <ul className="facts-list">
        {preview.secrets.map((label) => (
          <li
            key={label}
          >{rich`${label}: the new one takes the place of the old one in the secret store.`}</li>
        ))}
        {preview.due.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </DialogFrame>
  )
}
