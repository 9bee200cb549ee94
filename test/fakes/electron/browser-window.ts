import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { ipcMain } from './ipc-main.ts'
import type { MessagePortMain } from './ports.ts'
import { state } from './state.ts'

type OpenHandler = (details: { url: string }) => { action: string }

let created: (contents: WebContents) => void = () => {}
export function webContentsCreated(listener: (contents: WebContents) => void): void {
  created = listener
}

/** The frame of a page; `postMessage` reaches the preload script of that page, which listens to `renderer`. */
export class WebFrame {
  url = ''
  parent: WebFrame | null = null
  renderer = new EventEmitter()

  postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []): void {
    const ports: MessagePort[] = transfer.map((port) => port.release())
    queueMicrotask(() => this.renderer.emit(channel, { ports }, message))
  }
}

export class WebContents extends EventEmitter {
  readonly mainFrame = new WebFrame()
  #openHandler: OpenHandler | undefined

  setWindowOpenHandler(handler: OpenHandler) {
    this.#openHandler = handler
  }
  send(channel: string, ...args: unknown[]) {
    queueMicrotask(() => this.mainFrame.renderer.emit(channel, { ports: [] }, ...args))
  }

  /** The page sends to the main process. */
  receive(channel: string, frame: WebFrame | null = this.mainFrame, args: readonly unknown[] = []): void {
    ipcMain.emit(channel, { sender: this, senderFrame: frame, ports: [] }, ...args)
  }
  /** The page asks the main process. */
  invoke(
    channel: string,
    args: readonly unknown[] = [],
    frame: WebFrame | null = this.mainFrame,
  ): Promise<unknown> {
    return ipcMain.invoke(channel, { sender: this, senderFrame: frame }, args)
  }
  /** The page calls `window.open`. */
  opens(url: string): boolean {
    return (this.#openHandler?.({ url }).action ?? 'allow') === 'allow'
  }
  /** The page tries to go elsewhere, or to embed something. */
  tries(event: string, url: string, isMainFrame = true): boolean {
    let prevented = false
    this.emit(event, { url, isMainFrame, preventDefault: () => (prevented = true) })
    return !prevented
  }
  /** The page, or a frame in it, is led elsewhere: Electron asks in this order, and no further after a refusal. */
  navigates(url: string, isMainFrame = true): boolean {
    if (!this.tries('will-frame-navigate', url, isMainFrame)) return false
    return !isMainFrame || this.tries('will-navigate', url)
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> }
  readonly webContents = new WebContents()
  isShown = false
  focused = 0
  minimized = false
  bounds = { x: 10, y: 20, width: 1200, height: 800 }
  /** The answer of the protocol handler to the page. */
  loaded: Promise<Response> | undefined

  constructor(options: Record<string, unknown>) {
    super()
    if (!state.isReady) throw new Error('Cannot create BrowserWindow before app is ready')
    this.options = options as typeof this.options
    state.windows.push(this)
    created(this.webContents)
  }

  static getAllWindows() {
    return state.windows
  }

  async loadURL(url: string): Promise<void> {
    const handler = state.handlers.get(new URL(url).protocol.slice(0, -1))
    if (!handler) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`)
    this.webContents.mainFrame.url = url
    this.loaded = Promise.resolve(handler(new Request(url)))
    await this.loaded
    this.emit('ready-to-show')
  }

  show() {
    this.isShown = true
  }
  focus() {
    this.focused += 1
  }
  /** What the taskbar shows; -1 for nothing. */
  progress: { value: number; mode: string | undefined } = { value: -1, mode: undefined }
  hasFocus = true
  setProgressBar(value: number, options: { mode?: string } = {}) {
    this.progress = { value, mode: options.mode }
  }
  isFocused() {
    return this.hasFocus
  }
  isMinimized() {
    return this.minimized
  }
  restore() {
    this.minimized = false
  }
  getNormalBounds() {
    return this.bounds
  }
  /** The person closes the window. */
  close() {
    this.emit('close')
    state.windows = state.windows.filter((window) => window !== this)
  }
}
