import { once } from 'node:events'
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an application in trouble does with a request. */
export type Trouble =
  /** Refuses it without doing anything. */
  | { readonly kind: 'refuse'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Does it and says that it failed. */
  | { readonly kind: 'deny'; readonly status: number }
  /** Does it, and begins an answer that it does not end. */
  | { readonly kind: 'half' }
  /** Does it, and ends its answer in the middle as if it were whole. */
  | { readonly kind: 'truncate' }
  /** Does it and hangs up. */
  | { readonly kind: 'hang-up' }

/** Asked for each request; undefined lets it through. */
export type Temper = (method: string) => Trouble | undefined

/** A gateway before an HTTP application that can be in trouble. */
export interface HttpFront {
  readonly port: number
  temper(how: Temper | undefined): void
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export async function httpFront(target: {
  readonly host: string
  readonly port: number
}): Promise<HttpFront> {
  const agent = new Agent({ keepAlive: true })
  let temper: Temper | undefined
  const server = createServer(async (request, response) => {
    const trouble = temper?.(request.method ?? '')
    const body = await wholeOf(request)
    if (trouble?.kind === 'refuse') {
      response.writeHead(trouble.status, { 'content-type': 'text/plain', ...trouble.headers })
      response.end('not now')
      return
    }
    try {
      answer(response, await forward(agent, target, request, body), trouble)
    } catch {
      response.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    temper(how) {
      temper = how
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      agent.destroy()
    },
  }
}

function answer(
  response: ServerResponse,
  { status, headers, body }: Answer,
  trouble: Trouble | undefined,
): void {
  const half = body.subarray(0, Math.floor(body.length / 2))
  if (trouble?.kind === 'hang-up') response.destroy()
  else if (trouble?.kind === 'deny')
    response.writeHead(trouble.status, { 'content-type': 'text/plain' }).end('sorry')
  else if (trouble?.kind === 'half') {
    response.writeHead(status, { ...headers, 'content-length': body.length })
    response.write(half, () => setTimeout(() => response.destroy(), 10))
  } else {
    const shown = trouble?.kind === 'truncate' ? half : body
    response.writeHead(status, { ...headers, 'content-length': shown.length }).end(shown)
  }
}

function forward(
  agent: Agent,
  { host, port }: { readonly host: string; readonly port: number },
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const { 'transfer-encoding': _chunked, connection: _own, ...rest } = headers
  return new Promise((resolve, reject) => {
    const request = send({ host, port, method, path: url, headers: rest, agent }, async (response) => {
      const { 'transfer-encoding': _also, connection: _theirs, ...kept } = response.headers
      resolve({ status: response.statusCode ?? 502, headers: kept, body: await wholeOf(response) })
    })
    request.on('error', reject).end(body)
  })
}

async function wholeOf(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
