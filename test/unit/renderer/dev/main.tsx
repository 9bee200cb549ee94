import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../../../../renderer/ui/styles.css'
import { App } from '../../../../renderer/shell/App.tsx'
import { applyTheme } from '../../../../renderer/shell/useTheme.ts'
import { createFixtureClient, type FixtureOptions } from '../fixture-client.ts'

// `?phase=export&times=200&delay=300&fail=jobs.start` chooses what the workbench shows.
const params = new URLSearchParams(location.search)
const client = createFixtureClient({
  phase: (params.get('phase') ?? 'review') as NonNullable<FixtureOptions['phase']>,
  times: Number(params.get('times') ?? 1),
  delay: Number(params.get('delay') ?? 0),
  fail: params.get('fail') ?? '',
})

applyTheme()
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App client={client} nonce={nonce} />
  </StrictMode>,
)
