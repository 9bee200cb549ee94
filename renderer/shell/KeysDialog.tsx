import {
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { t } from '../language/text.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { keyList } from './keys.ts'

interface KeysDialogProps {
  open: boolean
  onClose: () => void
  /** Opens Help where it tells of the screen. */
  onHelp: () => void
}

/** All keys, behind `?`. */
export function KeysDialog({ open, onClose, onHelp }: KeysDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className="dialog">
        <DialogBody>
          <DialogTitle action={<IconButton icon="x" label={t('Close')} onClick={onClose} />}>
            {t('All keys')}
          </DialogTitle>
          <DialogContent className="key-list">
            {keyList.map((group) => (
              <section key={group.title}>
                <h3 className="section-head">{group.title}</h3>
                <dl>
                  {group.keys.map((entry) => (
                    <div key={entry.keys.join('') + entry.does}>
                      <dt>
                        {entry.keys.map((key) => (
                          <kbd className="key" key={key}>
                            {key}
                          </kbd>
                        ))}
                      </dt>
                      <dd>{entry.does}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </DialogContent>
          <DialogActions>
            <Button icon="help" shortcut="F1" onClick={onHelp}>
              {t('Help on this screen')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
