import { join } from 'node:path'
import { pino } from 'pino'
import { chromium, type Page } from 'playwright-core'
import type { ContosoDomain } from '../../demo/samba.ts'
import { startBrowserHost } from '../../main/browser/start-browser-host.ts'
import { chromium as chromiumPath } from '../requirements.ts'
import { type Contoso, startContoso } from './contoso.ts'

/** Contoso with the browser host and a real Chromium. */
export interface Workbench {
  readonly contoso: Contoso
  /** A fresh page on the workbench, signed in; `theme` before anything is drawn. */
  open(options?: { theme?: 'light' | 'dark'; route?: string; width?: number; height?: number }): Promise<Page>
  close(): Promise<void>
}

/**
 * @param prepare what is done to the workspace before anybody looks at it: it may edit its files and reopen it
 * @param domain where the directory is a real one, instead of the local copy
 */
export async function startWorkbench(
  prepare?: (contoso: Contoso) => Promise<void>,
  domain?: ContosoDomain,
): Promise<Workbench> {
  const contoso = await startContoso(domain)
  await prepare?.(contoso)
  const browserHost = await startBrowserHost({
    host: contoso.host,
    rendererDir: join(import.meta.dirname, '../../dist/renderer'),
    log: pino({ level: 'silent' }),
  })
  const browser = await chromium.launch({
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
    contoso,
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
    async close() {
      await browser.close()
      await browserHost.close()
      await contoso.close()
    },
  }
}
