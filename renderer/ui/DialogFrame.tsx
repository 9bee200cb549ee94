import {
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { t } from '../language/text.ts'
import { IconButton } from './Button.tsx'

interface DialogFrameProps {
  title: string
  open?: boolean
  /** Room for the lines of a file. */
  wide?: boolean
  /** It is closed by a button beside its title. */
  closable?: boolean
  /** Class of what it says. */
  className?: string
  /** Its buttons; without any it is only read. */
  actions?: ReactNode
  children: ReactNode
  onClose: () => void
}

/** A dialog in our measures. Escape, and a click beside it, close it. */
export function DialogFrame(props: DialogFrameProps) {
  const { title, open = true, wide = false, closable = false, className, actions, children, onClose } = props
  const close = closable ? { action: <IconButton icon="x" label={t('Close')} onClick={onClose} /> } : {}
  return (
    <Dialog open={open} onOpenChange={(_, state) => !state.open && onClose()}>
      <DialogSurface className={wide ? 'dialog wide' : 'dialog'}>
        <DialogBody>
          <DialogTitle {...close}>{title}</DialogTitle>
          <DialogContent className={className}>{children}</DialogContent>
          {actions ? <DialogActions>{actions}</DialogActions> : null}
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
