import { EventEmitter } from 'node:events'
import type { WebContents } from './browser-window.ts'

let contents: WebContents | undefined
let exposed: Record<string, unknown> = {}
let listeners = new EventEmitter()

/** From now on the renderer's half of Electron belongs to this page; returns what the preload script exposes. */
export function enterPage(page: WebContents): Record<string, unknown> {
  contents = page
  exposed = {}
  listeners = page.mainFrame.renderer
  listeners.removeAllListeners()
  return exposed
}

export const ipcRenderer = {
  on: (channel: string, listener: (...args: unknown[]) => void) => listeners.on(channel, listener),
  send(channel: string) {
    const sender = contents
    queueMicrotask(() => sender?.receive(channel))
  },
  async invoke(channel: string, ...args: unknown[]) {
    return contents?.invoke(channel, args)
  },
}

export const contextBridge = {
  exposeInMainWorld(name: string, value: unknown) {
    if (name in exposed) throw new Error(`Cannot bind an API on top of an existing property: ${name}`)
    exposed[name] = value
  },
}
