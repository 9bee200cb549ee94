import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HttpFront, httpFront, type Trouble } from '../../../chaos/http-front.ts'

const whole = JSON.stringify({ said: 'everything that was to be said' })
let server: Server
let front: HttpFront
/** Bodies of the requests that reached the application. */
let reached: string[]

beforeEach(async () => {
  reached = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    reached.push(`${request.method} ${body}`)
    response.writeHead(201, { 'content-type': 'application/json' }).end(whole)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  front = await httpFront({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
})
afterEach(async () => {
  await front.close()
  server.closeAllConnections()
  server.close()
})

/** One write with the gateway in trouble: status and body, or what the client sees in their place. */
async function write(trouble: Trouble | undefined): Promise<string> {
  front.temper(() => trouble)
  try {
    const response = await fetch(`http://127.0.0.1:${front.port}/Users`, { method: 'POST', body: 'anna' })
    return `${response.status} ${await response.text()}`
  } catch {
    return 'no whole answer'
  }
}

describe('a gateway before an application', () => {
  test('lets through what nothing troubles', async () => {
    expect(await write(undefined)).toBe(`201 ${whole}`)
    expect(reached).toEqual(['POST anna'])
  })

  test('refuses without the application knowing', async () => {
    const trouble = { kind: 'refuse', status: 429, headers: { 'retry-after': '7' } } as const
    front.temper(() => trouble)
    const response = await fetch(`http://127.0.0.1:${front.port}/Users`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
    expect(reached).toEqual([])
  })

  test.each<[Trouble, string]>([
    [{ kind: 'deny', status: 500 }, '500 sorry'],
    [{ kind: 'truncate' }, `201 ${whole.slice(0, whole.length / 2)}`],
    [{ kind: 'half' }, 'no whole answer'],
    [{ kind: 'hang-up' }, 'no whole answer'],
  ])('%o: it is done, and not said so', async (trouble, seen) => {
    expect(await write(trouble)).toBe(seen)
    expect(reached).toEqual(['POST anna'])
  })
})
