import { Cancellation } from '../kit/cancellation.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import { exchange, HttpFailure, type HttpOptions, withoutQuery } from '../kit/http.ts'
import type { HttpRequest, HttpResponse } from '../kit/http-message.ts'
import { defaultRetryPolicy, type RetryPolicy, type RetryVerdict, withRetry } from '../kit/retry.ts'
import { Throttle } from '../kit/throttle.ts'
import type { ConnectorContext } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import { type Credentials, credentialsOf } from './auth.ts'
import type { ScimConfig } from './config.ts'
import { refusalOf } from './errors.ts'
import type { Quirks } from './profiles.ts'
import { type Transports, transportsOf } from './transport.ts'
import { isJson, type Json } from './values.ts'

/** What tests replace: time and chance. */
export interface ClientTools {
  readonly clock: Clock
  readonly random: () => number
  readonly retry: RetryPolicy
}

export interface ScimAnswer {
  readonly status: number
  /** Empty when the answer has no body. */
  readonly body: Json
  readonly etag: string | undefined
  readonly location: string | undefined
}

export interface SendOptions {
  readonly body?: unknown
  /** Echoed by systems that log it; the same for each try. */
  readonly requestId?: string
  readonly ifMatch?: string
  readonly query?: Readonly<Record<string, string | number>>
}

type Pace = keyof Quirks['limits']

/** Requests to one SCIM service: signed in, paced, retried where that is safe, failures as ConnectorErrors. */
export class ScimClient {
  readonly #base: string
  readonly #host: string
  readonly #credentials: Credentials
  readonly #http: HttpOptions
  readonly #transports: Transports
  readonly #tools: ClientTools
  readonly #signal: AbortSignal
  readonly #throttles: ReadonlyMap<Pace, readonly Throttle[]>

