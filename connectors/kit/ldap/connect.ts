import { BindRequest, ExtendedRequest } from 'ldapts'
import { ConnectorError } from '../../spi/error.ts'
import { Cancellation } from '../cancellation.ts'
import { type Clock, systemClock } from '../clock.ts'
import { withRetry } from '../retry.ts'
import { type Address, openPlain, openSecure } from '../tls/secure.ts'
import { code, ldapError } from './errors.ts'
import { addressesOf, type LdapOptions } from './options.ts'
import { type Reply, type Request, Wire } from './wire.ts'

/** One signed-in connection to one server. It never reconnects: when it is lost, a new one is made (see LdapSessions). */
export interface LdapSession {
  /** `dc1.example.com:636`: the server this is, to which watermarks belong. */
  readonly host: string
  /** False once the connection is lost or closed. */
  readonly alive: boolean
  /** Encrypted; passwords travel only then. */
  readonly secure: boolean
  readonly signal: AbortSignal
  /** Milliseconds of the configuration. */
  readonly timeout: number
  /**
   * Sends a request of ldapts and answers with what came back, whatever its result code; a busy server is asked again after a pause.
   * Throws ConnectorError connection, timeout, or Cancellation. `write`: its outcome is waited for when the admin cancels.
   */
  request(message: Request, options?: { readonly write?: boolean; readonly timeout?: number }): Promise<Reply>
  close(): void
}

const startTls = '1.3.6.1.4.1.1466.20037'
const busyRetry = { tries: 4, base: 500, cap: 5000, patience: 10_000 }
/** Milliseconds a write may still take after the admin cancelled. */
const grace = 5000

export interface LdapTools {
  readonly clock?: Clock
  readonly random?: () => number
}

/**
 * Connects to the first server of the list that answers, encrypts, verifies and signs in. Another server is tried only when one cannot be
 * reached or is not ready; a wrong password or certificate is said at once. Throws ConnectorError config, auth, connection, timeout.
 */
export async function connectLdap(
  options: LdapOptions,
  signal: AbortSignal,
  tools: LdapTools = {},
): Promise<LdapSession> {
  refuseUnsafe(options)
  const failures: ConnectorError[] = []
  for (const address of addressesOf(options)) {
    try {
      return await connectOne(address, options, signal, tools)
    } catch (error) {
      if (!(error instanceof ConnectorError) || !mayFailOver(error)) throw error
      failures.push(error)
    }
  }
  const [first] = failures
  if (first === undefined)
    throw new ConnectorError('config', 'hosts names no server', {
      advice: 'Enter at least one host in hosts',
    })
  if (failures.length === 1) throw first
  throw new ConnectorError(
    first.kind,
    `No server can be reached. ${failures.map((f) => f.message).join('. ')}`,
    {
      advice: first.advice,
      where: addressesOf(options)
        .map((address) => address.name)
        .join(', '),
      cause: first,
    },
  )
}

/** Said by the certificate checks, which no other server may hide. */
function mayFailOver(error: ConnectorError): boolean {
  if (error instanceof Cancellation || /certificate/.test(error.message)) return false
  return error.kind === 'connection' || error.kind === 'timeout' || error.kind === 'throttled'
}

function refuseUnsafe(options: LdapOptions): void {
  const refuse = (message: string, advice: string) => {
    throw new ConnectorError('config', message, { advice })
  }
  if (options.security === 'plain' && !options.allowPlain)
    refuse(
      'security is plain, which shows everything to the network',
      'Use ldaps or starttls, or set allowPlain',
    )
  if (options.security === 'plain' && options.bindDn !== undefined)
    refuse(
      'bindDn cannot be used without encryption: its password would be shown to the network',
      'Use ldaps or starttls',
    )
  // A DN with an empty password is an anonymous sign-in that looks like a good one (RFC 4513, 5.1.2).
  if (options.bindDn !== undefined && !options.password)
    throw new ConnectorError('auth', 'The password of bindDn is missing', {
      advice: 'Enter the password of the account',
    })
}

async function connectOne(
  address: Address,
  options: LdapOptions,
  signal: AbortSignal,
  tools: LdapTools,
): Promise<LdapSession> {
  const wire = new Wire(
    options.security === 'ldaps'
      ? await openSecure(address, options, signal)
      : await openPlain(address, options.timeout, signal),
    address.name,
    signal,
  )
  try {
    if (options.security === 'starttls') await encrypt(wire, address, options, signal)
    const session = sessionOver(wire, address, options, signal, tools)
    if (options.bindDn !== undefined) await bind(session, options.bindDn, options.password ?? '')
    return session
  } catch (error) {
    wire.close()
    throw error
  }
}

async function encrypt(
  wire: Wire,
  address: Address,
  options: LdapOptions,
  signal: AbortSignal,
): Promise<void> {
  const request = new ExtendedRequest({ messageId: 0, oid: startTls })
  const { result } = await wire.send(request, { timeout: options.timeout })
  if (result.code !== code.success) throw ldapError(result, 'StartTLS with', address.name)
  const socket = wire.release()
  wire.adopt(await openSecure(address, options, signal, socket))
}

/** Signs in on a connection of its own; used to try a password as well. */
async function bind(session: LdapSession, dn: string, password: string): Promise<void> {
  const { result } = await session.request(new BindRequest({ messageId: 0, dn, password }))
  if (result.code !== code.success) throw ldapError(result, `Signing in as ${dn} to`, session.host)
}

function sessionOver(
  wire: Wire,
  address: Address,
  options: LdapOptions,
  signal: AbortSignal,
  tools: LdapTools,
): LdapSession {
  const { clock = systemClock, random = Math.random } = tools
  return {
    host: address.name,
    get alive() {
      return wire.alive
    },
    secure: options.security !== 'plain',
    signal,
    timeout: options.timeout,
    close: () => wire.close(),
    async request(message, { write = false, timeout = options.timeout } = {}) {
      const busy = new Error('busy')
      let reply: Reply | undefined
      const attempt = async () => {
        reply = await wire.send(message, { timeout, grace: write ? grace : 0 })
        // What a busy server refuses it has not done.
        if (reply.result.code === code.busy) throw busy
        return reply
      }
      try {
        return await withRetry(attempt, (failure) => ({ again: failure === busy }), {
          policy: busyRetry,
          clock,
          random,
          signal,
        })
      } catch (failure) {
        if (failure === busy && reply) return reply
        throw signal.aborted && !(failure instanceof ConnectorError)
          ? new Cancellation(address.name)
          : failure
      }
    },
  }
}
