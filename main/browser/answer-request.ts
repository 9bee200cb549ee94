import type { IncomingMessage, ServerResponse } from 'node:http'
import { plainHeaders } from './content-policy.ts'
import {
  checkFetchSite,
  checkHost,
  checkMethod,
  checkOrigin,
  cookieName,
  type Refusal,
  readCookie,
} from './guards.ts'
import { answerFile, type RendererFiles } from './renderer-files.ts'
import type { Admission } from './tokens.ts'

export interface RequestContext {
  readonly admission: Admission
  readonly files: RendererFiles
  readonly port: number
}

const openAgain = 'Start Joinery again, or ask it for another address, and open the address it prints.'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Answers one HTTP request: `/start` admits a browser, everything else is a file for an admitted one. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): void {
  const { status, headers, body } = answerTo(request, context)
  // Node leaves the body of an answer to HEAD out by itself.
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) })
  response.end(body)
}

function answerTo(request: IncomingMessage, context: RequestContext): Answer {
  const { headers, method } = request
  const refusal =
    checkHost(headers, context.port) ??
    checkFetchSite(headers) ??
    checkOrigin(headers, method !== 'GET' && method !== 'HEAD') ??
    checkMethod(method)
  if (refusal) return refuse(refusal)

  const target = parseTarget(request.url)
  if (!target) return refuse({ status: 400, reason: 'This is not an address.' })
  if (target.path === '/start') {
    // HEAD is what link previews send; it must not use the token up.
    if (method !== 'GET') return refuse({ status: 405, reason: 'Only GET is answered here.' })
    return admit(target.query.get('token') ?? '', context)
  }
  if (!context.admission.hasCookie(readCookie(headers, cookieName(context.port)))) {
    return refuse({ status: 401, reason: `This browser is not admitted. ${openAgain}` })
  }
  return answerFile(context.files, target.path, `ws://${headers.host}`)
}

function admit(token: string, { admission, port }: RequestContext): Answer {
  const session = admission.redeem(token)
  if (!session) return refuse({ status: 403, reason: `This address is used up or too old. ${openAgain}` })
  return {
    status: 303,
    headers: {
      ...plainHeaders,
      'Cache-Control': 'no-store',
      'Set-Cookie': `${cookieName(port)}=${session.cookie}; Path=/; HttpOnly; SameSite=Strict`,
      // A fragment stays in the browser: the page takes the key from there and no request ever carries it.
      Location: `/#key=${session.key}`,
    },
    body: Buffer.alloc(0),
  }
}

function refuse({ status, reason }: Refusal): Answer {
  return {
    status,
    headers: {
      ...plainHeaders,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
      ...(status === 405 && { Allow: 'GET, HEAD' }),
    },
    body: Buffer.from(`${reason}\n`),
  }
}

function parseTarget(target: string | undefined): { path: string; query: URLSearchParams } | undefined {
  if (!target?.startsWith('/')) return undefined
  const [path = '', ...query] = target.split('?')
  try {
    return { path: decodeURIComponent(path), query: new URLSearchParams(query.join('?')) }
  } catch {
    return undefined
  }
}
