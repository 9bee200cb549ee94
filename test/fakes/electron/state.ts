import type { EventEmitter } from 'node:events'

interface MenuEntry {
  label?: string
  role?: string
  click?: () => void
  submenu?: MenuEntry[]
}

function fresh() {
  return {
    isFirstInstance: true,
    isReady: false,
    whenReady: Promise.resolve(),
    hasQuit: false,
    aboutShown: 0,
    linkSchemes: [] as string[],
    canNotify: true,
    notifications: [] as (EventEmitter & { options: { title: string; body: string } })[],
    userData: '/nowhere',
    relaunched: [] as unknown[],
    schemes: [] as unknown[],
    handlers: new Map<string, (request: Request) => Response | Promise<Response>>(),
    /** What a person will choose in the next dialogs. */
    chosen: [] as string[],
    /** What the dialogs were opened with. */
    openDialogs: [] as {
      defaultPath?: string
      properties?: string[]
      filters?: { extensions: string[] }[]
    }[],
    saveDialogs: [] as { defaultPath?: string; filters?: { extensions: string[] }[] }[],
    errorBoxes: [] as { title: string; content: string }[],
    openedOutside: [] as string[],
    openedFolders: [] as string[],
    displays: [{ x: 0, y: 0, width: 1920, height: 1080 }],
    menu: undefined as MenuEntry[] | undefined,
    windows: [] as EventEmitter[],
    children: [] as (EventEmitter & {
      kill(): boolean
      pid: number | undefined
      options: Record<string, unknown>
    })[],
    /** What safeStorage finds on this machine. */
    keychain: 'encrypted' as 'encrypted' | 'basic_text' | 'unavailable',
    /** Raised when the system has a newer key. */
    keychainKey: 1,
  }
}

/** What the fake remembers of one test, and what a test sets before. */
export const state = fresh()

export function resetState(): void {
  Object.assign(state, fresh())
}

/** Electron becomes ready: `whenReady` resolves with what waits for it. */
export function delayReady(): { becomeReady(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  state.whenReady = promise
  return {
    becomeReady() {
      state.isReady = true
      resolve()
    },
  }
}
