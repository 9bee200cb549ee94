import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from './Glyph.tsx'

interface NoticeProps {
  tone: 'error' | 'warning' | 'info'
  title: string
  /** Why, and what to do next. */
  children?: ReactNode
  /** Code and host for whoever has to look it up. */
  code?: string | undefined
  action?: ReactNode
}

const glyphOf: Record<NoticeProps['tone'], GlyphName> = { error: 'error', warning: 'warn', info: 'done' }

/** What, where, why, what to do, that nothing is lost. Errors are announced at once. */
export function Notice({ tone, title, children, code, action }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <Glyph name={glyphOf[tone]} />
      <div>
        <p className="title">{title}</p>
        {children ? <p>{children}</p> : null}
        {code ? <p className="code">{code}</p> : null}
      </div>
      {action}
    </div>
  )
}

/** A failed request as words: message, advice and code come from the host's error. */
export function ErrorNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  const shape = typeof error === 'object' && error !== null ? (error as Partial<Record<string, unknown>>) : {}
  const text = (key: string) => (typeof shape[key] === 'string' ? (shape[key] as string) : '')
  const code = [text('code'), text('where'), text('system')].filter(Boolean).join(', ')
  return (
    <Notice tone="error" title={text('message') || String(error)} code={code || undefined} action={action}>
      {text('advice')}
    </Notice>
  )
}
