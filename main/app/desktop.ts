import { userInfo } from 'node:os'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron'
import type { ErrorShape } from '../../preload/contract/frame.ts'
import { readRenderer } from '../browser/renderer-files.ts'
import type { SecretStore } from '../secrets/port.ts'
import { appUrl } from './app-origin.ts'
import { registerAppScheme, serveApp } from './app-protocol.ts'
import { offerPaths } from './choose-path.ts'
import { askForWorkspace, knownWorkspace } from './choose-workspace.ts'
import { linkScheme, placeAmong, placeOfLink } from './deep-link.ts'
import { openDesktopSecrets, withoutSecrets } from './desktop-secrets.ts'
import { hardenContents, hardenSession } from './harden.ts'
import type { ToHost } from './host-messages.ts'
import { type HostSupervisor, superviseHost } from './host-supervisor.ts'
import { openMainWindow } from './main-window.ts'
import { setMenu } from './menu.ts'
import { handOutPorts, openFolderWhenAsked } from './page-ports.ts'
import { offerCopies } from './save-copy.ts'
import { serveSecrets } from './secret-port.ts'
import { type KeyValueFile, openSettings, type SettingsStore } from './settings.ts'
import { showNews } from './show-news.ts'

export interface DesktopOptions {
  /** Folder of the built pages. */
  readonly rendererDir: string
  /** The bundled preload script and the entry of the host process. */
  readonly preload: string
  readonly hostProcess: string
  /** Made after `ready`. */
  openSettingsFile(): KeyValueFile
  readonly args: readonly string[]
  /** Milliseconds before a dead host process is started again. */
  readonly restartDelay?: number
}

/** Runs the desktop application. A second start shows the first one's window and ends. */
export function startDesktop(options: DesktopOptions): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  registerAppScheme()
  app.enableSandbox()
  hardenContents(app)
  app.on('second-instance', (_event, args: string[] = []) => {
    showWindow()
    goTo(placeAmong(args))
  })
  let asked = placeAmong(options.args)
  app.on('open-url', (event, url) => {
    event.preventDefault()
    // macOS hands over the link of the very start before there is a window.
    asked = placeOfLink(url)
    showWindow()
    goTo(asked)
  })
  app.on('window-all-closed', () => app.quit())
  app
    .whenReady()
    .then(() => run(options, () => asked))
    .catch((error: Error & { advice?: string }) => {
      dialog.showErrorBox('Joinery cannot start', [error.message, error.advice].filter(Boolean).join('\n\n'))
      app.quit()
    })
}

async function run(options: DesktopOptions, askedPlace: () => string | undefined): Promise<void> {
  const settings = openSettings(options.openSettingsFile())
  hardenSession(session.defaultSession, !app.isPackaged)
  serveApp(protocol, await readRenderer(options.rendererDir))

  const workspaceDir =
    knownWorkspace(options.args, settings.get('lastWorkspace')) ?? (await askForWorkspace())
  if (workspaceDir === undefined) return app.quit()
  settings.set('lastWorkspace', workspaceDir)

  const secrets = await openDesktopSecrets(app.getPath('userData'), workspaceDir)
  const supervisor = supervise(options, workspaceDir, secrets)
  closeBeforeQuit(supervisor)
  supervisor.start()
  const window = openMainWindow(options.preload, settings, askedPlace())
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
  handOutPorts(ipcMain, window.webContents, supervisor.connect)
  openFolderWhenAsked(ipcMain, window.webContents, () => void shell.openPath(workspaceDir))
  offerPaths(ipcMain, window, workspaceDir)
  offerCopies(ipcMain, window, workspaceDir, settings)
  setMenu(app, { openWorkspace: () => void switchWorkspace(settings), openHelp: () => goTo('#/help') })
}

function supervise(options: DesktopOptions, workspaceDir: string, secrets: SecretStore): HostSupervisor {
  return superviseHost({
    ...(options.restartDelay !== undefined && { delay: options.restartDelay }),
    fork: () =>
      utilityProcess.fork(options.hostProcess, [], {
        serviceName: 'Joinery host',
        env: withoutSecrets(process.env),
      }),
    startMessage() {
      const { port1, port2 } = new MessageChannelMain()
      serveSecrets(port1, secrets)
      const message: ToHost = {
        type: 'start',
        workspaceDir,
        user: userInfo().username,
        secrets: secrets.describe(),
      }
      return { message, ports: [port2] }
    },
    news(news) {
      for (const window of BrowserWindow.getAllWindows()) showNews(window, news, showWindow)
    },
    lost() {
      // What ran has ended with it.
      for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(-1)
      for (const window of BrowserWindow.getAllWindows()) window.webContents.send('joinery:host-lost')
    },
    givenUp(error: ErrorShape) {
      dialog.showErrorBox(error.message, [error.advice, error.where].filter(Boolean).join('\n\n'))
      app.quit()
    },
  })
}

/** Quitting waits until the host has closed its workspace. */
function closeBeforeQuit(supervisor: HostSupervisor): void {
  let isClosed = false
  app.on('before-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void supervisor.close().then(() => {
      isClosed = true
      app.quit()
    })
  })
}

/** One workspace for one process: another one is opened by starting anew. */
async function switchWorkspace(settings: SettingsStore): Promise<void> {
  const workspaceDir = await askForWorkspace()
  if (workspaceDir === undefined) return
  settings.set('lastWorkspace', workspaceDir)
  app.relaunch({ args: process.argv.slice(1).filter((arg) => !arg.startsWith('--workspace=')) })
  app.quit()
}

/** Shows a place in the window that is open. */
function goTo(place: string | undefined): void {
  const [window] = BrowserWindow.getAllWindows()
  if (place !== undefined) void window?.loadURL(`${appUrl}${place}`)
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.focus()
}
