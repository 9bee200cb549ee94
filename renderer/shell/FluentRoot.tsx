import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components'
import { type ReactNode, useMemo } from 'react'
import { darkTheme, lightTheme } from '../ui/theme.ts'
import { useTheme } from './useTheme.ts'

/** Fluent's theme and styles. `nonce` allows its style elements under the page's content policy. */
export function FluentRoot({ nonce, children }: { nonce: string; children: ReactNode }) {
  const { theme } = useTheme()
  const renderer = useMemo(
    () => createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {}),
    [nonce],
  )
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={theme === 'dark' ? darkTheme : lightTheme}>{children}</FluentProvider>
    </RendererProvider>
  )
}
