import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { socketChannel } from '../../main/browser/socket-channel.ts'

const megabyte = 1024 * 1024

function stubSocket(bufferedAmount: number) {
  return Object.assign(new EventEmitter(), {
    bufferedAmount,
    send: vi.fn(),
    terminate: vi.fn(),
    ping: vi.fn(),
  })
}

test.each([
  ['keeps a peer that is a little behind', 64 * megabyte, 1, 0],
  ['drops a peer that does not read', 64 * megabyte + 1, 0, 1],
])('%s', (_, waiting, sent, dropped) => {
  const socket = stubSocket(waiting)
  const channel = socketChannel(socket as unknown as WebSocket, 60_000)
  channel.send({ t: 'result', id: 1, value: null })
  expect(socket.send).toHaveBeenCalledTimes(sent)
  expect(socket.terminate).toHaveBeenCalledTimes(dropped)
  socket.emit('close')
})

test('sends nothing after the connection is closed', () => {
  const socket = stubSocket(0)
  const channel = socketChannel(socket as unknown as WebSocket, 60_000)
  socket.emit('close')
  channel.send({ t: 'result', id: 1, value: null })
  expect(socket.send).not.toHaveBeenCalled()
})
