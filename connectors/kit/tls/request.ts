import { Agent, type AgentOptions, request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import type { HttpRequest, HttpResponse } from '../http-message.ts'
import { type Address, openSecure, type TlsOptions } from './secure.ts'

/** HTTPS to services whose certificate is judged by settings: one that is pinned, or an authority of their own. */
export class SecureTransport {
  readonly #agent: SecureAgent

  constructor(options: TlsOptions) {
    this.#agent = new SecureAgent(options)
  }

  /** One request, the answer read whole. Nothing of it is sent before the certificate is accepted. Throws ConnectorError or a socket's error. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const sent = httpsRequest(
        request.url,
        { method: request.method, headers: request.headers, agent: this.#agent, signal },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: headersOf(response.rawHeaders),
              text: new TextDecoder().decode(Buffer.concat(parts)),
            }),
          )
        },
      )
      sent.on('error', reject)
      sent.end(request.body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

class SecureAgent extends Agent {
  readonly #tls: TlsOptions

  constructor(tls: TlsOptions) {
    super({ keepAlive: true })
    this.#tls = tls
  }

  override createConnection(
    options: AgentOptions & { host?: string | undefined; port?: number | string | null | undefined },
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const address = addressOf(String(options.host ?? 'localhost'), Number(options.port ?? 443))
    openSecure(address, this.#tls, new AbortController().signal).then(
      (socket) => callback?.(null, socket),
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    )
    return undefined
  }
}

const addressOf = (host: string, port: number): Address => ({
  host,
  port,
  name: `${host.includes(':') ? `[${host}]` : host}:${port}`,
})

/** Of an https address. */
export function secureAddress(url: string): Address {
  const { hostname, port } = new URL(url)
  return addressOf(hostname.replace(/^\[|\]$/g, ''), port === '' ? 443 : Number(port))
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] as string, raw[at + 1] as string)
  return headers
}
