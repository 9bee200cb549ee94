import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long an address with a token may be used: two minutes. */
export const tokenLifetime = 120_000

/** What one admitted browser holds: a cookie for every request, and a key that only its pages can read. */
export interface BrowserSession {
  readonly cookie: string
  /**
   * Browsers send cookies of 127.0.0.1 to every port of it, so another local server can see ours. The key lives in the
   * page's own storage, which does belong to one port, and the socket asks for it.
   */
  readonly key: string
}

export interface Admission {
  /** A token that admits one browser once. */
  issue(): string
  /** The session that the token is worth, or nothing when it is unknown, used or too old. */
  redeem(token: string): BrowserSession | undefined
  hasCookie(cookie: string | undefined): boolean
  hasKey(cookie: string | undefined, key: string | undefined): boolean
}

export function createAdmission(now: () => number = Date.now): Admission {
  let tokens: { token: string; expires: number }[] = []
  const sessions: BrowserSession[] = []

  const find = (cookie: string | undefined) => {
    let found: BrowserSession | undefined
    for (const session of sessions) if (isSame(session.cookie, cookie)) found = session
    return found
  }

  return {
    issue() {
      const token = secret()
      tokens.push({ token, expires: now() + tokenLifetime })
      return token
    },
    redeem(token) {
      tokens = tokens.filter((candidate) => candidate.expires > now())
      const rest = tokens.filter((candidate) => !isSame(candidate.token, token))
      if (rest.length === tokens.length) return undefined
      tokens = rest
      const session = { cookie: secret(), key: secret() }
      sessions.push(session)
      return session
    },
    hasCookie: (cookie) => find(cookie) !== undefined,
    hasKey: (cookie, key) => isSame(find(cookie)?.key ?? secret(), key),
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in constant time; hashing first makes the lengths equal. */
function isSame(expected: string, given: string | undefined): boolean {
  if (given === undefined) return false
  return timingSafeEqual(digest(expected), digest(given))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
