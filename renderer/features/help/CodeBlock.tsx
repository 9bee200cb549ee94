import { t } from '../../language/text.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'

/** Text to be typed or put into a file, as it is, with a button that copies it. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  // Long lines scroll, so it has to be reachable by keyboard.
  const scrolls = { tabIndex: 0, role: 'group', 'aria-label': t('Code'), 'data-scrolls': true }
  return (
    <div className="help-code">
      <pre {...scrolls}>
        <code data-language={language.split(' ')[0]}>{code}</code>
      </pre>
      <CopyButton text={code} label={t('Copy the code')} />
    </div>
  )
}
