import { useEffect, useState } from 'react'
import { t } from '../language/text.ts'
import { IconButton } from './Button.tsx'
import { copyText } from './copy.ts'

/** Copies a text, and says for two seconds that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (done === null) return
    const timer = setTimeout(() => setDone(null), 2000)
    return () => clearTimeout(timer)
  }, [done])
  return (
    <span className="copy">
      <IconButton
        icon={done === 'copied' ? 'check' : 'copy'}
        label={label}
        onClick={() => void copyText(text).then((copied) => setDone(copied ? 'copied' : 'failed'))}
      />
      <span className="hidden-text" role="status">
        {done === 'copied'
          ? t('Copied')
          : done === 'failed'
            ? t('It could not be copied: select it and copy it')
            : ''}
      </span>
    </span>
  )
}
