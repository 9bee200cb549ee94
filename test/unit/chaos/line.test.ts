import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Line, lineTo } from '../../../chaos/line.ts'

let server: Server
let line: Line
/** What reached the server. */
let arrived: string

/** A server that answers each piece with `<piece>`. */
beforeEach(async () => {
  arrived = ''
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (piece) => {
      arrived += piece
      socket.write(`<${piece}>`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  line = await lineTo({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
})
afterEach(async () => {
  await line.close()
  server.close()
})

/** Says something and answers with what came back until the line was quiet or ended. */
async function say(text: string): Promise<{ heard: string; ended: boolean }> {
  const socket = connect(line.port, '127.0.0.1')
  let heard = ''
  let ended = false
  socket.on('error', () => undefined)
  socket.on('data', (piece) => {
    heard += piece
  })
  socket.on('close', () => {
    ended = true
  })
  socket.on('end', () => {
    ended = true
  })
  socket.write(text)
  await new Promise((resolve) => setTimeout(resolve, 120))
  socket.destroy()
  return { heard, ended }
}

describe('a line that can be interfered with', () => {
  test('passes everything on, and counts it', async () => {
    expect(await say('hello')).toEqual({ heard: '<hello>', ended: false })
    expect([line.sent, line.passed]).toEqual([5, 12])
  })

  test('loses a request, or its answer', async () => {
    line.interfere((from) => (from === 'client' ? { end: 'reset' } : undefined))
    expect(await say('one')).toEqual({ heard: '', ended: true })
    expect(arrived).toBe('')
    line.interfere((from, piece) => (from === 'client' ? { pass: piece, end: 'reset' } : {}))
    expect(await say('two')).toEqual({ heard: '', ended: true })
    expect(arrived).toBe('two')
  })

  test('gives half an answer and says goodbye', async () => {
    line.interfere((from, piece) =>
      from === 'server' ? { pass: piece.subarray(0, 3), end: 'goodbye' } : undefined,
    )
    expect(await say('hello')).toEqual({ heard: '<he', ended: true })
  })

  test('is late, and keeps the order', async () => {
    let pieces = 0
    line.interfere((from, piece) =>
      from === 'server' ? { pass: piece, late: pieces++ === 0 ? 60 : 0 } : undefined,
    )
    const socket = connect(line.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (piece) => {
      heard += piece
    })
    socket.write('a')
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.write('b')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(heard).toBe('')
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    expect(heard).toBe('<a><b>')
  })

  test('breaks down until it is mended', async () => {
    line.breakDown()
    expect(await say('lost')).toEqual({ heard: '', ended: true })
    line.mend()
    expect((await say('back')).heard).toBe('<back>')
  })
})
