import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import { type BrowserHost, startBrowserHost } from '../../main/browser/start-browser-host.ts'
import { createSmallHost } from '../contract/small-host.ts'

const page = '<!doctype html><meta name="nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>'
const secret = 'outside of the pages'
const heartbeat = 100

let folder: string
let server: BrowserHost
let clock = 1_000_000

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'joinery-browser-'))
  const rendererDir = join(folder, 'renderer')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(rendererDir, 'index.html'), page)
  await writeFile(join(rendererDir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(rendererDir, 'assets', 'index-4f2a9c1b.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), secret)
  await symlink(join(folder, 'secret.txt'), join(rendererDir, 'link.txt'))
  server = await startBrowserHost({
    host: createSmallHost(),
    rendererDir,
    log: pino({ level: 'silent' }),
    now: () => clock,
    heartbeat,
  })
})

afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

/** A request with exactly these headers and this path: `fetch` would mend both. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const options = { host: '127.0.0.1', port: server.port, path, method, headers }
  return new Promise((resolve, reject) => {
    const sent = request(options, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
    })
    sent.on('error', reject)
    sent.end()
  })
}

function pathOf(url: string): string {
  return url.slice(url.indexOf('/start'))
}

async function admit(): Promise<{ cookie: string; key: string }> {
  const { headers } = await ask(pathOf(server.newUrl()))
  return {
    cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '',
    key: headers.location?.split('#key=')[1] ?? '',
  }
}

describe('admission', () => {
  test('the address leads an admitted browser to the page', async () => {
    const { status, headers } = await ask(pathOf(server.url))
    expect(status).toBe(303)
    expect(headers.location).toMatch(/^\/#key=[\w-]{43}$/)
    expect(headers['cache-control']).toBe('no-store')
    const [cookie] = headers['set-cookie'] ?? []
    expect(cookie).toMatch(
      new RegExp(`^joinery-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    )
    const answer = await ask('/', { cookie: cookie?.split(';')[0] ?? '' })
    expect(answer.status).toBe(200)
  })

  test('a token works once', async () => {
    const path = pathOf(server.newUrl())
    expect((await ask(path)).status).toBe(303)
    const again = await ask(path)
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  test('a token expires after two minutes', async () => {
    const early = pathOf(server.newUrl())
    const late = pathOf(server.newUrl())
    clock += 119_999
    expect((await ask(early)).status).toBe(303)
    clock += 1
    expect((await ask(late)).status).toBe(403)
  })

  test.each(['/start', '/start?token=', '/start?token=x', `/start?token=${'A'.repeat(43)}`])(
    '%s admits nobody',
    async (path) => {
      const answer = await ask(path)
      expect(answer.status).toBe(403)
      expect(answer.headers['set-cookie']).toBeUndefined()
    },
  )

  test('a link preview does not use a token up', async () => {
    const path = pathOf(server.newUrl())
    expect((await ask(path, {}, 'HEAD')).status).toBe(405)
    expect((await ask(path)).status).toBe(303)
  })

  test('addresses carry different tokens', () => {
    expect(server.newUrl()).not.toBe(server.newUrl())
  })

  test.each(['/', '/index.html', '/assets/index-4f2a9c1b.js', '/icon.svg', '/no-such-file.js'])(
    '%s needs the cookie',
    async (path) => {
      const answer = await ask(path)
      expect(answer.status).toBe(401)
      expect(answer.body).not.toContain('doctype')
    },
  )

  test('a wrong cookie is no cookie', async () => {
    const { cookie } = await admit()
    expect((await ask('/', { cookie: `joinery-${server.port}=${'A'.repeat(43)}` })).status).toBe(401)
    expect((await ask('/', { cookie: cookie.replace(`joinery-${server.port}`, 'joinery') })).status).toBe(401)
    expect((await ask('/', { cookie: `a=b; ${cookie}` })).status).toBe(200)
  })
})

describe('an admitted request', () => {
  let cookie: string
  beforeEach(async () => {
    cookie = (await admit()).cookie
  })

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost', '127.0.0.1:1', '[::1]:80'])(
    'with the Host %j is refused',
    async (host) => {
      expect((await ask('/', { cookie, host })).status).toBe(403)
    },
  )

  test('may name this machine localhost', async () => {
    const answer = await ask('/', { cookie, host: `localhost:${server.port}` })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-security-policy']).toContain(
      `connect-src 'self' ws://localhost:${server.port};`,
    )
  })

  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost'])(
    'from the origin %s is refused',
    async (origin) => {
      expect((await ask('/', { cookie, origin })).status).toBe(403)
    },
  )

  test.each(['cross-site', 'same-site'])('that a browser calls %s is refused', async (site) => {
    expect((await ask('/', { cookie, 'sec-fetch-site': site })).status).toBe(403)
    expect((await ask(pathOf(server.newUrl()), { 'sec-fetch-site': site })).status).toBe(403)
  })

  test.each(['same-origin', 'none'])('that a browser calls %s is answered', async (site) => {
    expect((await ask('/', { cookie, 'sec-fetch-site': site })).status).toBe(200)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])(
    'of the method %s is refused',
    async (method) => {
      const origin = `http://127.0.0.1:${server.port}`
      const answer = await ask('/', { cookie, origin }, method)
      expect(answer.status).toBe(405)
      expect(answer.headers.allow).toBe('GET, HEAD')
      expect((await ask('/', { cookie }, method)).status).toBe(403)
    },
  )

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/..%2Fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/..%252fsecret.txt',
    '//etc/passwd',
    '/%00/secret.txt',
    '/link.txt',
    'http://127.0.0.1/secret.txt',
  ])('for %s leaves nothing out of the folder', async (path) => {
    const answer = await ask(path, { cookie })
    expect([400, 404]).toContain(answer.status)
    expect(answer.body).not.toContain(secret)
  })

  test.each(['/%', '/%zz', '*'])('for the broken address %s is refused', async (path) => {
    expect((await ask(path, { cookie })).status).toBe(400)
  })

  test('for the page brings a policy with a nonce of its own', async () => {
    const [first, second] = [await ask('/', { cookie }), await ask('/', { cookie })]
    const nonce = /'nonce-([\w+/=]{24})'/.exec(first.headers['content-security-policy'] as string)?.[1]
    expect(first.body).toBe(page.replaceAll('__CSP_NONCE__', nonce ?? 'none'))
    expect(first.body).not.toBe(second.body)
    expect(first.headers['content-security-policy']).toBe(
      [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        `connect-src 'self' ws://127.0.0.1:${server.port}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    )
    expect(first.headers['cache-control']).toBe('no-store')
  })

  test.each([
    ['/', 'text/html; charset=utf-8', 'no-store'],
    ['/index.html', 'text/html; charset=utf-8', 'no-store'],
    ['/assets/index-4f2a9c1b.js', 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable'],
    ['/icon.svg', 'image/svg+xml', 'no-cache'],
  ])('for %s has the right headers', async (path, type, cache) => {
    const { status, headers } = await ask(path, { cookie })
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': cache,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('with HEAD gets no body', async () => {
    const answer = await ask('/icon.svg', { cookie }, 'HEAD')
    expect(answer).toMatchObject({ status: 200, body: '' })
  })
})

test('the host listens on loopback only', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outside = addresses.filter((address) => !address.internal && address.family === 'IPv4')
  const alsoLoopback = process.platform === 'linux' ? [{ address: '127.0.0.2' }] : []
  for (const { address } of [...outside, ...alsoLoopback]) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      const socket = connect({ host: address, port: server.port, timeout: 2000 }, () => resolve(undefined))
      socket.on('error', resolve)
    })
    expect(error?.code, address).toBe('ECONNREFUSED')
  }
})

test('a taken port is an error, not another port', async () => {
  const again = startBrowserHost({
    host: createSmallHost(),
    rendererDir: join(folder, 'renderer'),
    port: server.port,
    log: pino({ level: 'silent' }),
  })
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('missing pages are named, with what to do', async () => {
  const start = startBrowserHost({
    host: createSmallHost(),
    rendererDir: join(folder, 'nowhere'),
    log: pino({ level: 'silent' }),
  })
  await expect(start).rejects.toMatchObject({
    code: 'renderer-missing',
    advice: expect.stringContaining('build'),
  })
})

test('no log line holds a token, a cookie or a key', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
  const other = await startBrowserHost({
    host: createSmallHost(),
    rendererDir: join(folder, 'renderer'),
    log,
  })
  const answer = await fetch(other.url, { redirect: 'manual' })
  await other.close()
  expect(lines.length).toBeGreaterThan(0)
  const secrets = [other.url.split('token=')[1], answer.headers.get('location')?.split('key=')[1]]
  for (const text of secrets) expect(lines.join()).not.toContain(text)
})

describe('the socket', () => {
  let session: { cookie: string; key: string }
  beforeEach(async () => {
    session = await admit()
  })

  const origin = () => `http://127.0.0.1:${server.port}`

  /** The status that refused the upgrade, or the open socket. */
  function open(options: ClientOptions, key = session.key, path = '/socket'): Promise<number | WebSocket> {
    const socket = new WebSocket(
      `ws://127.0.0.1:${server.port}${path}`,
      key ? [`joinery.${key}`] : [],
      options,
    )
    return new Promise((resolve, reject) => {
      socket.on('open', () => resolve(socket))
      socket.on('unexpected-response', (_, response) => {
        resolve(response.statusCode ?? 0)
        socket.terminate()
      })
      socket.on('error', (error) => {
        if (!error.message.includes('before the connection was established')) reject(error)
      })
    })
  }

  async function opened(): Promise<WebSocket> {
    const socket = await open({ origin: origin(), headers: { cookie: session.cookie } })
    expect(socket).toBeInstanceOf(WebSocket)
    return socket as WebSocket
  }

  function closeCode(socket: WebSocket): Promise<number> {
    return new Promise((resolve) => socket.on('close', (code) => resolve(code)))
  }

  test('opens for an admitted page and answers', async () => {
    const socket = await opened()
    const answer = new Promise<unknown>((resolve) =>
      socket.on('message', (data) => resolve(JSON.parse(data.toString()))),
    )
    socket.send(JSON.stringify({ t: 'call', id: 1, method: 'workspace.get', params: {} }))
    expect(await answer).toMatchObject({ t: 'result', id: 1, value: { name: 'Contoso' } })
    socket.close()
  })

  test('is refused without the cookie', async () => {
    expect(await open({ origin: origin() })).toBe(401)
  })

  test('is refused with a wrong cookie', async () => {
    const cookie = `joinery-${server.port}=${'A'.repeat(43)}`
    expect(await open({ origin: origin(), headers: { cookie } })).toBe(401)
  })

  test('is refused with the cookie alone: another local server may have seen it', async () => {
    const headers = { cookie: session.cookie }
    expect(await open({ origin: origin(), headers }, '')).toBe(401)
    expect(await open({ origin: origin(), headers }, 'A'.repeat(43))).toBe(401)
    expect(await open({ origin: origin(), headers }, (await admit()).key)).toBe(401)
  })

  test.each(['https://evil.example', 'http://127.0.0.1:1', 'null', undefined])(
    'is refused for the origin %s',
    async (from) => {
      expect(await open({ ...(from && { origin: from }), headers: { cookie: session.cookie } })).toBe(403)
    },
  )

  test('is refused under a foreign name', async () => {
    const headers = { cookie: session.cookie, host: 'evil.example' }
    expect(await open({ origin: 'http://evil.example', headers })).toBe(403)
  })

  test('is at one path only', async () => {
    const headers = { cookie: session.cookie }
    expect(await open({ origin: origin(), headers }, session.key, '/elsewhere')).toBe(404)
  })

  test('a frame over one megabyte ends the connection', async () => {
    const socket = await opened()
    const code = closeCode(socket)
    socket.send(
      JSON.stringify({ t: 'call', id: 1, method: 'workspace.get', params: 'x'.repeat(1024 * 1024) }),
    )
    expect(await code).toBe(1009)
  })

  test.each(['', '{', 'null', '7', '"call"', '{"t":"call"'])(
    'the text %j ends the connection',
    async (text) => {
      const socket = await opened()
      const code = closeCode(socket)
      socket.send(text)
      expect(await code).toBe(1002)
    },
  )

  test.each(['{}', '[]', '{"t":"run","id":1}', '{"t":"call","id":1}'])(
    'the frame %s ends the connection',
    async (text) => {
      const socket = await opened()
      const code = closeCode(socket)
      socket.send(text)
      expect(await code).toBe(1005)
    },
  )

  test('a binary frame ends the connection', async () => {
    const socket = await opened()
    const code = closeCode(socket)
    socket.send(Buffer.from('{}'))
    expect(await code).toBe(1003)
  })

  test('a broken peer does not disturb another one', async () => {
    const [broken, sound] = [await opened(), await opened()]
    const code = closeCode(broken)
    broken.send('{')
    await code
    const answer = new Promise<string>((resolve) => sound.on('message', (data) => resolve(data.toString())))
    sound.send(JSON.stringify({ t: 'call', id: 1, method: 'workspace.get', params: {} }))
    expect(await answer).toContain('Contoso')
    sound.close()
  })

  test('a peer that answers no ping is dropped, one that does stays', async () => {
    const headers = { cookie: session.cookie }
    const mute = (await open({ origin: origin(), headers, autoPong: false })) as WebSocket
    const sound = await opened()
    expect(await closeCode(mute)).toBe(1006)
    await new Promise((resolve) => setTimeout(resolve, 3 * heartbeat))
    expect(sound.readyState).toBe(WebSocket.OPEN)
    sound.close()
  })

  test('no more than 32 are open at one time', async () => {
    const sockets = await Promise.all(Array.from({ length: 32 }, opened))
    expect(await open({ origin: origin(), headers: { cookie: session.cookie } })).toBe(503)
    for (const socket of sockets) socket.terminate()
  })
})
