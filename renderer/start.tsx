import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createClient } from '../preload/contract/client.ts'
import { connect } from './client/connect.ts'
import { App } from './shell/App.tsx'
import { NotConnected } from './shell/NotConnected.tsx'
import { applyTheme } from './shell/useTheme.ts'
import { applyDensity } from './ui/density.ts'
import { applyFormats } from './ui/formats.ts'

applyTheme()
applyDensity()
applyFormats()

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
const root = createRoot(document.getElementById('root') as HTMLElement)

connect().then(
  (channel) => {
    root.render(
      <StrictMode>
        <App client={createClient(channel)} nonce={nonce} />
      </StrictMode>,
    )
  },
  (error: unknown) => root.render(<NotConnected error={error} nonce={nonce} />),
)
