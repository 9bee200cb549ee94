import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, getCACertificates, type TLSSocket } from 'node:tls'
import { ConnectorError } from '../../spi/error.ts'
import { Cancellation } from '../cancellation.ts'
import { connectFailed } from '../ldap/failures.ts'
import { certificateRefused, hexOf, pinMismatch } from './certificates.ts'

/** Whom to trust, and how long to wait. */
export interface TlsOptions {
  /** Certificates (PEM) that are trusted instead of those of the machine. */
  readonly ca?: string
  /** SHA-256 of the one certificate that is accepted, in hex, colons or not. */
  readonly pinnedFingerprint?: string
  /** The setting in which its certificate is pinned, for messages; `pinnedFingerprint` without it. */
  readonly pinField?: string
  /** Milliseconds without an answer after which a server is given up. */
  readonly timeout: number
}

/** One server. */
export interface Address {
  readonly host: string
  readonly port: number
  /** `host:port`, for messages. */
  readonly name: string
}

/** Opens a TCP connection. Throws ConnectorError connection or timeout. */
export function openPlain(address: Address, timeout: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: address.host, port: address.port, noDelay: true, keepAlive: true })
  return established(socket, 'connect', address, timeout, signal)
}

/** Opens a TLS connection, or encrypts an open one (StartTLS), and verifies whom it leads to. */
export async function openSecure(
  address: Address,
  options: TlsOptions,
  signal: AbortSignal,
  over?: Socket,
): Promise<TLSSocket> {
  const socket = connectTls({
    // The host is whom the certificate must name, over an open socket too: without it Node compares with localhost.
    host: address.host,
    ...(over ? { socket: over } : { port: address.port }),
    ...(isIP(address.host) ? {} : { servername: address.host }),
    ...(options.pinnedFingerprint === undefined ? { ca: authorities(options.ca) } : {}),
    // Judged below, where the certificate is at hand for the message. Nothing is sent before.
    rejectUnauthorized: false,
  })
  socket.setNoDelay(true)
  await established(socket, 'secureConnect', address, options.timeout, signal)
  const refusal = refusalOf(socket, address, options)
  if (refusal) {
    socket.destroy()
    throw refusal
  }
  return socket
}

function refusalOf(socket: TLSSocket, address: Address, options: TlsOptions): ConnectorError | undefined {
  const certificate = socket.getPeerCertificate()
  if (options.pinnedFingerprint !== undefined) {
    const same = hexOf(certificate.fingerprint256 ?? '') === hexOf(options.pinnedFingerprint)
    return same
      ? undefined
      : pinMismatch(address.name, certificate, options.pinnedFingerprint, options.pinField)
  }
  if (socket.authorized) return undefined
  // Node's types say Error; it is the code of the verification.
  const code = String(socket.authorizationError ?? 'not authorized')
  return certificateRefused(address.name, certificate, code, Date.now(), options.pinField)
}

let machine: readonly string[] | undefined

/** What the admin named; else what this machine trusts: Node's own list, NODE_EXTRA_CA_CERTS, the system's store. */
function authorities(own: string | undefined): string[] {
  if (own !== undefined) return [own]
  machine ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
  return [...machine]
}

function established<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  address: Address,
  timeout: number,
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const done = (error?: ConnectorError) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      for (const name of [event, 'error', 'close']) socket.removeAllListeners(name)
      if (error === undefined) return resolve(socket)
      socket.on('error', () => undefined)
      socket.destroy()
      reject(error)
    }
    const cancel = () => done(new Cancellation(address.name))
    const timer = setTimeout(
      () =>
        done(
          new ConnectorError('timeout', `${address.name} did not answer within ${timeout / 1000} s`, {
            advice: 'Check the host, the port, the network and firewalls between here and there',
            where: address.name,
          }),
        ),
      timeout,
    )
    socket.once(event, () => done())
    socket.once('error', (error: NodeJS.ErrnoException) => done(connectFailed(address.name, error)))
    socket.once('close', () =>
      done(connectFailed(address.name, Object.assign(new Error(), { code: 'ECONNRESET' }))),
    )
    signal.addEventListener('abort', cancel, { once: true })
    if (signal.aborted) cancel()
  })
}
