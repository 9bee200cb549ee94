import type { Result } from '../../../preload/contract/methods.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { DialogFrame } from '../../ui/DialogFrame.tsx'
import { formatNumber } from '../../ui/format.ts'
import { pruneRows, pruneTotal } from './pruneWords.ts'
import { Facts } from './Setting.tsx'

interface PruneDialogProps {
  dry: Result<'history.prune'>
  onMove: () => void
  onClose: () => void
}

/** Says what will happen before it does, and what cannot be done after. */
export function PruneDialog({ dry, onMove, onClose }: PruneDialogProps) {
  return (
    <DialogFrame
      title={t('Move into archives')}
      className="prune-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('Leave them')}</Button>
          <Button kind="primary" onClick={onMove}>
            {t`Move ${formatNumber(pruneTotal(dry))}`}
          </Button>
        </>
      }
      onClose={onClose}
    >
      <Facts rows={pruneRows(dry)} />
      <ul>
        <li>{rich`They go into compressed files in ${<span className="mono">archive</span>} of the workspace, whole on the disk before anything leaves the database. There is no way back into it: keep the files.`}</li>
        <li>
          {t(
            'Figures of sessions stay. Details are read back from the archives with joinery archive report.',
          )}
        </li>
        <li>{t('No other step runs meanwhile. Cancelled, it loses nothing; the next prune goes on.')}</li>
      </ul>
    </DialogFrame>
  )
}
