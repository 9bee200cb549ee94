import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Browser, chromium, type Page } from 'playwright-core'
import { contosoToday, loadScimSeed } from '../../demo/contoso-data.ts'
import { createContosoWorkspace } from '../../demo/create-workspace.ts'
import { type ScimServer, startScimServer } from '../../demo/scim-server.ts'
import { type BrowserHost, startBrowserHost } from '../../main/browser/start-browser-host.ts'
import { createHost } from '../../main/host/create-host.ts'
import { connectInProcess } from '../../main/host/in-process.ts'
import type { Host } from '../../main/host/port.ts'
import type { Client } from '../../preload/contract/client.ts'
import type { JobRequest } from '../../preload/contract/jobs.ts'
import { chromium as chromiumPath } from '../requirements.ts'

/** A real Contoso workspace with its service desk, the host, the browser host and a real Chromium. */
export interface Workbench {
  readonly dir: string
  readonly client: Client
  readonly scim: ScimServer
  /** A fresh page on the workbench, signed in; `theme` before anything is drawn. */
  open(options?: { theme?: 'light' | 'dark'; route?: string; width?: number; height?: number }): Promise<Page>
  /** Runs a job to its end. */
  run(request: JobRequest): Promise<void>
  close(): Promise<void>
}

export async function startWorkbench(): Promise<Workbench> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-workbench-'))
  const token = 'a token for tests only'
  const scim = await startScimServer({ ...loadScimSeed(), token })
  createContosoWorkspace(dir, { scimPort: scim.port })
  const log = pino({ level: 'silent' })
  const host: Host = await createHost({
    workspaceDir: dir,
    user: 'Marta Lindqvist',
    today: () => contosoToday,
    secrets: {
      get: async (_system, field) => (field === 'token' ? token : undefined),
      set: async () => undefined,
      delete: async () => undefined,
      describe: () => ({ kind: 'environment', encrypted: false }),
    },
    log,
  })
  const client = connectInProcess(host)
  const browserHost: BrowserHost = await startBrowserHost({
    host,
    rendererDir: join(import.meta.dirname, '../../dist/renderer'),
    log,
  })
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath() as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--force-color-profile=srgb',
    ],
  })

  return {
    dir,
    client,
    scim,
    async open({ theme = 'light', route = '/session', width = 1440, height = 900 } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        locale: 'en-US',
        timezoneId: 'UTC',
      })
      const page = await context.newPage()
      await page.goto(browserHost.newUrl())
      await page.getByRole('navigation', { name: 'Workbench' }).waitFor()
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#${route}`)
      return page
    },
    async run(request) {
      const { id } = await client.call('jobs.start', request)
      await new Promise<void>((resolve, reject) => {
        client.watch(
          'jobs.watch',
          { id },
          {
            event: (event) => {
              if (event.type !== 'ended') return
              if (event.job.state === 'done') resolve()
              else reject(new Error(event.job.message))
            },
            error: reject,
          },
        )
      })
    },
    async close() {
      await browser.close()
      await browserHost.close()
      client.close()
      await host.close()
      await scim.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
