import { type App, type Session, shell, type WebContents } from 'electron'
import { isAppUrl, isSafeExternal } from './app-origin.ts'

/** Every web contents that ever comes to be is closed in: it stays on our pages, opens no window, embeds nothing. */
export function hardenContents(app: App): void {
  app.on('web-contents-created', (_, contents) => closeIn(contents))
}

function closeIn(contents: WebContents): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (isAppUrl(event.url)) return
    event.preventDefault()
    openOutside(event.url)
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  // Comes before `will-navigate`, which Electron leaves out when this one is prevented.
  contents.on('will-frame-navigate', (event) => {
    if (isAppUrl(event.url)) return
    event.preventDefault()
    if (event.isMainFrame) openOutside(event.url)
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}

function openOutside(url: string): void {
  if (isSafeExternal(url)) void shell.openExternal(url)
}

/** The pages need no permission, no device and no network: their data comes through the port. */
export function hardenSession(session: Session, developer: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, decide) => decide({}))
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !isAppUrl(url) && !(developer && url.startsWith('devtools://')) })
  })
}
