import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Channel } from '../../preload/contract/channel.ts'
import { checkHost, checkOrigin, cookieName, readCookie } from './guards.ts'
import { socketChannel } from './socket-channel.ts'
import type { Admission } from './tokens.ts'

/** Requests of pages are small; a bigger frame ends the connection. */
const frameLimit = 1024 * 1024
/** The windows one person has open, generously. */
const socketsAtOnce = 32
/** The subprotocol a page asks for, with its key behind: `joinery.<key>`. */
const protocolPrefix = 'joinery.'

export interface SocketContext {
  readonly admission: Admission
  readonly port: number
  /** Milliseconds between two pings. */
  readonly heartbeat: number
  readonly open: (channel: Channel) => void
}

export interface SocketAcceptor {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  close(): void
}

/** Turns upgrade requests to `/socket` into channels, for admitted pages of our own origin only. */
export function createSocketAcceptor(context: SocketContext): SocketAcceptor {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: frameLimit,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((name) => name.startsWith(protocolPrefix)) ?? false,
  })
  server.on('connection', (socket: WebSocket) => context.open(socketChannel(socket, context.heartbeat)))

  return {
    upgrade(request, stream, head) {
      const status = refusalOf(request, context) ?? (server.clients.size >= socketsAtOnce ? 503 : undefined)
      if (status === undefined) {
        server.handleUpgrade(request, stream, head, (socket) => server.emit('connection', socket, request))
        return
      }
      stream.on('error', () => {})
      stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    },
    close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}

function refusalOf(request: IncomingMessage, { admission, port }: SocketContext): number | undefined {
  const refusal = checkHost(request.headers, port) ?? checkOrigin(request.headers, true)
  if (refusal) return refusal.status
  if (request.url !== '/socket') return 404
  const cookie = readCookie(request.headers, cookieName(port))
  if (!admission.hasCookie(cookie)) return 401
  return admission.hasKey(cookie, offeredKey(request)) ? undefined : 401
}

function offeredKey(request: IncomingMessage): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  return offered.find((name) => name.startsWith(protocolPrefix))?.slice(protocolPrefix.length)
}
