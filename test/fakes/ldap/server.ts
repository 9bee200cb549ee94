import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import type { TestCertificate } from './certificate.ts'
import { inScope, matches, shownAs } from './directory.ts'
import {
  entryMessage,
  intermediateMessage,
  type MockEntry,
  type MockResult,
  pagedValue,
  referenceMessage,
  resultMessage,
} from './reply.ts'
import { decodeRequest, type MockRequest } from './request.ts'

/**
 * A scripted LDAP server for what real test servers do not do. It answers from `entries` (bind, base/one/sub searches with filters, paged
 * results, ranges); `on` takes over single requests:
 *
 *     const server = await startMockLdap({ security: 'ldaps', certificate, entries, pageLimit: 1000, valueLimit: 1500 })
 *     server.on((request, answer) => {
 *       if (request.kind !== 'modify') return false       // not handled: the default answers
 *       answer.result({ code: 51, message: 'busy' })      // or entry, reference, intermediate, raw, hangUp; a promise is waited for
 *       return true
 *     })
 *
 * Handlers are asked in the order last added first; `on` returns a function that takes the handler away. `requests` holds everything that
 * came in. Writes are answered with success and change nothing unless a handler does it.
 */
export interface MockLdap {
  readonly host: string
  readonly port: number
  /** May be replaced or changed at any time. */
  entries: MockEntry[]
  /** Everything that came in, binds with their passwords. */
  readonly requests: MockRequest[]
  /** Connections that are open now. */
  readonly connections: number
  on(handler: MockHandler): () => void
  /** Cuts every connection, without a goodbye. */
  cut(): void
  close(): Promise<void>
}

/** True: the request was answered (or is deliberately not answered). */
type MockHandler = (request: MockRequest, answer: MockAnswer) => boolean | Promise<boolean>

export interface MockAnswer {
  entry(entry: MockEntry): void
  reference(...urls: readonly string[]): void
  intermediate(): void
  /** Ends the operation. */
  result(result: MockResult): void
  raw(bytes: Buffer): void
  /** Cuts this connection. */
  hangUp(): void
}

export interface MockOptions {
  /** Default `plain`. The others need a certificate. */
  readonly security?: 'ldaps' | 'starttls' | 'plain'
  readonly certificate?: TestCertificate
  readonly host?: string
  readonly port?: number
  readonly entries?: readonly MockEntry[]
  /** The most entries in a page, and in a search without pages (result 4). Default: no limit. */
  readonly pageLimit?: number
  /** The most values of an attribute in an answer. */
  readonly valueLimit?: number
  /** Sign-ins that are accepted: DN → password. Default: all. */
  readonly accounts?: Readonly<Record<string, string>>
  /** Of the rootDSE, for searches at the empty base. */
  readonly rootDse?: MockEntry['attributes']
}

const startTls = '1.3.6.1.4.1.1466.20037'
const paged = '1.2.840.113556.1.4.319'

