import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import type { CDPSession } from 'playwright-core'
import type { WebContents } from '../browser-window.ts'
import { preloadForPage } from './app-address.ts'
import { Tunnel } from './tunnel.ts'
import { type FromPage, isolatedWorld, mainWorld, type ToPage } from './worlds.ts'

/** As Electron calls it in the developer tools. */
const worldName = 'Electron Isolated Context'

/**
 * Connects the preload script in a Chromium page with the main process: it runs in a world of its own before every load, and what is sent
 * to the frame reaches it there. What goes between is JSON, as the product's frames are.
 */
export async function linkPage(cdp: CDPSession, contents: WebContents, preload: string): Promise<void> {
  const secret = randomUUID()
  let load: PageLoad | undefined
  const renderer = new EventEmitter()
  renderer.emit = (channel: string | symbol, event: { ports: MessagePort[] }, ...args: unknown[]) => {
    load?.send(String(channel), event.ports, args)
    return load !== undefined
  }
  contents.mainFrame.renderer = renderer

  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name !== worldName || context.auxData?.type !== 'isolated') return
    load?.end()
    load = new PageLoad(cdp, context.id, contents)
  })
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (load?.context !== executionContextId) return
    load.end()
    load = undefined
  })
  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === 'toMain' && executionContextId === load?.context) load.receive(JSON.parse(payload))
  })
  await cdp.send('Page.enable')
  await cdp.send('Runtime.enable')
  await cdp.send('Runtime.addBinding', { name: 'toMain', executionContextName: worldName })
  const script = preloadForPage(preload)
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${mainWorld.toString()})(${JSON.stringify(secret)})`,
  })
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${isolatedWorld.toString()})(${JSON.stringify(secret)}, function (require, module, exports) {${script}\n})`,
    worldName,
  })
}

/** The preload script of one page load; with it its ports end. */
class PageLoad {
  readonly context: number
  readonly #cdp: CDPSession
  readonly #contents: WebContents
  readonly #tunnel: Tunnel

  constructor(cdp: CDPSession, context: number, contents: WebContents) {
    this.context = context
    this.#cdp = cdp
    this.#contents = contents
    this.#tunnel = new Tunnel('page', (message) => {
      if (message.kind === 'port' && message.ports.length > 0) throw new Error('No port goes through a port')
      this.#deliver(message)
    })
  }

  send(channel: string, ports: readonly MessagePort[], args: readonly unknown[]): void {
    const names = ports.map((port) => this.#tunnel.give(port))
    this.#deliver({ kind: 'message', channel, args, ports: names })
  }

  receive(message: FromPage): void {
    if (message.kind === 'send')
      this.#contents.receive(message.channel, this.#contents.mainFrame, message.args)
    else if (message.kind === 'invoke') void this.#answer(message)
    else if (message.kind === 'port') this.#tunnel.receive({ ...message, ports: [] })
    else this.#tunnel.receive(message)
  }

  end(): void {
    this.#tunnel.close()
  }

  async #answer({ id, channel, args }: FromPage & { kind: 'invoke' }): Promise<void> {
    try {
      this.#deliver({ kind: 'answer', id, value: await this.#contents.invoke(channel, args) })
    } catch (error) {
      const { name, message } = error as Error
      this.#deliver({
        kind: 'answer',
        id,
        error: `Error invoking remote method '${channel}': ${name}: ${message}`,
      })
    }
  }

  #deliver(message: ToPage): void {
    const expression = `fromMain(${JSON.stringify(message)})`
    // The page may be gone by now, as a renderer may.
    this.#cdp.send('Runtime.evaluate', { expression, contextId: this.context }).catch(() => {})
  }
}
