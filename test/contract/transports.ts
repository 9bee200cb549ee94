import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePortMain as ElectronPort } from 'electron'
import { pino } from 'pino'
import { vi } from 'vitest'
import { WebSocket } from 'ws'
import { mainPortChannel } from '../../main/app/port-channel.ts'
import { startBrowserHost } from '../../main/browser/start-browser-host.ts'
import { memoryChannels } from '../../main/host/in-process.ts'
import type { Host } from '../../main/host/port.ts'
import { serve } from '../../main/host/serve.ts'
import type { Channel } from '../../preload/contract/channel.ts'
import { portChannel } from '../../renderer/client/port-channel.ts'
import { openSocketChannel } from '../../renderer/client/socket-channel.ts'
import { MessageChannelMain } from '../fakes/electron/ports.ts'

/** The page's end of a served host, and how to cut the line from the host's side. */
export interface Line {
  readonly channel: Channel
  lose(): void
  end(): Promise<void>
}

export const transports: Record<string, (host: Host) => Promise<Line>> = {
  'in-process': async (host) => {
    const [near, far] = memoryChannels()
    const stop = serve(host, far)
    return { channel: near, lose: stop, end: async () => stop() }
  },

  MessagePort: async (host) => {
    const { port1, port2 } = new MessageChannelMain()
    const stop = serve(host, mainPortChannel(port1 as unknown as ElectronPort))
    const page = port2.release() as unknown as MessagePort
    return { channel: portChannel(page), lose: stop, end: async () => stop() }
  },

  WebSocket: async (host) => {
    const rendererDir = await mkdtemp(join(tmpdir(), 'joinery-pages-'))
    await writeFile(join(rendererDir, 'index.html'), '<!doctype html>')
    const browserHost = await startBrowserHost({ host, rendererDir, log: pino({ level: 'silent' }) })
    const admitted = await fetch(browserHost.url, { redirect: 'manual' })
    const cookie = admitted.headers.get('set-cookie')?.split(';')[0] ?? ''
    const key = admitted.headers.get('location')?.split('key=')[1] ?? ''
    const origin = `http://127.0.0.1:${browserHost.port}`
    // A browser adds the cookie and the origin by itself.
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(url: string, protocol: string) {
          super(url, protocol, { origin, headers: { cookie } })
        }
      },
    )
    const channel = await openSocketChannel(`ws://127.0.0.1:${browserHost.port}/socket`, key)
    vi.unstubAllGlobals()
    const end = async () => {
      await browserHost.close()
      await rm(rendererDir, { recursive: true })
    }
    return { channel, lose: () => void browserHost.close(), end }
  },
}
