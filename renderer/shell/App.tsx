import { QueryClientProvider } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Client } from '../../preload/contract/client.ts'
import { JobProvider } from '../client/JobContext.tsx'
import { ClientProvider, createQueryClient } from '../client/queries.tsx'
import { Announcer } from './announce.tsx'
import { FluentRoot } from './FluentRoot.tsx'
import { Workbench } from './Workbench.tsx'

/** The whole workbench over one client. */
export function App({ client, nonce }: { client: Client; nonce: string }) {
  const queries = useMemo(createQueryClient, [])
  return (
    <FluentRoot nonce={nonce}>
      <QueryClientProvider client={queries}>
        <ClientProvider client={client}>
          <Announcer>
            <JobProvider>
              <Workbench />
            </JobProvider>
          </Announcer>
        </ClientProvider>
      </QueryClientProvider>
    </FluentRoot>
  )
}
