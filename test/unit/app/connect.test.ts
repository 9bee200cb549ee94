import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type BrowserHost, startBrowserHost } from '../../../main/browser/start-browser-host.ts'
import { createClient } from '../../../preload/contract/client.ts'
import { connect } from '../../../renderer/client/connect.ts'
import { createSmallHost } from '../../contract/small-host.ts'
import { eventually } from '../../fakes/eventually.ts'

let rendererDir: string
let server: BrowserHost
let storage: Map<string, string>

beforeEach(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'joinery-connect-'))
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html>')
  server = await startBrowserHost({ host: createSmallHost(), rendererDir, log: pino({ level: 'silent' }) })
  storage = new Map()
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.close()
  await rm(rendererDir, { recursive: true })
})

/** A browser at the address that the host answered with: it keeps the cookie and adds its origin. */
async function browse(url: string) {
  const answer = await fetch(url, { redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const location = new URL(answer.headers.get('location') ?? '/', url)
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(socketUrl: string, protocol: string) {
        super(socketUrl, protocol, { origin: location.origin, headers: { cookie } })
        // A browser's socket does not throw for want of a listener.
        this.on('error', () => {})
      }
    },
  )
  vi.stubGlobal('window', {
    location,
    history: {
      replaceState: (_state: unknown, _title: string, path: string) =>
        (location.href = location.origin + path),
    },
    localStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => storage.set(name, value),
    },
  })
  return location
}

describe('a page in a browser', () => {
  test('connects with the key behind #, and takes it out of the address', async () => {
    const location = await browse(server.url)
    expect(location.hash).toMatch(/^#key=/)
    const states: string[] = []
    const client = createClient(await connect((state) => states.push(state)))
    expect((await client.call('workspace.get', {})).name).toBe('Contoso')
    expect(states).toEqual(['connecting', 'connected'])
    expect(location.href).toBe(`http://127.0.0.1:${server.port}/`)
  })

  test('connects again after a reload, with the key it kept', async () => {
    await browse(server.url)
    createClient(await connect()).close()
    const client = createClient(await connect())
    expect((await client.call('workspace.get', {})).name).toBe('Contoso')
  })

  test('says when the connection is lost', async () => {
    await browse(server.url)
    const states: string[] = []
    createClient(await connect((state) => states.push(state)))
    await server.close()
    await eventually(() => expect(states).toEqual(['connecting', 'connected', 'lost']))
  })

  test('that was not admitted hears what to do', async () => {
    await browse(`http://127.0.0.1:${server.port}/start?token=used-up`)
    const states: string[] = []
    const connecting = connect((state) => states.push(state))
    await expect(connecting).rejects.toMatchObject({
      code: 'not-admitted',
      advice: expect.stringContaining('joinery serve'),
    })
    expect(states).toEqual(['connecting', 'lost'])
  })
})
