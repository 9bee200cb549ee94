import { Input } from '@fluentui/react-components'
import { type RefObject, useId } from 'react'

interface TextFieldProps {
  field?: RefObject<HTMLInputElement | null>
  label: string
  /** What it is for, beside the label. */
  hint?: string
  /** Letter that leads into the field. */
  shortcut?: string
  value: string
  type?: 'text' | 'date'
  onChange: (text: string) => void
}

/** One line of text under its label; Escape and Enter leave it. */
export function TextField({ field, label, hint, shortcut, value, type = 'text', onChange }: TextFieldProps) {
  const id = useId()
  return (
    <div className="text-field">
      <label htmlFor={id}>
        {label}
        {hint ? <span className="faint"> {hint}</span> : null}
      </label>
      <Input
        id={id}
        className="field"
        type={type}
        input={field ? { ref: field } : {}}
        value={value}
        maxLength={2000}
        {...(shortcut && {
          'aria-keyshortcuts': shortcut,
          contentAfter: <kbd className="key" data-key={shortcut} />,
        })}
        onChange={(_, data) => onChange(data.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter') return
          event.preventDefault()
          event.currentTarget.blur()
        }}
      />
    </div>
  )
}
