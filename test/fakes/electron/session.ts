import { EventEmitter } from 'node:events'

type Decide<T> = (decision: T) => void
type RequestHandler = (contents: unknown, permission: string, decide: Decide<boolean>) => void
type CheckHandler = (contents: unknown, permission: string) => boolean
type DeviceHandler = () => boolean
type MediaHandler = (request: unknown, decide: Decide<{ video?: unknown }>) => void
type BeforeHandler = (details: { url: string }, decide: Decide<{ cancel?: boolean }>) => void

/** Records the handlers; `ask…` calls them as Chromium would. Without a handler everything is allowed, as in Electron. */
class Session extends EventEmitter {
  #request: RequestHandler | undefined
  #check: CheckHandler | undefined
  #device: DeviceHandler | undefined
  #media: MediaHandler | undefined
  #before: BeforeHandler | undefined

  readonly webRequest = {
    onBeforeRequest: (handler: BeforeHandler) => {
      this.#before = handler
    },
  }

  setPermissionRequestHandler(handler: RequestHandler) {
    this.#request = handler
  }
  setPermissionCheckHandler(handler: CheckHandler) {
    this.#check = handler
  }
  setDevicePermissionHandler(handler: DeviceHandler) {
    this.#device = handler
  }
  setDisplayMediaRequestHandler(handler: MediaHandler) {
    this.#media = handler
  }

  askPermission(permission: string): { requested: boolean; checked: boolean } {
    let requested = true
    this.#request?.({}, permission, (decision) => {
      requested = decision
    })
    return { requested, checked: this.#check?.({}, permission) ?? true }
  }
  askDevice(): boolean {
    return this.#device?.() ?? true
  }
  askScreen(): boolean {
    let stream: { video?: unknown } = { video: 'screen' }
    this.#media?.({}, (decision) => {
      stream = decision
    })
    return stream.video !== undefined
  }
  mayLoad(url: string): boolean {
    let cancelled = false
    this.#before?.({ url }, ({ cancel }) => {
      cancelled = cancel ?? false
    })
    return !cancelled
  }
  mayDownload(): boolean {
    const event = {
      defaultPrevented: false,
      preventDefault() {
        event.defaultPrevented = true
      },
    }
    this.emit('will-download', event)
    return !event.defaultPrevented
  }
}

export const session = { defaultSession: new Session() }

export function resetSession(): void {
  session.defaultSession = new Session()
}
