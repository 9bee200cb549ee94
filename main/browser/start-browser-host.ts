import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Host } from '../host/port.ts'
import { serve } from '../host/serve.ts'
import { createSocketAcceptor, type SocketAcceptor } from './accept-socket.ts'
import { answerRequest, type RequestContext } from './answer-request.ts'
import { readRenderer } from './renderer-files.ts'
import { createAdmission } from './tokens.ts'

export interface BrowserHostOptions {
  readonly host: Host
  /** Folder of the built pages, `dist/renderer`. */
  readonly rendererDir: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly log: Logger
  /** Milliseconds; the clock that tokens expire by. */
  readonly now?: () => number
  /** Milliseconds between two pings of a socket. */
  readonly heartbeat?: number
}

export interface BrowserHost {
  /** The address to open, with a token that works once and for two minutes. */
  readonly url: string
  readonly port: number
  /** Another such address, for another browser or after the first one is used up. */
  newUrl(): string
  /** Disconnects every page and stops listening. The host stays open: it is its owner's to close. */
  close(): Promise<void>
}

/** Serves the workbench to browsers of this machine, on 127.0.0.1 only. Rejects when the port is taken. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { host, log } = options
  const files = await readRenderer(options.rendererDir)
  const admission = createAdmission(options.now)
  let context: RequestContext | undefined
  let sockets: SocketAcceptor | undefined

  const server = createServer((request, response) => {
    if (context) answerRequest(request, response, context)
  })
  server.on('upgrade', (request, stream, head) => sockets?.upgrade(request, stream, head))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: options.port ?? 0, exclusive: true }, resolve)
  })

  const { port } = server.address() as AddressInfo
  context = { admission, files, port }
  sockets = createSocketAcceptor({
    admission,
    port,
    heartbeat: options.heartbeat ?? 20_000,
    open(channel) {
      serve(host, channel, (error, method) => log.warn({ err: error, method }, 'a request failed'))
    },
  })
  log.info({ port }, 'the browser host listens')

  const newUrl = () => `http://127.0.0.1:${port}/start?token=${admission.issue()}`
  return {
    url: newUrl(),
    port,
    newUrl,
    close() {
      sockets?.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}