  constructor(
    config: ScimConfig,
    quirks: Quirks,
    context: ConnectorContext,
    tools: Partial<ClientTools> = {},
  ) {
    this.#base = config.baseUrl.replace(/\/+$/, '')
    this.#host = new URL(config.baseUrl).host
    this.#signal = context.signal
    this.#tools = {
      clock: tools.clock ?? systemClock,
      random: tools.random ?? Math.random,
      retry: tools.retry ?? { ...defaultRetryPolicy, tries: config.maxTries },
    }
    this.#transports = transportsOf(config, context.workspaceDir)
    this.#http = {
      timeout: config.requestTimeoutSeconds * 1000,
      signal: context.signal,
      grace: 800,
      transport: (url) => this.#transports.of(url),
    }
    this.#credentials = credentialsOf(config, context, this.#http, this.#tools.clock)
    this.#throttles = throttlesOf(config, quirks, this.#tools.clock)
  }

  close(): void {
    this.#transports.close()
  }

  get host(): string {
    return this.#host
  }

  /** Signs in where that is a request of its own. */
  async signIn(): Promise<void> {
    await this.#interruptible('sign in', () => this.#credentials.header())
  }

  get(path: string, query?: Readonly<Record<string, string | number>>): Promise<ScimAnswer> {
    return this.send('GET', path, query ? { query } : {})
  }

  /** One request; `path` is relative to the base URL and its parts are encoded by the caller. */
  send(method: HttpRequest['method'], path: string, options: SendOptions = {}): Promise<ScimAnswer> {
    const url = `${this.#base}/${path}${queryOf(options.query)}`
    const where = `${method} ${withoutQuery(url)}`
    const paces = pacesOf(method, path)
    return this.#interruptible(where, () =>
      withRetry(
        () => this.#attempt(method, url, where, paces, options),
        (failure) => verdictOn(failure, method),
        {
          policy: this.#tools.retry,
          clock: this.#tools.clock,
          random: this.#tools.random,
          signal: this.#signal,
        },
      ),
    )
  }

  async #attempt(
    method: HttpRequest['method'],
    url: string,
    where: string,
    paces: readonly Pace[],
    options: SendOptions,
  ): Promise<ScimAnswer> {
    for (const pace of paces)
      for (const throttle of this.#throttles.get(pace) ?? []) await throttle.take(this.#signal)
    let response = await this.#exchange(method, url, options)
    if (response.status === 401 && this.#credentials.renew()) {
      response = await this.#exchange(method, url, options)
    }
    if (response.status >= 200 && response.status < 300) return this.#answer(response, method, where)
    throw refusalOf(response, {
      where,
      host: this.#host,
      now: this.#tools.clock.now(),
      redact: (text) => this.#credentials.redact(text),
    })
  }

  async #exchange(method: HttpRequest['method'], url: string, options: SendOptions): Promise<HttpResponse> {
    const headers: Record<string, string> = {
      accept: 'application/scim+json, application/json',
      ...(await this.#credentials.header()),
    }
    if (options.body !== undefined) headers['content-type'] = 'application/scim+json; charset=utf-8'
    if (options.requestId !== undefined) headers['x-request-id'] = options.requestId
    if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) }
    return exchange({ method, url, headers, ...body }, this.#http)
  }

  #answer(response: HttpResponse, method: HttpRequest['method'], where: string): ScimAnswer {
    const more = {
      status: response.status,
      etag: response.headers.get('etag') ?? undefined,
      location: response.headers.get('location') ?? undefined,
    }
    if (response.text.trim() === '') return { ...more, body: {} }
    try {
      const body: unknown = JSON.parse(response.text)
      if (isJson(body)) return { ...more, body }
      // Some services answer a bare list where SCIM has a list response.
      if (Array.isArray(body)) return { ...more, body: { totalResults: body.length, Resources: body } }
    } catch {
      // Said below.
    }
    const system = `HTTP ${response.status}, ${response.headers.get('content-type') ?? 'no content type'}`
    // JSON that ends too early did not arrive whole. And whoever takes the answer to a write for a failure would have it done twice.
    if (method !== 'GET' || /json/i.test(system))
      throw new HttpFailure('connection', `${this.#host} gave an answer that cannot be read`, {
        advice:
          'Start the step again: what was done is looked up first. If it stays, ask the operator of the service',
        where,
        system,
        sent: true,
        transient: true,
      })
    throw new ConnectorError('config', `${this.#host} answered with something that is not SCIM`, {
      advice: 'Check that baseUrl is the SCIM address of the service and not its web site or a sign-in page',
      where,
      system,
    })
  }

  /** A wait that was interrupted by the abort is told as a cancellation. */
  async #interruptible<T>(where: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ConnectorError) throw error
      if (this.#signal.aborted) throw new Cancellation(where)
      throw new ConnectorError(
        'internal',
        `The request failed in an unforeseen way: ${(error as Error).message}`,
        {
          advice: 'Report this with the run history',
          where,
          cause: error,
        },
      )
    }
  }
}

/**
 * 429 and 503 were refused before anything was done, so every request may come again. After a lost connection only what
 * has the same effect twice does, unless the request was never sent.
 */
function verdictOn(failure: unknown, method: HttpRequest['method']): RetryVerdict {
  if (failure instanceof HttpFailure) {
    const idempotent = method === 'GET' || method === 'PUT' || method === 'DELETE'
    return { again: failure.transient && (idempotent || !failure.sent) }
  }
  if (failure instanceof ConnectorError && failure.kind === 'throttled') {
    return { again: true, after: failure.retryAfter }
  }
  return { again: false }
}

function pacesOf(method: HttpRequest['method'], path: string): readonly Pace[] {
  if (method === 'GET') return ['requests']
  if (method === 'POST' && path.startsWith('Users')) return ['requests', 'writes', 'userCreates']
  if (method === 'PATCH' && path.startsWith('Groups')) return ['requests', 'writes', 'groupPatches']
  return ['requests', 'writes']
}

function throttlesOf(
  config: ScimConfig,
  quirks: Quirks,
  clock: Clock,
): ReadonlyMap<Pace, readonly Throttle[]> {
  const { requests, writes, userCreates, groupPatches } = quirks.limits
  const own = (limits: readonly (number | undefined)[]) =>
    limits.filter((limit) => limit !== undefined).map((limit) => new Throttle(limit, clock))
  return new Map<Pace, readonly Throttle[]>([
    ['requests', own([requests, config.maxRequestsPerMinute])],
    ['writes', own([writes])],
    ['userCreates', own([userCreates])],
    ['groupPatches', own([groupPatches])],
  ])
}

function queryOf(query: SendOptions['query']): string {
  if (query === undefined) return ''
  const parts = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
