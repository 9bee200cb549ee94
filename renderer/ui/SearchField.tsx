import { Input } from '@fluentui/react-components'
import { type RefObject, useEffect, useState } from 'react'
import { Glyph } from './Glyph.tsx'

interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>
  value: string
  /** What is searched, for readers: `Find in changes`. */
  label: string
  /** What may be typed: `Name, DN, attribute or value`. */
  placeholder: string
  onSearch: (text: string) => void
  /** Enter, arrow down and Escape leave the field for the list. */
  onLeave: () => void
  /** Enter opens what is found instead. */
  onEnter?: (text: string) => void
}

/** Asks 60 ms after the last letter: whoever types fast is not in the way of what is looked for. */
export function SearchField({
  field,
  value,
  label,
  placeholder,
  onSearch,
  onLeave,
  onEnter,
}: SearchFieldProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onSearch(text), 60)
    return () => clearTimeout(timer)
  }, [text, value, onSearch])
  return (
    <Input
      className="field"
      input={{ ref: field }}
      type="search"
      value={text}
      placeholder={placeholder}
      aria-label={label}
      aria-keyshortcuts="/"
      spellCheck={false}
      contentBefore={<Glyph name="search" />}
      contentAfter={<kbd className="key">/</kbd>}
      onChange={(_, data) => setText(data.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text) {
          event.preventDefault()
          onSearch('')
          setText('')
        } else if (event.key === 'Enter' && onEnter) {
          event.preventDefault()
          onEnter(text)
        } else if (event.key === 'Enter' || event.key === 'ArrowDown' || event.key === 'Escape') {
          event.preventDefault()
          if (text !== value) onSearch(text)
          onLeave()
        }
      }}
    />
  )
}
