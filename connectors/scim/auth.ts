import type { Clock } from '../kit/clock.ts'
import { exchange, type HttpOptions, withoutQuery } from '../kit/http.ts'
import type { ConnectorContext } from '../spi/connector.ts'
import { ConnectorError } from '../spi/error.ts'
import type { ScimConfig } from './config.ts'
import { refusalOf } from './errors.ts'

/** The credentials of one connection: a header for each request, and the secrets that no message may repeat. */
export interface Credentials {
  header(): Promise<Readonly<Record<string, string>>>
  /** True when a refused sign-in may succeed with a new token, which the next `header` fetches. */
  renew(): boolean
  redact(text: string): string
}

export function credentialsOf(
  config: ScimConfig,
  context: ConnectorContext,
  http: HttpOptions,
  clock: Clock,
): Credentials {
  const secrets = new Set<string>()
  const secret = (field: string): string => {
    const value = context.secret(field)
    if (!value) {
      throw new ConnectorError('config', `The secret ${field} of ${context.system} has not been entered`, {
        advice: `Enter ${field} for ${context.system}, or choose another way to sign in`,
      })
    }
    secrets.add(value)
    return value
  }
  const redact = (text: string) => {
    let clean = text
    for (const value of secrets) clean = clean.replaceAll(value, '•••')
    return clean
  }
  const fixed = (headers: Readonly<Record<string, string>>): Credentials => ({
    header: async () => headers,
    renew: () => false,
    redact,
  })

  switch (config.auth) {
    case 'bearer':
      return fixed({ authorization: `Bearer ${secret('token')}` })
    case 'basic': {
      const header = basic(config.userName ?? '', secret('password'))
      secrets.add(header.slice('Basic '.length))
      return fixed({ authorization: header })
    }
    case 'header':
      return fixed({ [(config.headerName ?? '').toLowerCase()]: secret('headerValue') })
    case 'oauth': {
      const clientSecret = secret('clientSecret')
      return oauth(config, clientSecret, http, clock, redact, (token) => secrets.add(token))
    }
  }
}

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`, 'utf8').toString('base64')}`
}

interface Token {
  readonly value: string
  /** Milliseconds since 1970; a little before the real end. */
  readonly until: number
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4): one token for all requests, renewed before it ends. */
function oauth(
  config: ScimConfig,
  clientSecret: string,
  http: HttpOptions,
  clock: Clock,
  redact: (text: string) => string,
  remember: (token: string) => void,
): Credentials {
  let current: Promise<Token> | undefined
  const fresh = async (): Promise<Token> => {
    const token = await requestToken(config, clientSecret, http, clock, redact)
    remember(token.value)
    return token
  }
  return {
    async header() {
      const seen = current
      const known = await seen?.catch(() => undefined)
      // Of several requests that find the token old, the first asks for a new one and the others wait for it.
      if ((!known || known.until <= clock.now()) && current === seen) current = fresh()
      const token = await (current ?? fresh())
      return { authorization: `Bearer ${token.value}` }
    },
    renew() {
      current = undefined
      return true
    },
    redact,
  }
}

async function requestToken(
  config: ScimConfig,
  clientSecret: string,
  http: HttpOptions,
  clock: Clock,
  redact: (text: string) => string,
): Promise<Token> {
  const url = config.tokenUrl ?? ''
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  if (config.scope) form.set('scope', config.scope)
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  }
  if (config.clientAuthentication === 'post') {
    form.set('client_id', config.clientId ?? '')
    form.set('client_secret', clientSecret)
  } else {
    headers.authorization = basic(encodeURIComponent(config.clientId ?? ''), encodeURIComponent(clientSecret))
  }
  const response = await exchange({ method: 'POST', url, headers, body: form.toString() }, http)
  const where = `POST ${withoutQuery(url)}`
  const host = new URL(url).host
  if (response.status !== 200) {
    const error = refusalOf(response, { where, host, now: clock.now(), redact })
    if (response.status !== 400 && response.status !== 403) throw error
    throw new ConnectorError('auth', `${host} gave no token${error.system ? `: ${error.system}` : ''}`, {
      advice: 'Check clientId, clientSecret and scope, and that the client may use client credentials',
      where,
    })
  }
  const answer = jsonOf(response.text)
  const value = answer?.access_token
  if (typeof value !== 'string' || value === '') {
    throw new ConnectorError('auth', `${host} answered without an access_token`, {
      advice: 'Check that tokenUrl is the token endpoint of the authorization server',
      where,
    })
  }
  const seconds = Number(answer?.expires_in ?? 3600)
  return { value, until: clock.now() + Math.max(0, seconds - 30) * 1000 }
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}
