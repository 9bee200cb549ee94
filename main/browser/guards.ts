import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is turned away. The words are for the person in front of the browser. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405
  readonly reason: string
}

/** DNS rebinding: a foreign name that resolves to 127.0.0.1 still carries its own name in Host. */
export function checkHost(headers: IncomingHttpHeaders, port: number): Refusal | undefined {
  const allowed = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (headers.host && allowed.includes(headers.host)) return undefined
  return { status: 403, reason: 'This address is not the one Joinery listens on.' }
}

/** A page of another origin; `required` for whatever a browser always sends Origin with. */
export function checkOrigin(headers: IncomingHttpHeaders, required: boolean): Refusal | undefined {
  if (headers.origin === undefined && !required) return undefined
  if (headers.origin === `http://${headers.host}`) return undefined
  return { status: 403, reason: 'Another origin may not use Joinery.' }
}

/** Other ports of this machine are `same-site` for a browser, so that is refused like `cross-site`. */
export function checkFetchSite(headers: IncomingHttpHeaders): Refusal | undefined {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  return {
    status: 403,
    reason: 'Open the address from the terminal itself, not from a link on another page.',
  }
}

export function checkMethod(method: string | undefined): Refusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  return { status: 405, reason: 'Only GET and HEAD are answered.' }
}

/** Cookies do not belong to a port, so the port is part of the name: two hosts must not overwrite each other's. */
export function cookieName(port: number): string {
  return `joinery-${port}`
}

export function readCookie(headers: IncomingHttpHeaders, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
