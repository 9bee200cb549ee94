import { EventEmitter } from 'node:events'
import { BrowserWindow, webContentsCreated } from './browser-window.ts'
import { ipcMain } from './ipc-main.ts'
import { MessageChannelMain } from './ports.ts'
import { contextBridge, ipcRenderer } from './renderer.ts'
import { safeStorage } from './safe-storage.ts'
import { resetSession, session } from './session.ts'
import { resetState, state } from './state.ts'
import { utilityProcess } from './utility-process.ts'

/**
 * Stands in for the module `electron` where its binary cannot run. It refuses what Electron refuses (things before or
 * after `ready`, a port used twice) and records what a test wants to see in `state`.
 */

class App extends EventEmitter {
  isPackaged = true
  isSandboxed = false

  requestSingleInstanceLock() {
    return state.isFirstInstance
  }
  enableSandbox() {
    if (state.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.isSandboxed = true
  }
  whenReady() {
    return state.whenReady
  }
  /** As Electron: `before-quit` may prevent it. */
  quit() {
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) {
      state.hasQuit = true
      this.emit('quit')
    }
  }
  relaunch(options: unknown) {
    state.relaunched.push(options)
  }
  getPath() {
    return state.userData
  }
  getVersion() {
    return '0.1.0'
  }
  /** The processes that `utilityProcess` forked. */
  getAppMetrics() {
    return state.children.map(({ pid, options }) => ({ pid, type: 'Utility', name: options.serviceName }))
  }
  setAsDefaultProtocolClient(scheme: string) {
    if (!state.isReady) throw new Error('the application is not ready')
    state.linkSchemes.push(scheme)
    return true
  }
  setAboutPanelOptions() {}
  showAboutPanel() {
    state.aboutShown += 1
  }
}

export const app = new App()
webContentsCreated((contents) => app.emit('web-contents-created', {}, contents))

/** Electron before its start, as a new process finds it. */
export function resetElectron(): void {
  resetState()
  resetSession()
  app.removeAllListeners()
  app.isPackaged = true
  app.isSandboxed = false
  ipcMain.forget()
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: unknown[]) {
    if (state.isReady)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (state.schemes.length > 0) throw new Error('registerSchemesAsPrivileged can only be called once')
    state.schemes.push(...schemes)
  },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>) {
    if (!state.isReady) throw new Error('protocol.handle can only be used after app is ready')
    if (state.handlers.has(scheme)) throw new Error(`The scheme ${scheme} has a handler already`)
    state.handlers.set(scheme, handler)
  },
}

export const dialog = {
  /** With or without the window it belongs to, as in Electron. */
  async showOpenDialog(...given: unknown[]) {
    state.openDialogs.push(given.at(-1) as (typeof state.openDialogs)[number])
    const path = state.chosen.shift()
    return { canceled: path === undefined, filePaths: path === undefined ? [] : [path] }
  },
  async showSaveDialog(...given: unknown[]) {
    state.saveDialogs.push(given.at(-1) as (typeof state.saveDialogs)[number])
    const path = state.chosen.shift()
    return { canceled: path === undefined, filePath: path ?? '' }
  },
  showErrorBox(title: string, content: string) {
    state.errorBoxes.push({ title, content })
  },
}

export const shell = {
  async openExternal(url: string) {
    state.openedOutside.push(url)
  },
  async openPath(path: string) {
    state.openedFolders.push(path)
    return ''
  },
}

export class Notification extends EventEmitter {
  readonly options: { title: string; body: string }
  constructor(options: { title: string; body: string }) {
    super()
    this.options = options
  }
  static isSupported() {
    return state.canNotify
  }
  show() {
    state.notifications.push(this)
  }
}

export const screen = { getAllDisplays: () => state.displays.map((workArea) => ({ workArea })) }

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu(menu: unknown) {
    state.menu = menu as typeof state.menu
  },
}

export {
  BrowserWindow,
  contextBridge,
  ipcMain,
  ipcRenderer,
  MessageChannelMain,
  safeStorage,
  session,
  utilityProcess,
}
