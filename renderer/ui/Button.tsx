import { Button as FluentButton, Tooltip } from '@fluentui/react-components'
import { Glyph, type GlyphName } from './Glyph.tsx'

interface ButtonProps {
  children: string
  onClick?: () => void
  /** One primary button on a screen; `quiet` has no outline. */
  kind?: 'primary' | 'default' | 'quiet'
  small?: boolean
  icon?: GlyphName
  /** Letter that does the same, shown inside. */
  shortcut?: string
  disabled?: boolean
  /** What readers hear where the words alone do not tell: `Run full import`. */
  label?: string
  /** Whether what the button shows is shown. */
  expanded?: boolean
}

const appearance = { primary: 'primary', default: 'secondary', quiet: 'transparent' } as const

/** Fluent's button in our measures. Its words name the effect and the number: `Export 812 approved`. */
export function Button({
  children,
  kind = 'default',
  small,
  icon,
  shortcut,
  disabled,
  label,
  expanded,
  onClick,
}: ButtonProps) {
  return (
    <FluentButton
      className={`button ${kind}${small ? ' small' : ''}`}
      appearance={appearance[kind]}
      disabled={disabled ?? false}
      onClick={onClick}
      {...(shortcut && { 'aria-label': children, 'aria-keyshortcuts': shortcut })}
      {...(label && { 'aria-label': label })}
      {...(expanded !== undefined && { 'aria-expanded': expanded })}
      {...(icon && { icon: <Glyph name={icon} /> })}
    >
      {children}
      {shortcut ? <kbd className="key" data-key={shortcut} /> : null}
    </FluentButton>
  )
}

interface IconButtonProps {
  icon: GlyphName
  label: string
  onClick?: () => void
  disabled?: boolean
}

/** 28 px, no outline; its name is told to readers and shown as a tooltip. */
export function IconButton({ icon, label, onClick, disabled }: IconButtonProps) {
  return (
    <Tooltip content={label} relationship="label" withArrow={false}>
      <FluentButton
        className="icon-button"
        appearance="transparent"
        icon={<Glyph name={icon} />}
        disabled={disabled ?? false}
        onClick={onClick}
      />
    </Tooltip>
  )
}
