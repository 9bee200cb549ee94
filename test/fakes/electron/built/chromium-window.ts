import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  type BrowserContext,
  chromium,
  type Page,
  type Request as PageRequest,
  type Route,
} from 'playwright-core'
import { BrowserWindow } from '../browser-window.ts'
import { session } from '../session.ts'
import { state } from '../state.ts'
import { pageOrigin, toApp, toPage } from './app-address.ts'
import { linkPage } from './page-link.ts'

/** What Chromium asks a person about, by Electron's name and by that of the protocol. */
const permissions = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['media', 'camera'],
  ['clipboard-read', 'clipboard-read'],
] as const

/** A window whose page is one in a real Chromium. */
export class ChromiumWindow extends BrowserWindow {
  readonly #page: Promise<Page>
  /** The address that the application itself asked for; every other navigation is the page's own. */
  #asked: string | undefined
  /** What the handler of new windows said last. */
  #allowsWindow = false
  /** How many came to be, and about how many of them it was asked. */
  readonly #windows = { opened: 0, judged: 0 }

  constructor(options: Record<string, unknown>) {
    super(options)
    this.#page = this.#open()
  }

  override async loadURL(url: string): Promise<void> {
    const page = await this.#page
    this.#asked = toPage(url)
    await page.goto(this.#asked)
    this.emit('ready-to-show')
  }

  async #open(): Promise<Page> {
    const context = await launch(this.options)
    const page = context.pages()[0] ?? (await context.newPage())
    const { webContents } = this
    await grant(context)
    context.on('page', (other) => {
      const own = ++this.#windows.opened
      void this.#whenJudged(own).then(async () => {
        if (!this.#allowsWindow) await other.close().catch(() => {})
      })
    })
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) webContents.mainFrame.url = toApp(frame.url())
    })
    page.on('download', (download) => {
      if (!session.defaultSession.mayDownload()) void download.cancel()
    })
    page.on('crash', () => webContents.emit('render-process-gone', {}, { reason: 'crashed' }))
    await context.route('**/*', (route) =>
      this.#answer(page, route).catch(() => route.abort('failed').catch(() => {})),
    )
    const preload = this.options.webPreferences.preload as string
    await linkPage(await context.newCDPSession(page), webContents, readFileSync(preload, 'utf8'))
    return page
  }

  /** A window may be here before its first request is: closed too early, nobody would be asked about it. One that asks for nothing goes after a while. */
  async #whenJudged(window: number): Promise<void> {
    for (let wait = 0; wait < 5000 && this.#windows.judged < window; wait += 20) await setTimeout(20)
  }

  /** One request of the page, through every guard that Electron would ask, and answered by the handler of its scheme. */
  async #answer(page: Page, route: Route): Promise<void> {
    const request = route.request()
    const url = toApp(request.url())
    if (isOfAnotherWindow(page, request)) {
      // Electron asks before there is a window; here it is there by now, empty, and goes away again unless it is allowed.
      this.#allowsWindow = this.webContents.opens(url)
      this.#windows.judged++
      return this.#allowsWindow ? route.fulfill({ body: '' }) : route.abort('blockedbyclient')
    }
    if (request.isNavigationRequest() && !this.#mayNavigate(page, request, url)) return route.abort('aborted')
    if (!session.defaultSession.mayLoad(url)) return route.abort('blockedbyclient')
    const handler = state.handlers.get(new URL(url).protocol.slice(0, -1))
    if (!handler) return route.abort('addressunreachable')
    const answer = await handler(new Request(url, { method: request.method() }))
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    })
  }

  #mayNavigate(page: Page, request: PageRequest, url: string): boolean {
    const isMainFrame = request.frame() === page.mainFrame()
    const isAsked = isMainFrame && request.url() === this.#asked?.split('#')[0]
    return isAsked || this.webContents.navigates(url, isMainFrame)
  }
}

function isOfAnotherWindow(page: Page, request: PageRequest): boolean {
  try {
    return request.frame().page() !== page
  } catch {
    // Only the very first request of a window that was just opened has no frame yet.
    return true
  }
}

async function launch({ width = 1440, height = 900 }: Record<string, unknown>): Promise<BrowserContext> {
  const profile = join(state.userData, 'chromium')
  mkdirSync(profile, { recursive: true })
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM as string,
    viewport: { width: Number(width), height: Number(height) },
    locale: 'en-US',
    timezoneId: 'UTC',
    args: [
      // Chromium refuses its sandbox to root, where tests often run.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--remote-debugging-port=0',
      // There is a camera to be refused.
      '--use-fake-device-for-media-stream',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  })
  process.once('exit', () => void context.close().catch(() => {}))
  contexts.push(context)
  return context
}

const contexts: BrowserContext[] = []

/** Ends every Chromium that was started. */
export async function closeWindows(): Promise<void> {
  await Promise.all(contexts.map((context) => context.close().catch(() => {})))
}

/** Chromium decides by what it is told before; the session's handlers are who says it, and the laxer of the two shows. */
async function grant(context: BrowserContext): Promise<void> {
  const granted = permissions.filter(([name]) => {
    const { requested, checked } = session.defaultSession.askPermission(name)
    return requested || checked
  })
  await context.grantPermissions(
    granted.map(([, name]) => name),
    { origin: pageOrigin },
  )
}

/** Where another program may drive the pages of this application. */
export function debuggingEndpoint(): string {
  const [port] = readFileSync(join(state.userData, 'chromium', 'DevToolsActivePort'), 'utf8').split('\n')
  return `http://127.0.0.1:${port}`
}
