import { t } from '../language/text.ts'
import { Button } from '../ui/Button.tsx'
import { DialogFrame } from '../ui/DialogFrame.tsx'
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
    <DialogFrame
      title={t('All keys')}
      open={open}
      closable
      className="key-list"
      actions={
        <Button icon="help" shortcut="F1" onClick={onHelp}>
          {t('Help on this screen')}
        </Button>
      }
      onClose={onClose}
    >
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
    </DialogFrame>
  )
}
