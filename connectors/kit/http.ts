import { ConnectorError, type SeenCertificate } from '../spi/error.ts'
import { Cancellation } from './cancellation.ts'
import type { HttpRequest, HttpResponse } from './http-message.ts'
import { type SecureTransport, secureAddress } from './tls/request.ts'
import { openSecure } from './tls/secure.ts'

export interface HttpOptions {
  /** Milliseconds for the whole exchange. */
  readonly timeout: number
  readonly signal: AbortSignal
  /** Milliseconds a write that is under way may take to end after the abort, so that its outcome is known. */
  readonly grace?: number
  /** For https addresses whose certificate is judged by settings; the others are judged by what this machine trusts. */
  readonly transport?: (url: string) => SecureTransport | undefined
}

/** A connection failure that says whether the request can have reached the system. */
export class HttpFailure extends ConnectorError {
  /** The system may have received the request, and done what it asks. */
  readonly sent: boolean
  /** Trying again may help. */
  readonly transient: boolean

  constructor(
    kind: 'connection' | 'timeout',
    message: string,
    details: {
      advice: string
      where: string
      sent: boolean
      transient: boolean
      system?: string
      certificate?: SeenCertificate | undefined
    },
  ) {
    super(kind, message, {
      advice: details.advice,
      where: details.where,
      ...(details.system === undefined ? {} : { system: details.system }),
      ...(details.certificate === undefined ? {} : { certificate: details.certificate }),
    })
    this.sent = details.sent
    this.transient = details.transient
  }
}

const maximumRedirects = 3

/**
 * One HTTP exchange with Node's fetch, or with a transport of its own: TLS always verified, the body read whole. A GET follows redirects within its
 * origin; any other redirect is an error, so that credentials never reach an address nobody configured.
 * Throws HttpFailure (connection, timeout) or ConnectorError (config for redirects, connection when cancelled).
 */
export async function exchange(request: HttpRequest, options: HttpOptions): Promise<HttpResponse> {
  let url = request.url
  for (let hop = 0; ; hop++) {
    const response = await once({ ...request, url }, options)
    if (response.status < 300 || response.status > 399 || response.status === 304) return response
    url = redirectTarget(request, url, response, hop)
  }
}

async function once(request: HttpRequest, options: HttpOptions): Promise<HttpResponse> {
  const where = `${request.method} ${withoutQuery(request.url)}`
  if (options.signal.aborted) throw new Cancellation(where)
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort('timeout'), options.timeout)
  let graceTimer: NodeJS.Timeout | undefined
  const onAbort = () => {
    const grace = request.method === 'GET' ? 0 : (options.grace ?? 0)
    graceTimer = setTimeout(() => stop.abort('cancelled'), grace)
  }
  options.signal.addEventListener('abort', onAbort, { once: true })
  try {
    const transport = options.transport?.(request.url)
    if (transport !== undefined) return await transport.send(request, stop.signal)
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: stop.signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    if (certificateCodes.test(codeOf(error))) {
      const refusal = await refusalOf(request.url, options)
      if (refusal !== undefined) throw notTrusted(refusal, where)
    }
    throw failureOf(error, stop.signal, where, request.url, options.timeout)
  } finally {
    clearTimeout(timer)
    clearTimeout(graceTimer)
    options.signal.removeEventListener('abort', onAbort)
  }
}

function redirectTarget(request: HttpRequest, from: string, response: HttpResponse, hop: number): string {
  const location = response.headers.get('location')
  const to = location === null ? undefined : URL.parse(location, from)
  if (request.method === 'GET' && to && to.origin === new URL(from).origin && hop < maximumRedirects)
    return to.href
  throw new ConnectorError(
    'config',
    `The address answers with a redirect (${response.status})${to ? ` to ${withoutQuery(to.href)}` : ''}, which is not followed with credentials`,
    {
      advice: 'Enter the final address of the service as baseUrl, once you know that it is the right one',
      where: `${request.method} ${withoutQuery(from)}`,
    },
  )
}

/** Codes of failures that come before a byte of the request was sent. */
const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
])

const certificateCodes =
  /^(CERT_|ERR_TLS_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/

/** Looks at the certificate that was not trusted, so that a person can compare it; undefined when nothing is wrong with it any more. */
async function refusalOf(url: string, options: HttpOptions): Promise<ConnectorError | undefined> {
  try {
    const socket = await openSecure(secureAddress(url), { timeout: options.timeout }, options.signal)
    socket.destroy()
    return undefined
  } catch (error) {
    return error instanceof ConnectorError && error.certificate !== undefined ? error : undefined
  }
}

/** This machine's own trust decided, so it can be widened as well. */
const notTrusted = (error: ConnectorError, where: string): HttpFailure =>
  certificateFailure(
    new ConnectorError('connection', error.message.replace('is not accepted', 'is not trusted'), {
      advice: `${error.advice}. For every service of this machine, start Joinery with NODE_EXTRA_CA_CERTS or NODE_USE_SYSTEM_CA=1`,
      ...(error.system === undefined ? {} : { system: error.system }),
      ...(error.certificate === undefined ? {} : { certificate: error.certificate }),
    }),
    where,
  )

const certificateFailure = (error: ConnectorError, where: string): HttpFailure =>
  new HttpFailure('connection', error.message, {
    advice: error.advice,
    where,
    sent: false,
    transient: false,
    certificate: error.certificate,
    ...(error.system === undefined ? {} : { system: error.system }),
  })

function failureOf(
  error: unknown,
  stop: AbortSignal,
  where: string,
  url: string,
  timeout: number,
): ConnectorError {
  if (stop.aborted && stop.reason === 'cancelled') return new Cancellation(where)
  const host = new URL(url).host
  if (error instanceof ConnectorError && error.certificate !== undefined)
    return certificateFailure(error, where)
  if (stop.aborted) {
    return new HttpFailure('timeout', `${host} did not answer within ${Math.round(timeout / 1000)} s`, {
      advice: 'Check the service and the network, or allow more time with requestTimeoutSeconds',
      where,
      sent: true,
      transient: true,
    })
  }
  if (error instanceof ConnectorError)
    // The transport never got as far as sending anything.
    return new HttpFailure(error.kind === 'timeout' ? 'timeout' : 'connection', error.message, {
      advice: 'Check the address, the network and a proxy or firewall between here and the service',
      where,
      sent: false,
      transient: true,
      ...(error.system === undefined ? {} : { system: error.system }),
    })
  const code = codeOf(error)
  if (certificateCodes.test(code)) {
    return new HttpFailure('connection', `The certificate of ${host} is not trusted (${code})`, {
      advice:
        'Check the address; for a company certificate authority start Joinery with NODE_EXTRA_CA_CERTS or NODE_USE_SYSTEM_CA=1',
      where,
      system: code,
      sent: false,
      transient: false,
    })
  }
  return new HttpFailure('connection', `The connection to ${host} failed (${code})`, {
    advice: 'Check the address, the network and a proxy or firewall between here and the service',
    where,
    system: code,
    sent: !notSent.has(code),
    transient: code !== 'ENOTFOUND',
  })
}

/** The innermost code of a fetch failure, such as `ECONNRESET`. */
function codeOf(error: unknown): string {
  let code = ''
  for (let at = error as { code?: unknown; cause?: unknown; errors?: unknown[] } | undefined; at; ) {
    if (typeof at.code === 'string') code = at.code
    at = (at.cause ?? at.errors?.[0]) as typeof at
  }
  return code || 'connection lost'
}

/** A URL for a message: without its query, which may carry personal data. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '')
}