export async function startMockLdap(options: MockOptions = {}): Promise<MockLdap> {
  const { security = 'plain', certificate } = options
  const handlers: MockHandler[] = []
  const requests: MockRequest[] = []
  const sockets = new Set<Socket>()
  const keys = certificate && { key: certificate.key, cert: certificate.cert }
  const serve = (socket: Socket) => receive(socket)
  const server = security === 'ldaps' ? createTlsServer({ ...keys }, serve) : createServer(serve)
  // The connection below TLS is the one that can be cut.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })

  const mock: MockLdap = {
    host: options.host ?? '127.0.0.1',
    get port() {
      return (server.address() as { port: number }).port
    },
    entries: [...(options.entries ?? [])],
    requests,
    get connections() {
      return sockets.size
    },
    on(handler) {
      handlers.unshift(handler)
      return () => void handlers.splice(handlers.indexOf(handler), 1)
    },
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      server.close()
      mock.cut()
      if (server.listening) await once(server, 'close')
    },
  }

  function receive(socket: Socket): void {
    let rest = Buffer.alloc(0)
    socket.on('error', () => undefined)
    const data = (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      for (let end = endOf(rest); end !== undefined; end = endOf(rest)) {
        const request = decodeRequest(rest.subarray(0, end))
        rest = rest.subarray(end)
        requests.push(request)
        void take(request, socket, () => socket.off('data', data))
      }
    }
    socket.on('data', data)
  }

  async function take(request: MockRequest, socket: Socket, stop: () => void): Promise<void> {
    const send = (bytes: Buffer) => void (socket.writable && socket.write(bytes))
    const answer: MockAnswer = {
      entry: (entry) => send(entryMessage(request.id, entry)),
      reference: (...urls) => send(referenceMessage(request.id, urls)),
      intermediate: () => send(intermediateMessage(request.id)),
      result: (result) => send(resultMessage(request.id, request.kind, result)),
      raw: send,
      hangUp: () => socket.destroy(),
    }
    for (const handler of handlers) if (await handler(request, answer)) return
    if (request.kind === 'unbind') return void socket.end()
    if (request.kind === 'abandon') return
    if (request.kind === 'extended' && request.oid === startTls && security === 'starttls' && keys) {
      stop()
      answer.result({ code: 0, oid: startTls })
      return receive(new TLSSocket(socket, { isServer: true, ...keys }))
    }
    if (request.kind === 'bind') return answer.result(signIn(request.dn, request.password))
    if (request.kind === 'search') return answer.result(search(request, answer))
    if (request.kind === 'extended')
      return answer.result({ code: 2, message: 'unsupported extended operation' })
    answer.result({ code: request.kind === 'compare' ? 5 : 0 })
  }

  function signIn(dn: string, password: string): MockResult {
    const { accounts } = options
    if (accounts === undefined || accounts[dn] === password) return { code: 0 }
    return {
      code: 49,
      message: '80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data 52e, v3839',
    }
  }

  function search(request: Extract<MockRequest, { kind: 'search' }>, answer: MockAnswer): MockResult {
    if (request.base === '' && request.scope === 'base') {
      answer.entry({ dn: '', attributes: options.rootDse ?? { supportedControl: [paged] } })
      return { code: 0 }
    }
    const { pageLimit = Number.POSITIVE_INFINITY, valueLimit = Number.POSITIVE_INFINITY } = options
    const found = mock.entries.filter((entry) => inScope(request, entry.dn) && matches(request.filter, entry))
    if (request.scope === 'base' && !mock.entries.some((entry) => inScope(request, entry.dn)))
      return { code: 32, message: 'no such object' }
    const control = request.controls.get(paged)
    const asked = control && pageOf(control)
    const first = asked ? Number(asked.cookie.toString() || 0) : 0
    const size = Math.min(pageLimit, asked ? asked.size : Number.POSITIVE_INFINITY)
    const page = found.slice(first, first + size)
    for (const entry of page) answer.entry(shownAs(entry, request.attributes, valueLimit))
    const more = first + page.length < found.length
    if (!control) return { code: more ? 4 : 0 }
    const cookie = Buffer.from(more ? String(first + page.length) : '')
    return { code: 0, controls: [{ oid: paged, value: pagedValue(cookie) }] }
  }

  server.listen(options.port ?? 0, mock.host)
  await once(server, 'listening')
  return mock
}

/** Size and cookie of a paged-results control in a request. */
export function pageOf(value: Buffer): { readonly size: number; readonly cookie: Buffer } {
  const length = value[3] as number
  const at = 4 + length
  return { size: value.readUIntBE(4, length), cookie: value.subarray(at + 2) }
}

/** Where the first message ends; undefined when it is not there whole. */
function endOf(buffer: Buffer): number | undefined {
  if (buffer.length < 2) return undefined
  const first = buffer[1] as number
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (buffer.length < 2 + lengthBytes) return undefined
  const length = lengthBytes === 0 ? first : buffer.readUIntBE(2, lengthBytes)
  const end = 2 + lengthBytes + length
  return end <= buffer.length ? end : undefined
}
