import type { MessagePort as NodePort } from 'node:worker_threads'
import { vi } from 'vitest'
import type { WebContents } from '../../fakes/electron/browser-window.ts'
import { enterPage } from '../../fakes/electron/renderer.ts'

let runs = 0

/** A window as far as the preload script and the page's client see it. */
export class Page extends EventTarget {
  readonly location: { origin: string; host: string }
  readonly top: unknown
  joinery?: { requestPort(): void; openFolder(): void }

  constructor(origin = 'app://joinery', top?: object) {
    super()
    this.top = top ?? this
    this.location = { origin, host: 'joinery' }
  }

  /** As browsers do: the target origin must fit, and the event comes later, from this very window. */
  postMessage(data: unknown, targetOrigin: string, ports: NodePort[] = []): void {
    if (targetOrigin !== this.location.origin) return
    const entered = globalThis.window === (this as unknown)
    setTimeout(() => {
      // A page that was left meanwhile hears nothing any more.
      if (entered && globalThis.window !== (this as unknown)) return
      this.dispatch({ data, origin: this.location.origin, source: this, ports })
    }, 0)
  }

  dispatch(fields: { data: unknown; origin: string; source: unknown; ports: unknown[] }): void {
    this.dispatchEvent(Object.assign(new Event('message'), fields))
  }

  messages(): { data: unknown; ports: unknown[] }[] {
    const seen: { data: unknown; ports: unknown[] }[] = []
    this.addEventListener('message', (event) => seen.push(event as unknown as (typeof seen)[number]))
    return seen
  }
}

/** Runs the preload script as Electron does, before the page's own scripts. Returns what it exposes to the page. */
export async function runBridge(contents: WebContents, page: Page): Promise<Record<string, unknown>> {
  const exposed = enterPage(contents)
  vi.stubGlobal('window', page)
  runs += 1
  // Another query is another run of the same script.
  await import(/* @vite-ignore */ `../../../preload/bridge.ts?run=${runs}`)
  Object.assign(page, exposed)
  return exposed
}
