import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components'
import { QueryClientProvider } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Client } from '../../preload/contract/client.ts'
import { JobProvider } from '../client/JobContext.tsx'
import { ClientProvider, createQueryClient } from '../client/queries.tsx'
import { darkTheme, lightTheme } from '../ui/theme.ts'
import { Announcer } from './announce.tsx'
import { useTheme } from './useTheme.ts'
import { Workbench } from './Workbench.tsx'

/** The whole workbench over one client. `nonce` allows Fluent's style elements under the page's CSP. */
export function App({ client, nonce }: { client: Client; nonce: string }) {
  const { theme } = useTheme()
  const queries = useMemo(createQueryClient, [])
  const renderer = useMemo(
    () => createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {}),
    [nonce],
  )
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={theme === 'dark' ? darkTheme : lightTheme}>
        <QueryClientProvider client={queries}>
          <ClientProvider client={client}>
            <Announcer>
              <JobProvider>
                <Workbench />
              </JobProvider>
            </Announcer>
          </ClientProvider>
        </QueryClientProvider>
      </FluentProvider>
    </RendererProvider>
  )
}
